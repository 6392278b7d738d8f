"""Stored definitions are the ones that were checked."""

import pytest
from pydantic import ValidationError

from shared.states.definition.problems import DefinitionError
from shared.states.definition.stored import StoredDefinition, WrongDigestError, from_store, to_store
from testing.states.world import LIMITS, START

TEXT = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'


def test_a_definition_is_read_back_as_it_was_stored() -> None:
    """Text and digest survive the store, and the version is that of the text."""
    stored = to_store("ingest", TEXT, START, LIMITS)
    again = StoredDefinition.model_validate_json(stored.model_dump_json())
    assert again == stored
    assert from_store(again, LIMITS).digest == stored.digest


def test_a_definition_with_faults_is_not_stored() -> None:
    """What cannot run is refused when it is saved, and so is a name that no subject can hold."""
    with pytest.raises(DefinitionError):
        to_store("ingest", "{}", START, LIMITS)
    with pytest.raises(ValidationError):
        to_store("In gest", TEXT, START, LIMITS)


def test_a_changed_definition_is_refused() -> None:
    """A text that is not the one that was checked never runs."""
    stored = to_store("ingest", TEXT, START, LIMITS).model_copy(update={"text": TEXT + " "})
    with pytest.raises(WrongDigestError, match="restore it"):
        from_store(stored, LIMITS)
