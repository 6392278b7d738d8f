"""The walls of the house are as its modules say they are."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "spicerack", "testing")
MODULES_MAX = 27
"""Of a folder, `__init__` counted: twenty by the rule, and a few folders that are lists by nature."""
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


QUESTIONS = re.compile(r"(What|Which|How|Where|Who|When|Whether|For how|From)\b")


def test_modules_are_introduced_by_their_subject() -> None:
    """The first line of a module names a thing: a newcomer looks for a noun, not for a question."""
    assert [f"{name}: {summary}" for name, summary in modules().items() if QUESTIONS.match(summary)] == []


def test_no_folder_grows_past_what_a_reader_takes_in() -> None:
    """A folder holds some twenty modules at most; beyond that it needs wings."""
    counts = {
        folder.relative_to(ROOT).as_posix(): len(list(folder.glob("*.py")))
        for package in PACKAGES
        for folder in (ROOT / package).rglob("*")
        if folder.is_dir()
    }

    assert {folder: count for folder, count in counts.items() if count > MODULES_MAX} == {}
