"""What a commit says of a change."""

from datetime import UTC, datetime

import pytest

from services.gateway.writing.change import Change, ChangedPath, Fate, after_commit
from shared.contracts.messages.batch import Batch, Decision, GroupNote, Outcome
from shared.contracts.messages.batch import Change as Said
from shared.model.entry import DELETED, Entry, Kind
from tests.unit.services.orchestrator.decide.deciding import batch_of, content, delete, file, put

ID = "4" * 32
CHANGE = Change(
    id=ID,
    caller="me",
    at=datetime(2026, 3, 4, tzinfo=UTC),
    since=5,
    paths=(ChangedPath(path="f", kind=Kind.FILE, content=content("1")),),
)
TOGETHER = CHANGE.model_copy(
    update={"together": True, "paths": (*CHANGE.paths, ChangedPath(path="g", kind=Kind.DELETED))}
)
ACCEPTED = Decision(outcome=Outcome.ACCEPTED)
REFUSED = Decision(outcome=Outcome.REFUSED)
CONFLICT = Decision(outcome=Outcome.CONFLICT, path="f.conflict")


def decided(
    change: Change,
    *pairs: tuple[Said, Decision],
    site: str = "a",
    revision: int = 9,
    group: str | None = None,
    head: Entry | None = None,
) -> Change | None:
    """Return a change after a commit."""
    batch: Batch = batch_of(*(said for said, _ in pairs), site=site)
    if group is not None:
        batch = batch.model_copy(update={"group": GroupNote(id=group)})
    decisions = tuple(decision for _, decision in pairs)
    return after_commit(change, batch, decisions, revision=revision, site="a", head_of=lambda _: head)


@pytest.mark.parametrize(
    ("decision", "fate", "revision"),
    [
        (ACCEPTED, Fate.COMMITTED, 9),
        (CONFLICT, Fate.LOST, 9),
        (Decision(outcome=Outcome.ALREADY, revision=7), Fate.COMMITTED, 7),
    ],
)
def test_a_change_ends_as_it_was_decided(decision: Decision, fate: Fate, revision: int):
    """What lost says where it is kept."""
    head = Entry(path="f", revision=7, author="b", state=file("1"))
    change = decided(CHANGE, (put("f", file("1")), decision), (put("x", file("2")), ACCEPTED), head=head)
    assert change is not None
    assert (change.fate, change.revision) == (fate, revision)
    assert change.conflict_copies == (("f.conflict",) if fate is Fate.LOST else ())


def test_an_old_copy_is_lost():
    """The log knows the content, but another one stands there."""
    head = Entry(path="f", revision=8, author="b", state=file("3"))
    known = Decision(outcome=Outcome.ALREADY, revision=7)
    change = decided(CHANGE, (put("f", file("1")), known), head=head)
    assert change is not None
    assert change.fate is Fate.LOST


def test_commits_that_say_nothing_of_it_are_passed_over():
    """Of other sites, of before, of other paths, of other groups."""
    said = (put("f", file("1")), ACCEPTED)
    assert decided(CHANGE, said, site="b") is None
    assert decided(CHANGE, said, revision=5) is None
    assert decided(CHANGE, (put("x", file("1")), ACCEPTED)) is None
    assert decided(TOGETHER, said) is None
    assert decided(TOGETHER, said, group="5" * 32) is None


def test_a_path_that_was_written_over_is_superseded():
    """Its content never reached the log."""
    for said in (put("f", file("2")), delete("f")):
        change = decided(CHANGE, (said, ACCEPTED))
        assert change is not None
        assert change.fate is Fate.SUPERSEDED


def test_a_group_is_lost_as_a_whole():
    """One refused delete, and the put is a conflict copy."""
    whole = decided(TOGETHER, (put("f", file("1")), ACCEPTED), (delete("g"), ACCEPTED), group=ID)
    lost = decided(TOGETHER, (put("f", file("1")), CONFLICT), (delete("g"), REFUSED), group=ID)
    assert whole is not None
    assert lost is not None
    assert (whole.fate, lost.fate) == (Fate.COMMITTED, Fate.LOST)
    assert lost.conflict_copies == ("f.conflict",)
    assert DELETED.kind is Kind.DELETED


@pytest.mark.parametrize("said", ["otherwise", "not at all"])
def test_a_group_of_which_the_log_took_something_else_is_not_said_to_be_committed(said: str):
    """A person has written over one of its files before it was told."""
    pairs = [(put("f", file("1")), ACCEPTED)]
    if said == "otherwise":
        pairs.append((put("g", file("2")), ACCEPTED))
    head = Entry(path="g", revision=8, author="b", state=file("2"))
    change = decided(TOGETHER, *pairs, group=ID, head=head)
    assert change is not None
    assert change.fate is Fate.SUPERSEDED
    assert "'g'" in change.detail


def test_what_came_after_a_groups_commit_says_nothing_against_it():
    """A gateway that starts again reads old commits beside the tree as it is now."""
    head = Entry(path="g", revision=10, author="b", state=file("2"))
    change = decided(TOGETHER, (put("f", file("1")), ACCEPTED), group=ID, head=head)
    assert change is not None
    assert change.fate is Fate.COMMITTED
