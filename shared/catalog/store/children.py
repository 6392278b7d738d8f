"""The children of one directory, from a fold, without a walk of what lies deeper."""

from collections.abc import Iterator
from itertools import islice

from shared.catalog.store.projection_view import ProjectionView
from shared.catalog.store.rows import beginning_with, below
from shared.model.entry import Entry

FIRST_ROWS, MOST_ROWS = 4, 512
"""Of one question. The count doubles along files, and is small again where a directory is passed over."""


def children(view: ProjectionView, directory: str = "", *, after: str = "", limit: int = -1) -> list[Entry]:
    """Return the live entries right in a directory, in the order of their paths.

    Every directory has an entry: the fold gives it one with the first path below it.

    Args:
        view: the fold.
        directory: its path; empty is the root of the collection.
        after: the path of the child that the page before ended with.
        limit: how many at most; -1 for all.
    """
    found = _walk(view, directory, after)
    return list(found if limit < 0 else islice(found, limit))


def _walk(view: ProjectionView, directory: str, after: str) -> Iterator[Entry]:
    prefix = f"{directory}/" if directory else ""
    first, count = max(prefix, f"{after}\0"), FIRST_ROWS
    while rows := view.live_between(first, beginning_with(prefix)[1], limit=count):
        count = min(2 * count, MOST_ROWS)
        for entry in rows:
            name, deeper, _ = entry.path[len(prefix) :].partition("/")
            if deeper:
                first, count = below(prefix + name)[1], FIRST_ROWS
                break
            first = f"{entry.path}\0"
            yield entry
