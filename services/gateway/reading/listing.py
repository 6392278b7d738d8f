"""Pages of a selection, as one caller sees it."""

from dataclasses import dataclass

from services.gateway.reading.selection import Selection
from shared.catalog.store.projection_view import ProjectionView
from shared.catalog.store.rows import EntryRow, entry_of
from shared.model.entry import Kind
from shared.web.authorise import Caller, Scope
from shared.web.catalog.seen import entry_is_seen, path_is_seen
from shared.web.seen_pages import seen_files

AT_A_TIME = 1000
"""Rows that are read at once while those that do not match are passed over."""

LOOKED_MAX = 200_000
"""Paths that one page looks at: half a second. A page may end before it is full, and still have a next."""

COUNTED_MAX = 2_000_000
"""Paths up to which the database counts a selection; a larger one has no count, nor one with a glob that has
to look at more than LOOKED_MAX."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some paths of a selection, and where the next ones begin."""

    rows: list[EntryRow]
    following: str | None
    """The last path that was looked at; None where none is left."""
    looked: int = 0
    """Paths that were looked at."""


def path_of(row: EntryRow) -> str:
    """Return the path of a row."""
    return row[0]


def read_page(
    view: ProjectionView, selection: Selection, caller: Caller, *, collection: str, after: str, limit: int
) -> Page:
    """Return the paths of a selection that follow one, as many as a page has. Only what is seen counts."""
    prefix = selection.prefix
    if prefix is None:
        return Page([], None)

    def read(below: str, begin: str, number: int) -> list[EntryRow]:
        return view.filtered.page(selection.filter, prefix=below, after=begin, limit=number)

    def sees(row: EntryRow) -> bool:
        at = selection.filter.at
        if at is not None:
            return entry_is_seen(view, caller, entry_of(row), collection=collection, at=at)
        return path_is_seen(view, caller, path_of(row), Kind(row[3]), collection=collection)

    found: list[EntryRow] = []
    looked = 0
    following: str | None = after
    while following is not None and len(found) < limit and looked < LOOKED_MAX:
        at_once = min(AT_A_TIME, limit - len(found)) if selection.glob is None else AT_A_TIME
        rows, following = seen_files(
            read,
            path_of,
            caller,
            collection=collection,
            prefix=prefix,
            after=following,
            limit=at_once,
            sees=sees,
        )
        looked += len(rows)
        for row in rows if selection.glob is not None else ():
            if selection.matches(path_of(row)):
                found.append(row)
                if len(found) == limit and row is not rows[-1]:
                    following = path_of(row)
                    break
        if selection.glob is None:
            found += rows
    return Page(found, following, looked)


def count(view: ProjectionView, selection: Selection, caller: Caller, *, collection: str) -> int | None:
    """Return how many paths a caller sees of a selection; None where that takes too long to tell."""
    if selection.glob is None and caller.rights.has_all(Scope.READ, collection):
        return view.filtered.count(selection.filter, most=COUNTED_MAX)
    total, looked = 0, 0
    following: str | None = ""
    while following is not None and looked < LOOKED_MAX:
        page = read_page(view, selection, caller, collection=collection, after=following, limit=AT_A_TIME)
        total, looked, following = total + len(page.rows), looked + page.looked, page.following
    return total if following is None else None
