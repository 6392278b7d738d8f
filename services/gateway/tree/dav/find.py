"""Answers to PROPFIND: the properties of a place, and of what lies right in it."""

from collections.abc import AsyncIterator

from services.gateway.contents.facts import FactStore
from services.gateway.context import GatewayContext
from services.gateway.tree.addresses import address
from services.gateway.tree.dav import multistatus
from services.gateway.tree.dav.properties import Resource, response
from services.gateway.tree.dav.propfind import Question
from services.gateway.tree.list_directory import dated_row, listed
from services.gateway.tree.places import Directory, File, Unslashed
from services.gateway.tree.row import Row, row_of
from shared.web.authorise import Caller

Found = Directory | Unslashed | File
"""What has properties."""


async def found_properties(
    context: GatewayContext, caller: Caller, place: Found, question: Question, *, with_children: bool
) -> AsyncIterator[str]:
    """Yield the multistatus answer about a place, in pieces: itself first, as clients expect."""
    collection = context.identity.collection
    yield multistatus.HEAD
    yield response(_itself(context, place), question)
    if with_children and not isinstance(place, File):
        above = f"{place.path}/" if place.path else ""
        async for page in listed(context, caller, place.path):
            yield "".join(
                response(_resource(context.facts, collection, above + row.name, row), question)
                for row in page
            )
    yield multistatus.FOOT


def _itself(context: GatewayContext, place: Found) -> Resource:
    collection = context.identity.collection
    if isinstance(place, File):
        return _resource(context.facts, collection, place.entry.path, row_of(place.entry))
    entry = context.followed.projection.head(place.path) if place.path else None
    row = Row(name=collection, directory=True, size=0, mtime=0, content=None)
    if entry is not None:
        row = dated_row(context.followed.projection, entry)
    return _resource(context.facts, collection, place.path, row)


def _resource(facts: FactStore, collection: str, path: str, row: Row) -> Resource:
    digests = None if row.content is None else facts.digests(row.content)
    return Resource(
        address=address(collection, path, directory=row.directory),
        row=row,
        digests={} if digests is None else {"SHA1": digests.sha1.hex(), "MD5": digests.md5.hex()},
    )
