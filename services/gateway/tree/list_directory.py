"""The rows of a directory, page by page, as far as a caller sees them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from services.gateway.context import GatewayContext
from services.gateway.tree.row import Row, row_of
from shared.catalog.store.children import children
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.model.entry import Entry, Kind
from shared.web.authorise import Caller
from shared.web.catalog.seen import directory_is_seen

PAGE_ROWS = 1000
"""Read at a time: a directory of any length is told from a small memory."""


async def listed(context: GatewayContext, caller: Caller, directory: str) -> AsyncIterator[list[Row]]:
    """Yield pages of the rows of a directory, in the order of their paths.

    Each page is of one moment. What comes or goes between two of them is told or not, as by `readdir`.

    Raises:
        ProblemError: the rights of the caller have ended: by a list that lacks the rest mirrors delete files.
    """
    after = ""
    while True:
        page = await ask(context.open_view, partial(_page, context, caller, directory, after))
        yield page.seen
        if page.following is None:
            return
        after = page.following


def is_visible(view: ProjectionView, caller: Caller, entry: Entry, *, collection: str) -> bool:
    """Tell whether what stands at a path exists for the caller."""
    if entry.state.kind is Kind.DIRECTORY:
        return directory_is_seen(view, caller, entry.path, collection=collection)
    return caller.sees(collection, entry.path)


def dated_row(view: ProjectionView, entry: Entry) -> Row:
    """Return the row of an entry; of a directory with the time at which it came."""
    is_directory = entry.state.kind is Kind.DIRECTORY
    return row_of(entry, since=view.commits.made_at(entry.revision) if is_directory else None)


@dataclass(frozen=True, slots=True)
class _Page:
    seen: list[Row]
    following: str | None


def _page(context: GatewayContext, caller: Caller, directory: str, after: str, view: ProjectionView) -> _Page:
    entries = children(view, directory, after=after, limit=PAGE_ROWS)
    collection = context.identity.collection
    seen = [
        dated_row(view, entry) for entry in entries if is_visible(view, caller, entry, collection=collection)
    ]
    caller.rights.demand_good()
    return _Page(seen, entries[-1].path if len(entries) == PAGE_ROWS else None)
