"""Answers about directories below `/data/`: their index, and the digests of their files."""

from collections.abc import AsyncIterator
from enum import StrEnum

from services.gateway.contents.digests import Digests
from services.gateway.context import GatewayContext
from services.gateway.tree import checksums, index_json, index_page
from services.gateway.tree.list_directory import listed
from services.gateway.tree.row import Row
from shared.contents.wanted import NotHeldError, Wanted
from shared.web.authorise import Caller


class Format(StrEnum):
    """How an index is written."""

    HTML = "html"
    JSON = "json"


def index(
    context: GatewayContext, caller: Caller, directory: str, *, title: str, form: Format, query: str = ""
) -> AsyncIterator[str]:
    """Return the text of a directory's index, in pieces.

    Args:
        context: the gateway that answers.
        caller: sees what is its own to see.
        directory: its path; empty is the root of the collection.
        title: the address that a page shows.
        form: how it is written.
        query: ends each reference of a page.
    """
    pages = listed(context, caller, directory)
    if form is Format.JSON:
        return _json(pages)
    return _page(pages, title=title, parent=bool(directory), query=query)


async def _page(
    pages: AsyncIterator[list[Row]], *, title: str, parent: bool, query: str
) -> AsyncIterator[str]:
    yield index_page.head(title, parent=parent, query=query)
    async for page in pages:
        yield "".join(index_page.rows(page, query))
    yield index_page.FOOT


async def _json(pages: AsyncIterator[list[Row]]) -> AsyncIterator[str]:
    separator = "[\n"
    async for page in pages:
        if page:
            yield separator + "".join(index_json.rows(page))
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


async def checksum_lines(context: GatewayContext, caller: Caller, directory: str) -> AsyncIterator[str]:
    """Yield the lines of the digests of the files right in a directory.

    What was never digested is read for it: the first list of a directory takes the time of reading it. A file
    whose bytes nobody has any more is named in a comment, which `sha256sum` passes over.
    """
    async for page in listed(context, caller, directory):
        for row in page:
            if not row.directory:
                yield await _line(context, directory, row)


async def _line(context: GatewayContext, directory: str, row: Row) -> str:
    try:
        digests = await _digests(context, f"{directory}/{row.name}" if directory else row.name, row)
    except NotHeldError as error:
        return checksums.comment(f"{row.name}: {error}")
    if digests is None:
        return checksums.comment(f"{row.name}: it changed while it was read")
    return checksums.line(digests.sha256.hex(), row.name)


async def _digests(context: GatewayContext, path: str, row: Row) -> Digests | None:
    content = row.content or ""
    if (known := context.facts.digests(content)) is not None:
        return known
    opened = await context.contents.open(Wanted(content=content, size=row.size, paths=(path,)))
    try:
        return await opened.digests(wait=True)
    finally:
        opened.close()
