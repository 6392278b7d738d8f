"""The locked packages: one resolution, from PyPI, with hashes."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text())
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())


def files_of(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the distributions of a locked package."""
    return [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]


def pins(path: Path) -> dict[tuple[str, str], set[str]]:
    """Return the hashes of each (name, version) in a requirements file."""
    found: dict[tuple[str, str], set[str]] = {}
    for block in path.read_text().replace("\\\n", " ").splitlines():
        if match := re.match(r"([a-z0-9-]+)==(\S+)", block):
            found[match[1], match[2]] = set(re.findall(r"--hash=(\S+)", block))
    return found


def names(specifications: list[str]) -> set[str]:
    """Return the names in a list of dependencies."""
    return {re.split(r"[^A-Za-z0-9.-]", text)[0].lower().replace(".", "-") for text in specifications}


def group(name: str) -> list[str]:
    """Return the dependencies of a group itself; those that it includes have a group of their own."""
    return [one for one in PROJECT["dependency-groups"][name] if isinstance(one, str)]


def test_the_lock_knows_no_address_but_those_of_pypi() -> None:
    """A checkout can be set up anywhere: no private index is named in the lock."""
    text = (ROOT / "uv.lock").read_text()

    assert set(re.findall(r"https?://[^/\"]+", text)) == {
        "https://pypi.org",
        "https://files.pythonhosted.org",
    }


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_what_the_lock_says(path: Path) -> None:
    """Every pin in `requirements/` has the version and the hashes of the lock."""
    locked = {
        (package["name"], package["version"]): {file["hash"] for file in files_of(package)}
        for package in LOCK["package"]
    }
    found = pins(path)

    assert found
    assert {pin: locked.get(pin) for pin in found} == found


def test_the_lock_follows_the_project() -> None:
    """Every dependency of `pyproject.toml` is locked; if this fails, run `make lock`."""
    project = PROJECT["project"]
    asked = names(
        project["dependencies"]
        + [text for extra in project["optional-dependencies"].values() for text in extra]
        + [text for name in PROJECT["dependency-groups"] for text in group(name)]
    ) - {project["name"]}
    develop = {name for name, _ in pins(ROOT / "requirements" / "develop.txt")}

    assert asked <= develop


NEEDED_BY_BOTH = {"pyyaml"}
"""Tests read files with it; astropy, which reads FITS, brings it along."""


def test_running_needs_no_tool_of_development() -> None:
    """What the demo installs holds none of the packages that only tests and checks need."""
    run = {name for name, _ in pins(ROOT / "requirements" / "run.txt")}

    assert not run & (names(group("dev")) - NEEDED_BY_BOTH)
