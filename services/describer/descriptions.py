"""Routes about what the files of the collection are."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from services.describer.context import DescriberContext
from services.describer.state.listing import described_rows
from shared.contracts.http.knowledge.descriptions import DescribedPage
from shared.contracts.messages.description import Description
from shared.contracts.topology import Stream
from shared.descriptions.follow import heard
from shared.model.names import NAME_PATTERN
from shared.model.paths import PATH_MAX
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import NotFoundError, problems

router = APIRouter(
    prefix=f"{PREFIX}/collections/{{collection}}/descriptions",
    tags=["descriptions"],
    dependencies=[Depends(needs(Scope.READ, whole=True))],
)


async def _keeper(
    collection: Annotated[str, Path(pattern=NAME_PATTERN, description="The collection.")],
    context: Annotated[DescriberContext, Depends(provided(DescriberContext))],
) -> DescriberContext:
    if collection != context.collection:
        raise NotFoundError(f"this describer has no collection {collection}: it has {context.collection}")
    return context


Keeper = Annotated[DescriberContext, Depends(_keeper)]


@router.get("", responses=problems(404, 422))
async def list_described(
    *,
    context: Keeper,
    next_page: NextPage,
    only_problems: Annotated[
        bool, Query(alias="problems", description="Only files that somebody should look at.")
    ] = False,
    after: Annotated[str, Query(max_length=PATH_MAX, description="The `next` of the page before.")] = "",
    limit: Limit = PAGE_MAX,
) -> DescribedPage:
    """The files of the collection with their kind, completeness and heaviest problem, page by page."""
    rows = await asyncio.to_thread(
        described_rows, context.path, problems=only_problems, after=after, limit=limit + 1
    )
    following = rows[limit - 1].path if len(rows) > limit else None
    next_page.link(after=following)
    return DescribedPage(collection=context.collection, files=tuple(rows[:limit]), next=following)


@router.get("/{path:path}", responses=problems(404, 422, 503))
async def read_description(
    context: Keeper, path: Annotated[str, Path(max_length=PATH_MAX, description="The file.")]
) -> Description:
    """All that is told of the file at a path, as its describer signed it."""
    head = context.projection.head(path)
    content = head.state.content if head is not None and head.live else None
    if content is None:
        raise NotFoundError(f"the collection has no file {path}")
    subject = context.topology.description(context.collection, content)
    message = await context.bus.last(Stream.DESCRIPTIONS, subject)
    if message is None:
        raise NotFoundError(f"nobody has described {path} yet")
    found = (await heard(message, keys=context.keys, collection=context.collection)).description
    if found is None:
        raise NotFoundError(f"what is said of {path} is not to be believed: see the log of the describer")
    return found
