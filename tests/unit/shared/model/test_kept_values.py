"""Models of values that were kept, made without a second check."""

import copy
import pickle

import pytest
from pydantic import BaseModel, ValidationError

from shared.model.entry import Base, Entry, Kind, State, kept_base, kept_entry, kept_state

STATE = State(kind=Kind.FILE, content="a" * 64, size=3, mtime_ns=-5, mode=0o640)
PAIRS = [
    (STATE, kept_state("file", "a" * 64, 3, -5, 0o640)),
    (Entry(path="a/b", revision=4, author="s", state=STATE), kept_entry("a/b", 4, "s", STATE)),
    (Base(revision=4, state=STATE, elsewhere=True), kept_base(4, STATE, elsewhere=True)),
]


@pytest.mark.parametrize(("checked", "kept"), PAIRS)
def test_a_kept_value_is_what_a_checked_one_is(checked: BaseModel, kept: BaseModel) -> None:
    """It compares, hashes, is written, copied and pickled alike, and cannot be changed."""
    assert kept == checked
    assert hash(kept) == hash(checked)
    assert kept.model_dump_json(exclude_unset=True) == checked.model_dump_json()
    assert kept.model_copy(update={"revision": 9}) == checked.model_copy(update={"revision": 9})
    assert pickle.loads(pickle.dumps(kept)) == checked
    assert copy.deepcopy(kept) == checked
    with pytest.raises(ValidationError):
        setattr(kept, next(iter(type(kept).model_fields)), None)


@pytest.mark.parametrize("checked", [STATE, PAIRS[1][0], PAIRS[2][0]])
def test_no_field_of_a_kept_value_is_left_out(checked: BaseModel) -> None:
    """A field that is added one day must be kept, too."""
    kept = next(kept for other, kept in PAIRS if other is checked)
    assert set(kept.__dict__) == set(type(checked).model_fields)
