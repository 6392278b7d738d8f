"""Counts of selections, kept while commits are folded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.reading.counts import COUNTS_KEPT, Counts
from services.gateway.reading.glob import parse_glob
from services.gateway.reading.listing import COUNTED_MAX
from services.gateway.reading.selection import Selection
from shared.catalog.store.database import open_database
from shared.catalog.store.path_filter import FEW, PathFilter
from shared.catalog.store.projection import Projection
from shared.model.entry import DELETED, Kind
from tests.unit.shared.catalog.logging_commits import Log, directory, file, fold_one, put

PATHS = st.sampled_from(["a", "a/b", "a/c.bc", "ab", "b", "b/c.bc"])
STATES = st.sampled_from([file("1"), file("2"), directory(), DELETED])
COMMITS = st.dictionaries(PATHS, STATES, min_size=1, max_size=3)

SELECTIONS = [
    Selection(filter=PathFilter()),
    Selection(filter=PathFilter(prefix="a")),
    Selection(filter=PathFilter(kind=Kind.FILE)),
    Selection(filter=PathFilter(content="1" * 64)),
    Selection(filter=PathFilter(changed_since=2, deleted=True)),
    Selection(filter=PathFilter(size_min=1)),
    Selection(filter=PathFilter(at=1)),
    Selection(filter=PathFilter(), glob=parse_glob("*.bc")),
    Selection(filter=PathFilter(prefix="a"), glob=parse_glob("a/*")),
]


class Folding:
    """A projection in memory, and its log."""

    def __init__(self):
        self.projection, self.log = Projection(open_database(":memory:")), Log()

    def fold(self, commit):
        """Fold one more commit."""
        self.log.write(*(put(path, state) for path, state in commit.items()))
        sequence, message = self.log.messages[-1]
        self.projection.apply(fold_one(self.projection, message, sequence=sequence))

    def count(self, selection):
        """Count by looking at each path."""
        rows = self.projection.filtered.page(
            selection.filter, prefix=selection.filter.prefix, after="", limit=-1
        )
        return sum(selection.matches(row[0]) for row in rows)


@settings(max_examples=60)
@given(commits=st.lists(st.tuples(COMMITS, st.booleans()), min_size=1, max_size=6))
def test_a_count_that_was_kept_is_that_of_counting_anew(commits) -> None:
    """Whatever commits made, changed and deleted between two questions, and whatever is selected."""
    here, counts = Folding(), Counts()
    for commit, asked in commits:
        here.fold(commit)
        for selection in SELECTIONS if asked else ():
            expected = here.count(selection)
            assert counts.of(here.projection, selection, lambda found=expected: found) == expected
    for selection in SELECTIONS:
        kept = counts.of(here.projection, selection, lambda asked=selection: here.count(asked))
        assert kept == here.count(selection)


def unasked():
    """Count where nobody may."""
    raise AssertionError("everything was counted once more")


def test_all_is_counted_once_and_not_again_after_a_commit() -> None:
    """A large collection that changes all the time tells its count as soon as one that stands still."""
    here, counts = Folding(), Counts()
    here.fold({"a": file("1"), "b": file("2")})
    selection = SELECTIONS[0]
    assert counts.of(here.projection, selection, lambda: 2) == 2
    assert counts.of(here.projection, selection, unasked) == 2
    here.fold({"a": DELETED, "c": file("3"), "d": file("3")})
    assert counts.of(here.projection, selection, unasked) == 3
    here.projection.forget()
    assert counts.of(here.projection, selection, lambda: 0) == 0


def test_after_very_many_changes_all_is_counted() -> None:
    """To look up each of them would take longer."""
    here, counts = Folding(), Counts()
    here.fold({"a": file("1")})
    assert counts.of(here.projection, SELECTIONS[0], lambda: 1) == 1
    here.projection._db.executemany(
        "INSERT INTO history VALUES (?, 2, 'a', 'file', NULL, 0, 0, 0)",
        ((f"n{number}",) for number in range(FEW + 1)),
    )
    here.fold({"b": file("1")})
    assert here.projection.filtered.touched_since(1, PathFilter()) is None
    found = counts.of(
        here.projection, SELECTIONS[0], lambda: here.projection.filtered.count(PathFilter(), most=COUNTED_MAX)
    )
    assert found == 2


def test_counts_are_forgotten_in_the_end() -> None:
    """Callers can think of any number of selections."""
    here, counts = Folding(), Counts()
    here.fold({"a": file("1")})
    for number in range(COUNTS_KEPT + 1):
        counts.of(here.projection, Selection(filter=PathFilter(size_min=number)), lambda: 0)
    assert len(counts._kept) == COUNTS_KEPT
