"""Routes about the trash of this site."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.manager.api.parameters import Keeper
from services.manager.trash import TrashBox
from shared.contracts.http.trash import TrashEmptied, TrashPage, TrashRestored
from shared.model.moment import MomentError, parse_moment
from shared.model.paths import PATH_MAX, PathError, check_path
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import MalformedError, problems

router = APIRouter(prefix=f"{PREFIX}/collections/{{collection}}/trash", tags=["trash"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN))]

Box = Annotated[TrashBox, Depends(provided(TrashBox))]
Name = Annotated[str, Query(max_length=PATH_MAX, description="What to bring back, as the list shows it.")]
AfterName = Annotated[str, Query(max_length=PATH_MAX, description="The last name of the page before.")]


@router.get("", responses=problems(404, 422), dependencies=READ)
async def list_trash(
    context: Keeper, box: Box, next_page: NextPage, after: AfterName = "", limit: Limit = PAGE_MAX
) -> TrashPage:
    """What this site keeps of replaced and deleted files, the oldest first."""
    found = await box.files(after=after, limit=limit + 1)
    following = found[limit - 1].name if len(found) > limit else None
    next_page.link(after=following)
    return TrashPage(
        collection=context.identity.collection,
        site=context.identity.site,
        files=tuple(found[:limit]),
        next=following,
    )


@router.post("/restore", responses=problems(404, 409, 422), dependencies=ADMIN)
async def restore_trashed(
    context: Keeper,  # noqa: ARG001
    box: Box,
    name: Name,
    path: Annotated[
        str | None, Query(max_length=PATH_MAX, description="Where to; where it stood, if none is said.")
    ] = None,
) -> TrashRestored:
    """Move something back from the trash, never in the place of another; the next look publishes it."""
    try:
        target = check_path(path) if path is not None else None
    except PathError as error:
        raise MalformedError(str(error)) from error
    return TrashRestored(name=name, path=await box.restore(name, target))


@router.post("/empty", responses=problems(404, 422), dependencies=ADMIN)
async def empty_trash(
    context: Keeper,  # noqa: ARG001
    box: Box,
    before: Annotated[str, Query(description="What came here before this time; ISO 8601.")],
) -> TrashEmptied:
    """Remove for good what is older, but for what was written to after it came here."""
    swept = await box.empty(_time(before))
    return TrashEmptied(
        removed=swept.removed,
        removed_bytes=swept.removed_bytes,
        kept=swept.kept,
        kept_bytes=swept.kept_bytes,
    )


def _time(text: str) -> datetime:
    try:
        moment = parse_moment(text)
    except MomentError as error:
        raise MalformedError(str(error)) from error
    if not isinstance(moment, datetime):
        raise MalformedError(f"{text!r} is a revision: say a time such as 2026-01-31T12:00:00Z")
    return moment
