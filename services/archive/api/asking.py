"""The question that routes about frames are given: the archive, who asks, and what exists for them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from sqlalchemy import Connection

from services.archive.context import ArchiveContext
from services.archive.query.sight import Sight
from services.archive.refusals import kind_of
from shared.catalog.store.commits import REVISION_END
from shared.web.authorise import Asking, Caller, Scope
from shared.web.dependencies import provided
from shared.web.problem import BusyError
from shared.web.revision import HEADER, say_revision

Answer = TypeVar("Answer")

ROOT = ""
"""A path that grants cover which are about every path."""

Context = Annotated[ArchiveContext, Depends(provided(ArchiveContext))]


@dataclass(frozen=True, slots=True)
class Desk:
    """One question by one caller."""

    context: ArchiveContext
    caller: Caller
    sight: Sight
    base: str
    """The address by which the caller asked."""
    response: Response

    def writers_sight(self) -> Sight:
        """Return the sight of who has just posted a frame: it exists for them."""
        return replace(self.sight, everything=True)

    def demand_writer(self) -> None:
        """Make sure that the caller may write everywhere by its grants: rules that hide stop no ingester.

        Raises:
            UnauthenticatedError: they do not, and it did not say who it is.
            ForbiddenError: they do not.
        """
        self.caller.demand_grant(Scope.WRITE, self.context.collection, ROOT)

    def by(self, caller: Caller) -> "Desk":
        """Return the same question by another caller. Raises as for the first one, where it may not ask."""
        _demand(caller, self.context)
        return replace(self, caller=caller, sight=self.context.sight(caller))

    async def ask(self, question: Callable[[Connection], Answer], *, seconds: float | None = None) -> Answer:
        """Return an answer, and say in its head at which revision it stands. Raises as the context does."""
        answer, answered = await self.context.ask(question, seconds=seconds)
        say_revision(self.response, answered.position.revision)
        self.response.headers["Cache-Control"] = "private, no-cache"
        return answer


async def _open_desk(
    *,
    request: Request,
    response: Response,
    context: Context,
    caller: Asking,
    revision: Annotated[
        int | None,
        Header(alias=HEADER, ge=0, le=REVISION_END, description="Wait until this revision is in the answer."),
    ] = None,
) -> AsyncIterator[Desk]:
    may = caller.rights.may(Scope.READ, context.collection)
    if may and revision is not None and revision > context.databases.known.revision:
        within = context.config.wait_seconds
        if not await asyncio.to_thread(context.databases.wait_for, revision, within=within):
            raise BusyError(f"revision {revision} is not in the archive yet, after {within:g} s")
    try:
        yield Desk(context, caller, context.sight(caller), str(request.base_url).rstrip("/"), response)
    except Exception as error:
        kind = kind_of(error)
        context.figures.refused.update(() if kind is None else (kind,))
        raise


Unasked = Annotated[Desk, Depends(_open_desk)]
"""A question whose body may say who asks: the route makes sure that they may."""


async def _desk(desk: Unasked) -> Desk:
    _demand(desk.caller, desk.context)
    return desk


def _demand(caller: Caller, context: ArchiveContext) -> None:
    caller.demand(Scope.READ, context.collection)


Asked = Annotated[Desk, Depends(_desk)]
"""A question by somebody who may read the collection."""
