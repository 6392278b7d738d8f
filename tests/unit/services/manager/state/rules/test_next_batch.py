"""Which changes go into the next batch, and in which order."""

import pytest

from services.manager.state.rules.doubt import ANY, Doubt
from services.manager.state.rules.due import Due
from services.manager.state.rules.next_batch import change_of, next_changes
from services.manager.state.rules.reconcile import Action
from shared.contracts.messages.batch import BaseRef
from shared.model.entry import DELETED, Base, State
from tests.unit.services.manager.site import base, directory, file


def due(path: str, local: State, before: Base | None = None) -> Due:
    """Return a path to be sent."""
    return Due(path, Action.SEND, local, before, None)


def known(path: str) -> Doubt:
    """Nothing was placed anywhere without the index' knowing."""
    return Doubt(0)


def test_deletes_that_make_room_come_first_and_other_deletes_last():
    """Each batch is sensible by itself, wherever it is cut."""
    puts = [due("d", file("1")), due("e", directory()), due("e/f", file("2"))]
    deletes = [due("z", DELETED), due("d/y/x", DELETED), due("d/y", DELETED), due("dd", DELETED)]
    paths = [change.path for change in next_changes(puts, deletes, doubt_of=known)]
    assert paths == ["d/y/x", "d/y", "d", "e", "e/f", "z", "dd"]


def test_a_change_names_the_base_that_it_was_made_on():
    """Revision and content of the base travel; where there is none, nothing does."""
    assert change_of(due("f", file("2"), base(4, file("1"))), known).base == BaseRef(revision=4)
    assert change_of(due("f", file("2")), known).base is None


def test_nothing_is_based_on_what_lost():
    """The revision of a refusal is no revision of the path."""
    assert change_of(due("f", file("2"), base(4, file("1"), elsewhere=True)), known).base is None


def test_a_batch_is_cut_at_its_bytes():
    """What does not fit waits for the next batch."""
    puts = [due(f"f{at}", file("1")) for at in range(10)]
    one = len(change_of(puts[0], known).model_dump_json(exclude_none=True))
    assert len(next_changes(puts, [], doubt_of=known, bytes_max=3 * one)) == 3
    assert len(next_changes(puts, [], doubt_of=known, bytes_max=3 * one - 1)) == 2


def test_one_change_is_always_taken():
    """A change larger than a batch cannot wait for ever."""
    assert len(next_changes([due("f", file("1"))], [], doubt_of=known, bytes_max=1)) == 1


def test_without_anything_to_send_there_are_no_changes():
    """Nothing makes no batch."""
    assert next_changes([], [], doubt_of=known) == ()


@pytest.mark.parametrize("doubt", [Doubt(0), Doubt(5), Doubt(ANY)])
def test_a_put_says_what_may_have_been_placed_unheard(doubt: Doubt):
    """The decision needs it to tell an echo from a person's own file; a delete has no content."""
    said = None if doubt.up_to == ANY else doubt.up_to
    assert change_of(due("f", file("1")), lambda _: doubt).maybe_placed == said
    assert change_of(due("f", file("1")), lambda _: doubt, doubt.up_to).maybe_placed is None
    assert change_of(due("f", DELETED, base(4, file("1"))), lambda _: doubt).maybe_placed is None
