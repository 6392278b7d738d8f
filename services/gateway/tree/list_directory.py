"""The rows of a directory, page by page, as far as a caller sees them."""

from collections.abc import AsyncIterator

from services.gateway.context import GatewayContext
from services.gateway.tree.row import Row, row_of
from shared.catalog.store.children import children
from shared.catalog.store.projection_view import ask
from shared.model.entry import Entry, Kind
from shared.web.authorise import Caller

PAGE_ROWS = 1000
"""Read at a time: a directory of any length is told from a small memory."""


async def listed(context: GatewayContext, caller: Caller, directory: str) -> AsyncIterator[list[Row]]:
    """Yield pages of the rows of a directory, in the order of their paths.

    Each page is of one moment. What comes or goes between two of them is told or not, as by `readdir`.
    """
    after = ""
    while True:
        page = await _page(context, directory, after)
        yield [row_of(entry) for entry in page if is_visible(context, caller, entry)]
        if len(page) < PAGE_ROWS:
            return
        after = page[-1].path


def is_visible(context: GatewayContext, caller: Caller, entry: Entry) -> bool:
    """Tell whether a path exists for the caller: a directory does where something in it may."""
    collection = context.identity.collection
    if entry.state.kind is Kind.DIRECTORY:
        return caller.rights.enters(collection, entry.path)
    return caller.sees(collection, entry.path)


async def _page(context: GatewayContext, directory: str, after: str) -> list[Entry]:
    return await ask(context.open_view, lambda view: children(view, directory, after=after, limit=PAGE_ROWS))
