"""The status of an archive."""

from fastapi import APIRouter, Depends

from services.archive.api.asking import Context
from shared.model.base import FrozenModel
from shared.web.authorise import Scope, needs


class ArchiveStatus(FrozenModel):
    """One process."""

    collection: str
    site: str
    writes: bool
    """Whether it is the one that writes to its database."""
    revision: int
    """Of the log, that the rows stand at."""
    log_revision: int
    """That it has folded."""
    replica: bool
    """Whether there is a replica that answers reads."""


router = APIRouter(tags=["status"], dependencies=[Depends(needs(Scope.READ))])


@router.get("/status")
async def read_status(context: Context) -> ArchiveStatus:
    """What this archive does."""
    return ArchiveStatus(
        collection=context.collection,
        site=context.config.site,
        writes=context.figures.writes,
        revision=context.databases.known.revision,
        log_revision=context.followed.revision,
        replica=bool(context.config.database_replica_url.get_secret_value()),
    )
