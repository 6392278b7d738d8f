"""The hook by which routes ask who calls, and whether the caller may."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Protocol

from fastapi import Depends, Request

from shared.model.base import FrozenModel
from shared.web.dependencies import provided


class Scope(StrEnum):
    """What a route lets its caller do."""

    READ = "read"
    WRITE = "write"
    """Add or change files."""
    OPERATE = "operate"
    """Release sites, retry dead letters: what an operator does."""


class Caller(FrozenModel):
    """Who asks."""

    name: str

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path exists for the caller: to one who may not see it, it does not (I12)."""
        del collection, path
        return True


class Authorise(Protocol):
    """Tells who asks, and whether the caller may. Implementations are called once for each request."""

    async def authorise(self, request: Request, scope: Scope) -> Caller:
        """Return the caller.

        Raises:
            UnauthenticatedError: the caller says no valid token, and one is needed.
            NotFoundError: the caller may not. It is not told from what does not exist.
        """
        ...


class AnyCaller:
    """Lets everybody do everything: for services that only their own host or network reaches."""

    async def authorise(self, request: Request, scope: Scope) -> Caller:
        """Return the caller by its address."""
        del scope
        return Caller(name=request.client.host if request.client else "local")


class Authorisation:
    """What the application provides to its routes: one Authorise."""

    def __init__(self, authorise: Authorise) -> None:
        self.authorise = authorise.authorise


def needs(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """Return the dependency of a route, or of a router, that lets only those in who may."""

    async def check(
        request: Request, authorisation: Annotated[Authorisation, Depends(provided(Authorisation))]
    ) -> Caller:
        return await authorisation.authorise(request, scope)

    return check
