"""Routes about the quarantine of this site."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.manager.api.parameters import Keeper
from services.manager.look.problems import Quarantined
from services.manager.quarantine import Quarantine
from shared.contracts.http.knowledge.quarantine import QuarantinedFile, QuarantineList
from shared.model.paths import PATH_MAX
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import problems

NANOSECONDS = 1_000_000_000

router = APIRouter(prefix=f"{PREFIX}/collections/{{collection}}/quarantine", tags=["quarantine"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN))]

Kept = Annotated[Quarantine, Depends(provided(Quarantine))]
OfPath = Annotated[str, Query(max_length=PATH_MAX, description="The file, as the list shows it.")]


@router.get("", responses=problems(404, 422), dependencies=READ)
async def list_quarantine(context: Keeper, quarantine: Kept) -> QuarantineList:
    """What this site keeps and does not publish, with the reasons."""
    return QuarantineList(
        collection=context.identity.collection,
        site=context.identity.site,
        files=tuple(map(_row, quarantine.files())),
    )


@router.post("/release", responses=problems(404, 422), dependencies=ADMIN)
async def release_file(context: Keeper, quarantine: Kept, path: OfPath) -> QuarantinedFile:  # noqa: ARG001
    """Publish a file as it is."""
    return _row(quarantine.release(path))


@router.post("/drop", responses=problems(404, 409, 422), dependencies=ADMIN)
async def drop_file(context: Keeper, quarantine: Kept, path: OfPath) -> QuarantinedFile:  # noqa: ARG001
    """Move a file into the trash of this site; what the collection has at its path is placed again."""
    return _row(await quarantine.drop(path))


def _row(one: Quarantined) -> QuarantinedFile:
    return QuarantinedFile(
        path=one.path,
        code=one.code,
        detail=one.words,
        size=one.fingerprint.size,
        modified=datetime.fromtimestamp(one.fingerprint.mtime_ns / NANOSECONDS, UTC),
    )
