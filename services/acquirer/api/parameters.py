"""Parameters that the routes share."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Path

from services.acquirer.context import AcquirerContext
from shared.model.names import NAME_PATTERN
from shared.web.authorise import Scope, needs
from shared.web.dependencies import provided

PREFIX = "/api/v1"

READS = [Depends(needs(Scope.READ, whole=True))]
ADMINS = [Depends(needs(Scope.ADMIN, whole=True))]

OfAcquirer = Annotated[AcquirerContext, Depends(provided(AcquirerContext))]

NamePart = Annotated[str, Path(pattern=NAME_PATTERN)]


def moment(seconds: float) -> datetime | None:
    """Return a time; None for 0, which stands for never."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
