"""Definitions that other validators are tested with are judged as their projects name them."""

import re
from pathlib import Path
from typing import Final

import pytest

from shared.states.definition.parse import parse_definition
from shared.states.definition.problems import DefinitionError
from shared.states.limits import Limits

pytestmark = pytest.mark.slow

CACHE: Final = Path(__file__).parents[3] / ".cache" / "workflows"
VALIDATOR: Final = CACHE / "asl-validator" / "src" / "__tests__" / "definitions"
NPM: Final = CACHE / "asl-validator-1.3.0"
STATELINT: Final = CACHE / "statelint"

EXCEPTIONS: Final = {
    "valid-assign.asl.json": "a variable 'top-level' is no identifier, and no expression could name it",
    "valid-cfn-definition-substitutions.json": "a Resource '${...}' cannot run before it is replaced",
    "valid-current-value-predicate.json": "a filter compares with a bare word, neither path nor text",
    "valid-map-with-item-batcher-jsonata.json": "a state goes back to JSONPath in a machine of JSONata",
    "valid-task-intrisic-function.json": "a Resource is a function of CloudFormation, not a text",
    "invalid-json-surround-syntax-extra-spaces.json": "an expression may begin on a new line",
}
"""Definitions that are judged otherwise than they are named, and why."""

STATELINT_NAMES: Final = {
    "has-dupes.json": False,
    "linked-parallel.json": False,
    "map-with-itemprocessor-and-iterator.json": False,
    "map-with-itemprocessor.json": True,
    "map-with-parameters-and-itemselector.json": False,
    "no-terminal.json": False,
}
"""Definitions whose problems statelint's specification does not count: judged as they are named."""


def is_valid(path: Path) -> bool:
    """Whether the definition is taken."""
    try:
        parse_definition(path.read_text(), Limits())
    except DefinitionError:
        return False
    return True


def files(folder: Path) -> list[Path]:
    """The named definitions of a folder; the test is skipped where they could not be fetched."""
    found = [path for path in sorted(folder.rglob("*.json")) if path.name.startswith(("valid", "invalid"))]
    if not found:
        pytest.skip(f"no definitions in {folder}: run scripts/workflow-fixtures")
    return found


@pytest.mark.parametrize("folder", [VALIDATOR, NPM], ids=["repository", "npm"])
def test_definitions_of_asl_validator_are_judged_as_named(folder: Path) -> None:
    """Each is valid or invalid as its name says, but for the exceptions; none of these is left over."""
    found = files(folder)
    judged = {path.name: is_valid(path) for path in found}
    otherwise = {name for name, valid in judged.items() if valid is not name.startswith("valid")}
    assert otherwise == EXCEPTIONS.keys() & judged.keys()
    assert len(found) == (112 if folder == VALIDATOR else 18)


def test_definitions_of_statelint_are_judged_as_specified() -> None:
    """Each is taken where statelint's own specification expects no problem, else refused."""
    specification = STATELINT / "spec" / "statelint_spec.rb"
    if not specification.exists():
        pytest.skip(f"there is no {specification}: run scripts/workflow-fixtures")
    counted = re.findall(
        r'File\.read "test/([^"]+)".*?problems\.size\)\.to eq\((\d+)\)', specification.read_text(), re.DOTALL
    )
    expected = {name: count == "0" for name, count in counted} | STATELINT_NAMES
    judged = {path.name: is_valid(path) for path in (STATELINT / "test").glob("*.json")}
    assert judged == expected
    assert len(judged) == 72
