"""Pages of what a caller sees."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.authorise import Caller, Everything
from shared.web.seen_pages import Span, seen_files, seen_page, spans_of

NAMES = st.lists(st.sampled_from(["a", "a-b", "ab", "b", "a.b"]), min_size=1, max_size=3).map("/".join)


@dataclass(frozen=True)
class File:
    """A row."""

    path: str


def path_of(row):
    """Return where a row is."""
    return row.path


class Granted(Everything):
    """Sees what is at or below some paths, but for those that are hidden."""

    def __init__(self, granted, hidden=()):
        self.granted, self.hidden = tuple(granted), frozenset(hidden)

    def sees(self, collection, path):
        """Tell so."""
        below = any(not one or path == one or path.startswith(f"{one}/") for one in self.granted)
        return below and path not in self.hidden

    def has_all(self, scope, collection):
        """Tell whether nothing is hidden."""
        return "" in self.granted and not self.hidden

    def prefixes(self, collection):
        """Return them."""
        return self.granted


@given(
    paths=st.sets(NAMES),
    granted=st.sets(st.one_of(NAMES, st.just("")), max_size=3),
    hidden=st.sets(NAMES),
    prefix=st.sampled_from(["", "a", "a/", "a/b", "b", "a-"]),
    limit=st.integers(1, 4),
)
def test_pages_have_what_is_seen_in_order_and_nothing_else(paths, granted, hidden, prefix, limit) -> None:
    """All pages together are the seen paths below the prefix, and each cursor is one of them."""
    rights, held = Granted(granted, hidden), sorted(paths)

    def read(below, after, number):
        return [File(path) for path in held if path.startswith(below) and path > after][:number]

    found, cursors, after = [], [], ""
    while True:
        rows, following = seen_files(
            read, path_of, Caller("x", rights=rights), collection="c", prefix=prefix, after=after, limit=limit
        )
        assert len(rows) <= limit
        found += [row.path for row in rows]
        if following is None:
            break
        cursors.append(following)
        after = following
    seen = [path for path in held if path.startswith(prefix) and rights.sees("c", path)]
    assert found == seen
    assert set(cursors) <= set(seen)


def test_a_hidden_last_row_makes_no_next_page() -> None:
    """That there is a next page does not tell of what is hidden behind."""
    rows, following = seen_page(
        lambda after, number: [one for one in "abcd" if one > after][:number],
        str,
        sees=lambda path: path < "c",
        after="",
        limit=2,
    )
    assert (rows, following) == (["a", "b"], None)


@pytest.mark.parametrize(
    ("granted", "prefix", "spans"),
    [
        ([""], "x", [Span("x")]),
        (["a", "a/b"], "", [Span("a", exact=True), Span("a/")]),
        (["a", "a-b"], "", [Span("a", exact=True), Span("a-b", exact=True), Span("a-b/"), Span("a/")]),
        (["a"], "a/b/c", [Span("a/b/c")]),
        (["b"], "a", []),
    ],
)
def test_of_the_index_only_granted_spans_are_read(granted, prefix, spans) -> None:
    """Spans are in the order of paths, and none lies in another."""
    assert spans_of(granted, prefix) == spans
