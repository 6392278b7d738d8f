"""The rules that tests keep."""

import ast
import tomllib
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_every_test_says_what_it_states() -> None:
    """Each test function has a docstring: the behaviour that it states, for a reader of a failure."""
    silent = [
        f"{path.relative_to(TESTS)}::{node.name}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_every_directory_of_tests_is_run() -> None:
    """Their order is written down, the longest first, and none is left out."""
    settings = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())
    named = settings["tool"]["pytest"]["ini_options"]["testpaths"]
    there = {str(path.relative_to(TESTS.parent).parents[-3]) for path in TESTS.rglob("test_*.py")}

    assert set(named) == there
