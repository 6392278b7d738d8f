"""The backlog of a describer."""

import datetime

import pytest

from services.describer.state.backlog import Backlog
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.descriptions.believe import Doubt, Heard
from tests.unit.shared.catalog.logging_commits import Log, file, fold_one, put

NOW = 1_000.0


class Shelf:
    """A fold of a log, and the backlog beside it."""

    def __init__(self, mine):
        self.log = Log()
        self.database = open_database(":memory:")
        self.projection = Projection(self.database)
        self.restart(mine)

    def restart(self, mine):
        """Begin as a process does."""
        self.backlog = Backlog(self.database, mine=mine)
        self.backlog.begin()

    def write(self, *changes):
        """Fold a commit."""
        self.log.write(*changes)
        sequence, message = self.log.messages[-1]
        folded = fold_one(self.projection, message, sequence=sequence)
        self.projection.apply(folded)
        self.backlog.add(folded.entries)

    def hear(self, digit, *, sequence, version=1, told=Told.RECOGNISED):
        """Hear a description."""
        known = told is Told.RECOGNISED
        description = Description(
            collection="kernels",
            content=digit * 64,
            size=9,
            name="x",
            site="a",
            made_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
            told=told,
            describer="kernels" if known else None,
            asked=(Asked(name="kernels", version=version),),
            findings=Findings(kind="spk") if known else None,
        )
        self.backlog.take(Heard(content=digit * 64, sequence=sequence, description=description))

    def waiting(self, now=NOW):
        """Return the first digit of each content that is due."""
        return [one.content[0] for one in self.backlog.first(now=now, limit=10)]


@pytest.fixture
def shelf():
    """Three contents at four paths."""
    made = Shelf({"kernels": 1})
    made.write(put("b", file("1")), put("a", file("2")))
    made.write(put("c", file("1")), put("d", file("3")))
    return made


def test_a_content_waits_once_until_it_is_described(shelf):
    """However many paths have it."""
    assert sorted(shelf.waiting()) == ["1", "2", "3"]
    shelf.hear("1", sequence=5)
    assert sorted(shelf.waiting()) == ["2", "3"]
    assert (shelf.backlog.count(), shelf.backlog.position, shelf.backlog.sequence_of("1" * 64)) == (2, 5, 5)


def test_what_came_before_it_started_waits_too(shelf):
    """A restart looks at the whole tree, and forgets no description."""
    shelf.hear("2", sequence=5)
    shelf.restart({"kernels": 1})
    assert sorted(shelf.waiting()) == ["1", "3"]


def test_a_newer_version_has_all_described_anew(shelf):
    """What another version knew is not enough; a doubt is no description; what nobody knew is looked at."""
    shelf.hear("1", sequence=5)
    shelf.hear("2", sequence=6, version=2)
    shelf.hear("3", sequence=7, told=Told.UNKNOWN)
    assert shelf.waiting() == []
    shelf.restart({"kernels": 2})
    assert sorted(shelf.waiting()) == ["1", "3"]


def test_a_message_that_is_not_believed_is_replaced_at_its_sequence(shelf):
    """Compare-and-set needs its number; one of a newer major version is left alone."""
    shelf.hear("1", sequence=5)
    shelf.backlog.take(Heard(content="1" * 64, sequence=8, doubt=Doubt.UNSIGNED))
    shelf.backlog.take(Heard(content="2" * 64, sequence=9, doubt=Doubt.NEWER))
    assert sorted(shelf.waiting()) == ["1", "3"]
    assert shelf.backlog.sequence_of("1" * 64) == 8


def test_places_are_those_where_the_content_is_now(shelf):
    """The path that had it first comes first; what was replaced or deleted is no place."""
    assert [entry.path for entry in shelf.backlog.places("1" * 64)] == ["b", "c"]
    shelf.write(put("b", file("9")), put("d"))
    assert [entry.path for entry in shelf.backlog.places("1" * 64)] == ["c"]
    assert shelf.backlog.places("3" * 64) == []


def test_what_is_left_to_others_or_postponed_comes_up_later(shelf):
    """Others' turn first, then this process' own; tries are counted."""
    shelf.backlog.leave("1" * 64, until=NOW + 30)
    shelf.backlog.postpone("2" * 64, until=NOW + 10)
    assert shelf.waiting() == ["3"]
    assert shelf.waiting(NOW + 30) == ["3", "2", "1"]
    _, second, third = shelf.backlog.first(now=NOW + 30, limit=10)
    assert (second.tries, second.waited, third.tries, third.waited) == (1, False, 0, True)


def test_another_stream_of_descriptions_is_heard_from_its_start(shelf):
    """A store that was lost has lost descriptions, too."""
    shelf.hear("1", sequence=5)
    shelf.backlog.forget_descriptions()
    assert shelf.backlog.position == 0
    assert sorted(shelf.waiting()) == ["1", "2", "3"]
