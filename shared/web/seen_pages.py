"""Pages of what the caller sees: no row, cursor or length of a page tells of the rest (I12)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.web.authorise import Caller, Scope
from shared.web.paging import PAGE_MAX

AT_A_TIME = PAGE_MAX + 1
"""Rows that are read at once while those that the caller does not see are passed over: a full page, and the
one that tells whether there is another."""

Row = TypeVar("Row")


def seen_page(
    read: Callable[[str, int], Sequence[Row]],
    path_of: Callable[[Row], str],
    *,
    sees: Callable[[Row], bool],
    after: str,
    limit: int,
) -> tuple[list[Row], str | None]:
    """Return up to `limit` rows whose paths are seen, and the cursor of the next page, if there is one.

    Args:
        read: returns the first so many rows after a path, ordered by path.
        path_of: returns the path of a row.
        sees: tells whether the caller sees a row.
        after: the cursor of the page before.
        limit: rows of a page.
    """
    seen: list[Row] = []
    for row in _rows(read, path_of, after=after, at_a_time=min(limit + 1, AT_A_TIME)):
        if sees(row):
            if len(seen) == limit:
                return seen, path_of(seen[-1])
            seen.append(row)
    return seen, None


def seen_files(
    read: Callable[[str, str, int], Sequence[Row]],
    path_of: Callable[[Row], str],
    caller: Caller,
    *,
    collection: str,
    prefix: str,
    after: str,
    limit: int,
    sees: Callable[[Row], bool] | None = None,
) -> tuple[list[Row], str | None]:
    """Return the same of files below a prefix; of the index, only what the caller may see is read.

    Args:
        read: returns the first so many rows whose paths begin with a prefix, after a path.
        path_of: returns the path of a row.
        caller: who asks.
        collection: that is asked about.
        prefix: of paths, as characters.
        after: the cursor of the page before.
        limit: rows of a page.
        sees: tells whether the caller sees a row. Default: by its path alone.

    Raises:
        ProblemError: the caller's rights have ended meanwhile: what lacks then would seem not to be there.
    """
    if caller.rights.has_all(Scope.READ, collection):
        return _whole_page(read(prefix, after, limit + 1), path_of, limit)
    spans = spans_of(caller.rights.prefixes(collection), prefix)

    def next_rows(begin: str, number: int) -> list[Row]:
        found: list[Row] = []
        for span in spans:
            if len(found) < number and not span.is_before(begin):
                rows = read(span.prefix, begin, 1 if span.exact else number - len(found))
                found += [row for row in rows if not span.exact or path_of(row) == span.prefix]
        return found

    page = seen_page(
        next_rows,
        path_of,
        sees=sees or (lambda row: caller.sees(collection, path_of(row))),
        after=after,
        limit=limit,
    )
    caller.rights.demand_good()
    return page


def _whole_page(
    rows: Sequence[Row], path_of: Callable[[Row], str], limit: int
) -> tuple[list[Row], str | None]:
    """Return a page of which nothing is hidden: no path is judged by itself."""
    page = list(rows[:limit])
    return page, path_of(page[-1]) if len(rows) > limit else None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of neighbouring paths: those that begin with a prefix, or the one that is it."""

    prefix: str
    exact: bool = False

    def is_before(self, path: str) -> bool:
        """Tell whether all of it comes before a path, or is it."""
        return self.prefix <= path and (self.exact or not path.startswith(self.prefix))


def spans_of(granted: Sequence[str], prefix: str) -> list[Span]:
    """Return, in order and apart, the spans of paths at or below those granted that begin with `prefix`.

    Each granted path is a file or a directory; the empty string is the root. Pure.
    """
    if "" in granted:
        return [Span(prefix)]
    widest = [
        one
        for one in set(granted)
        if not any(f"{one}/".startswith(f"{other}/") for other in granted if other != one)
    ]
    spans = [Span(one, exact=True) for one in widest if one.startswith(prefix)]
    spans += [Span(longer) for one in widest if (longer := _longer(f"{one}/", prefix)) is not None]
    return sorted(spans)


def _longer(one: str, other: str) -> str | None:
    """Return the longer of two texts, where it begins with the other."""
    short, long = sorted((one, other), key=len)
    return long if long.startswith(short) else None


def _rows(
    read: Callable[[str, int], Sequence[Row]], path_of: Callable[[Row], str], *, after: str, at_a_time: int
) -> Iterator[Row]:
    """Yield all rows after a path."""
    while True:
        rows = read(after, at_a_time)
        yield from rows
        if len(rows) < at_a_time:
            return
        after = path_of(rows[-1])
