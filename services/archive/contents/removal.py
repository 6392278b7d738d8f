"""Removal of frames' files by a gateway, with the credentials of who asks the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import httpx
from pydantic import ValidationError

from services.archive.contents.lender import Lenders
from services.archive.query.contents import Content
from shared.contracts.http.changes import ChangeRow, ChangeState
from shared.web.catalog.parameters import PREFIX
from shared.web.guards.guard import REQUEST_HEADER
from shared.web.problem import BusyError, ChangedError, ForbiddenError, UnauthenticatedError

STALE = frozenset({404, 409, 412})
"""Statuses that say that something else stands there by now, or nothing."""


@runtime_checkable
class Remover(Protocol):
    """Removes files from the collection."""

    async def remove(self, files: Sequence[Content], *, credentials: str | None, why: str) -> int | None:
        """Remove files in one commit, as long as they are what was looked at.

        Args:
            files: what stands at its path now.
            credentials: what the caller's request says in `Authorization`.
            why: the message of the commit.

        Returns:
            The revision of the commit; None while the log has not decided on it yet.

        Raises:
            UnauthenticatedError: a gateway does not know the caller.
            ForbiddenError: the caller may not remove them.
            ChangedError: something else stands there by now; nothing was removed.
            BusyError: not now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRemover:
    """Implements `Remover`: the gateway judges the caller by its own credentials, and nothing is lent."""

    http: httpx.AsyncClient
    lenders: Lenders
    wait_seconds: int
    """For the log's decision."""

    async def remove(self, files: Sequence[Content], *, credentials: str | None, why: str) -> int | None:
        """See `Remover`."""
        gateway = await self.lenders.own_gateway()
        url = f"{gateway}{PREFIX}/collections/{self.lenders.collection}/commits"
        changes = [{"do": "delete", "path": one.path, "if_match": f'"{one.content}"'} for one in files]
        # A page of another origin deletes nothing here unasked, so that the request is no such page's.
        headers = {REQUEST_HEADER: "1", "Prefer": f"wait={self.wait_seconds}"}
        headers |= {} if credentials is None else {"Authorization": credentials}
        try:
            answer = await self.http.post(url, json={"message": why, "changes": changes}, headers=headers)
        except httpx.HTTPError as error:
            raise BusyError(f"the gateway does not answer ({type(error).__name__}): ask again") from error
        return _revision(answer)


def _revision(answer: httpx.Response) -> int | None:
    """Return the revision of a commit that a gateway tells of. Raises as `Remover` does."""
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise UnauthenticatedError("the gateway does not know this token")
    if answer.status_code == httpx.codes.FORBIDDEN:
        raise ForbiddenError("the frame's files may not be deleted with this token")
    if answer.status_code in STALE:
        raise ChangedError("the frame has another file by now, and nothing was deleted: look again")
    try:
        change = ChangeRow.model_validate_json(answer.content) if answer.is_success else None
    except ValidationError:
        change = None
    if change is None:
        raise BusyError(f"the gateway answers {answer.status_code}: ask again")
    if change.state not in (ChangeState.COMMITTED, ChangeState.WAITING):
        raise ChangedError(f"nothing was deleted ({change.state}): {change.detail or 'look again'}")
    return change.revision
