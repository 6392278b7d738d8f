"""Routes about the trash of this site."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BeforeValidator

from services.manager.api.parameters import Keeper
from services.manager.trash import TrashBox
from shared.contracts.http.sites.trash import TrashEmptied, TrashPage, TrashRestored
from shared.model.paths import PATH_MAX, PathError, check_path
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import RefusedError, problems


def _written(text: object) -> object:
    """Refuse a bare number, which pydantic takes for seconds since 1970."""
    if isinstance(text, str) and "T" not in text.upper():
        raise ValueError("say a time such as 2026-01-31T12:00:00Z")
    return text


Before = Annotated[
    datetime,
    BeforeValidator(_written),
    Query(description="What came here before this time; UTC where no zone is said."),
]

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 1, 1, tzinfo=UTC)

router = APIRouter(prefix=f"{PREFIX}/collections/{{collection}}/trash", tags=["trash"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN))]

Box = Annotated[TrashBox, Depends(provided(TrashBox))]
Name = Annotated[str, Query(max_length=PATH_MAX, description="What to bring back, as the list shows it.")]
AfterName = Annotated[str, Query(max_length=PATH_MAX, description="The last name of the page before.")]


@router.get("", responses=problems(404, 409, 422), dependencies=READ)
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
        raise RefusedError(f"nothing can stand there: {error}") from error
    return TrashRestored(name=name, path=await box.restore(name, target))


@router.post("/empty", responses=problems(404, 409, 422), dependencies=ADMIN)
async def empty_trash(
    context: Keeper,  # noqa: ARG001
    box: Box,
    before: Before,
) -> TrashEmptied:
    """Remove for good what is older, but for what was written to after it came here."""
    swept = await box.empty(_in_years(before))
    return TrashEmptied(
        removed=swept.removed,
        removed_bytes=swept.removed_bytes,
        kept=swept.kept,
        kept_bytes=swept.kept_bytes,
    )


def _in_years(time: datetime) -> datetime:
    """Return a time, or the nearest one that every zone has a date for: nothing in a trash is beyond."""
    if not EARLIEST.year <= time.year <= LATEST.year:
        return EARLIEST if time.year < EARLIEST.year else LATEST
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
