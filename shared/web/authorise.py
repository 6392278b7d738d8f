"""The hook by which an application asks who calls, and routes ask whether the caller may."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Protocol, runtime_checkable

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from shared.model.paths import PathError, check_path
from shared.model.scope import EVERY_COLLECTION, Scope
from shared.web.problem import ForbiddenError, NotFoundError, UnauthenticatedError, nothing_at
from shared.web.rights import EVERYTHING, Everything, Rights

__all__ = [
    "EVERYTHING",
    "CALLER",
    "EVERY_COLLECTION",
    "AdmitsAtOnce",
    "AnyCaller",
    "Asking",
    "Authorise",
    "Caller",
    "Everything",
    "Rights",
    "Scope",
    "address_of",
    "caller_of",
    "needs",
]

CALLER = "caller"
"""In the state of a request: who asks."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    name: str
    rights: Rights = field(default=EVERYTHING, repr=False)
    known: bool = True
    """Whether the caller said who it is: who did not is asked to, where its rights do not suffice."""
    lends: bool = True
    """Whether it may give its rights on, by links: not who has them by a link."""

    @property
    def hears_names(self) -> bool:
        """Whether it is told who has changed files: not who does not say who it is, nor who has a link."""
        return self.known and self.lends

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path exists for the caller: to one who may not see it, it does not (I12)."""
        return self.rights.sees(collection, path)

    def sees_content(self, collection: str, path: str, content: str) -> bool:
        """Tell whether bytes that stand, or stood, at a path exist for the caller: `sees` is of now."""
        return self.rights.sees_content(collection, path, content)

    def demand(self, scope: Scope, collection: str | None, path: str | None = None) -> None:
        """Make sure that the caller may.

        What is answered follows from the caller and the path's words alone, never from what is there.

        Raises:
            UnauthenticatedError: it may not, and did not say who it is.
            ForbiddenError: it may not.
        """
        if not self.rights.may(scope, collection, path):
            self.refuse(scope, _place_of(collection, path))

    def demand_grant(self, scope: Scope, collection: str, path: str) -> None:
        """Make sure that the caller's own grants are about a path: whether rules hide it is not told.

        Raises:
            UnauthenticatedError: they are not, and the caller did not say who it is.
            ForbiddenError: they are not.
        """
        if not self.rights.holds(scope, collection, path):
            self.refuse(scope, _place_of(collection, path))

    def demand_all(self, collection: str | None, scope: Scope = Scope.READ) -> None:
        """Make sure that the caller may at every path: for what tells of a whole collection, as counts.

        Raises:
            UnauthenticatedError: it may not, and did not say who it is.
            ForbiddenError: it may not.
        """
        if not self.rights.has_all(scope, collection):
            self.refuse(scope, "for the whole collection, nothing of it hidden")

    def demand_sight(self, collection: str, path: str) -> None:
        """Make sure that a path exists for the caller. A path out of form exists for nobody with limits.

        Raises:
            UnauthenticatedError: it does not, and the caller did not say who it is.
            NotFoundError: it does not.
        """
        if self.rights.has_all(Scope.READ, collection) or (
            _in_form(path) and self.rights.sees(collection, path)
        ):
            return
        self.rights.demand_good()
        # Of what stands there no word is said: a frame that is not public yet is as one that never was.
        if not self.known and not (_in_form(path) and self.rights.may_look(collection, path)):
            self.refuse(Scope.READ)
        raise NotFoundError(nothing_at(collection, path))

    def refuse(self, scope: Scope, more: str = "") -> None:
        """Raise UnauthenticatedError or ForbiddenError: a token is needed, or another one.

        Of rights that have ended meanwhile it is told how: another scope would not help.
        """
        self.rights.demand_good()
        if not self.known:
            raise UnauthenticatedError("say a token: `Authorization: Bearer srk_...`")
        wanted = " ".join(part for part in (f"with scope {scope}", more) if part)
        ask = "ask an admin for a token" if self.lends else "ask who made the link for one"
        raise ForbiddenError(f"{self.name} may not do this: {ask} {wanted}")


def _place_of(collection: str | None, path: str | None) -> str:
    """Return where a right was asked for, so that who has it elsewhere sees what is missing."""
    if path:
        return f"for {path!r}"
    return f"in collection {collection}" if collection else ""


def _in_form(path: str) -> bool:
    try:
        check_path(path)
    except PathError:
        return False
    return True


class Authorise(Protocol):
    """Tells who asks. Implementations are called once for each request, before it is routed."""

    async def admit(self, connection: HTTPConnection) -> Caller:
        """Return the caller. Whoever is admitted is told to `leave` in the end.

        Raises:
            ProblemError: the request is refused: it says no valid token, or asks too much.
        """
        ...

    def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
        """Hear how a request was answered; 0 where it was not."""
        ...


@runtime_checkable
class AdmitsAtOnce(Authorise, Protocol):
    """Tells who asks without waiting, where it can.

    Who is given EVERYTHING has it for as long as it asks from the same address in the same words, and its
    reads are noted nowhere: of them it need not be asked each time.
    """

    def admit_at_once(self, connection: HTTPConnection) -> Caller | None:
        """Return the caller as `admit` does; None, and nothing noted, where it would wait or refuse."""
        ...


class AnyCaller:
    """Lets everybody do everything: for services that only their own host or network reaches."""

    async def admit(self, connection: HTTPConnection) -> Caller:
        """Return the caller by its address."""
        return Caller(name=address_of(connection))

    def admit_at_once(self, connection: HTTPConnection) -> Caller | None:
        """Return the caller by its address."""
        return Caller(name=address_of(connection))

    def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
        """Do nothing."""


def address_of(connection: HTTPConnection) -> str:
    """Return the address of who asks, as far as it is known."""
    return connection.client.host if connection.client else "local"


async def caller_of(request: Request) -> Caller:
    """Return who asks: the dependency of handlers that judge by path."""
    caller = getattr(request.state, CALLER)
    assert isinstance(caller, Caller)
    return caller


Asking = Annotated[Caller, Depends(caller_of)]
"""Who asks, for handlers that judge by path."""


def needs(
    scope: Scope,
    *,
    whole: bool = False,
    everywhere: bool = False,
    by_grants: bool = False,
    by_sight: bool = False,
) -> Callable[..., Awaitable[Caller]]:
    """Return the dependency of a route, or of a router, that lets only those in who may.

    It knows the parameters `collection` and `path` of a route. Other paths are for the handler to judge.

    Args:
        scope: of the route.
        whole: whether its answer tells of everything in the collection; of ADMIN, whether it changes that.
        everywhere: whether it tells of, or changes, things of all collections.
        by_grants: whether the handler itself judges paths that rules hide from who may change them.
        by_sight: whether the handler itself demands sight of the path, once its other parameters are in form:
            a wrong one is then refused alike, whether something stands there or not (I12).
    """

    async def check(request: Request, caller: Asking) -> Caller:
        collection, path = request.path_params.get("collection"), request.path_params.get("path")
        caller.demand(scope, EVERY_COLLECTION if everywhere else collection)
        if whole:
            caller.demand_all(collection, scope if scope is Scope.ADMIN else Scope.READ)
        if collection is not None and path is not None:
            if scope is not Scope.READ:
                (caller.demand_grant if by_grants else caller.demand)(scope, collection, path)
            elif not by_sight:
                caller.demand_sight(collection, path)
        return caller

    return check


async def allow(request: Request, scope: Scope, *, by_sight: bool = False) -> Caller:
    """Return the caller of a raw route, where it may: what `needs` is to the framework's routes."""
    return await needs(scope, by_sight=by_sight)(request, await caller_of(request))
