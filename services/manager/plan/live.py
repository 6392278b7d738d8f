"""The live entries of a tree, page by page: nobody holds all of them at once."""

from collections.abc import Iterator

from shared.catalog.store.projection_view import ProjectionView
from shared.model.entry import Entry

PAGE = 1000
"""Entries read at a time."""


def live_entries(view: ProjectionView) -> Iterator[Entry]:
    """Yield what is live, in the order of its paths. Blocks."""
    after = ""
    while page := view.live(after=after, limit=PAGE):
        yield from page
        after = page[-1].path
