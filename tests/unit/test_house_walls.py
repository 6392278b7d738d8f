"""The walls of the house are as its modules say they are."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "spicerack", "testing")
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]["contracts"]


def modules() -> dict[str, str]:
    """Return the first paragraph of each module's docstring, by the module's name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): _summary(path)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }


def _summary(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0]


def test_modules_that_call_themselves_pure_are_held_to_it() -> None:
    """A module says "Pure." only if the linter's contract of pure modules names it or its package."""
    pure = next(contract for contract in CONTRACTS if contract["name"].startswith("decisions are pure"))
    held = tuple(pure["source_modules"])
    claimed = [name for name, summary in modules().items() if re.search(r"\bPure\b", summary)]

    assert claimed
    assert [name for name in claimed if not any(f"{name}.".startswith(f"{one}.") for one in held)] == []


def test_services_are_kept_apart() -> None:
    """The contract of independence names each service."""
    independent = next(contract for contract in CONTRACTS if contract["type"] == "independence")
    there = {f"services.{path.parent.name}" for path in (ROOT / "services").glob("*/__init__.py")}

    assert set(independent["modules"]) == there
