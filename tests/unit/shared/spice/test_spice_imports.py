"""What the knowledge of kernels may import."""

import ast
import sys
from pathlib import Path

import shared.spice

PACKAGE = Path(shared.spice.__file__).parent
EFFECTS = {"asyncio", "os", "socket", "sqlite3", "subprocess", "threading", "time", "random", "pathlib"}

SAFE_READERS = {"defusedxml"}
"""PDS labels are XML of strangers, which the standard library's reader does not bound."""


def _imported(source: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source}: a relative import"
            names.add(node.module or "")
    return names


def test_the_knowledge_of_kernels_stands_on_the_standard_library_and_the_model_alone() -> None:
    """No module imports effects or another part of the project; the one exception reads XML."""
    for source in PACKAGE.rglob("*.py"):
        for name in _imported(source):
            top = name.partition(".")[0]
            ours = name.startswith(("shared.spice", "shared.model"))
            assert ours or top in (sys.stdlib_module_names - EFFECTS) | SAFE_READERS, (
                f"{source.name} imports {name}"
            )
