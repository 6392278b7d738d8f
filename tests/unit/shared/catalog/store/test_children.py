"""The children of a directory are what a walk of the whole tree finds right in it."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalog.store.children import children
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.model.entry import Entry, Kind, State
from tests.unit.shared.catalog.logging_commits import Log, directory, file, fold_one, put

NAMES = ["a", "a/x", "a/x/y", "a/0", "a-b", "a0", "a0/z", "b/c/d", "\U0010ffff/q"]
TREES = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from([file("1"), directory()]), max_size=len(NAMES)
)


def projection_of(tree: dict[str, State]) -> Projection:
    """Return the fold of a log that put these paths, but for files that others would lie below."""
    log = Log()
    log.write(*(put(path, directory() if _has_more(path, tree) else state) for path, state in tree.items()))
    projection = Projection(open_database(":memory:"))
    for sequence, message in log.messages:
        projection.apply(fold_one(projection, message, sequence=sequence))  # type: ignore[arg-type]
    return projection


def _has_more(path: str, tree: dict[str, State]) -> bool:
    return any(other.startswith(f"{path}/") for other in tree)


def walked(tree: dict[str, State], above: str) -> set[str]:
    """Return the names right in a directory, by looking at every path."""
    prefix = f"{above}/" if above else ""
    return {path[len(prefix) :].partition("/")[0] for path in tree if path.startswith(prefix)}


def names(found: list[Entry], above: str) -> list[str]:
    """Return the last component of each child."""
    return [entry.path[len(above) + 1 if above else 0 :] for entry in found]


@settings(max_examples=100, deadline=None, database=None)
@given(tree=TREES, above=st.sampled_from(["", "a", "a/x", "b", "none"]), limit=st.integers(1, 4))
def test_children_are_those_of_a_walk_in_one_page_or_many(tree: dict[str, State], above: str, limit: int):
    """No child is missing, told twice, or deeper, wherever a page ends."""
    projection = projection_of(tree)
    found = names(children(projection, above), above)
    paged: list[Entry] = []
    while page := children(projection, above, after=paged[-1].path if paged else "", limit=limit):
        paged += page

    assert sorted(found) == sorted(walked(tree, above))
    assert names(paged, above) == found


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each question of a walk got."""
    counts: list[int] = []
    asked = Projection.live_between

    def counted(self: Projection, first: str, end: str | bytes, *, limit: int) -> list[Entry]:
        rows = asked(self, first, end, limit=limit)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(Projection, "live_between", counted)
    yield counts


def test_what_lies_deeper_is_passed_over(questions: list[int]):
    """A directory of a thousand files costs its parent a few rows."""
    tree = {f"deep/{number:04}": file("1") for number in range(1000)} | {"top": file("2")}
    found = children(projection_of(tree))

    assert [(entry.path, entry.state.kind) for entry in found] == [
        ("deep", Kind.DIRECTORY),
        ("top", Kind.FILE),
    ]
    assert sum(questions) < 20
