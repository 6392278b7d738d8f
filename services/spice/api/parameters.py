"""Parameters of the routes, with their bounds and their words for the documentation."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Response

from services.spice.context import SpiceContext
from services.spice.kernels.view import Sees
from shared.model.paths import PATH_MAX
from shared.spice.times.read_time import EXAMPLE, TIME_MAX, BadTimeError, span_of_text
from shared.web.authorise import Asking, Caller, Scope
from shared.web.catalog.parameters import REVISION_MAX
from shared.web.dependencies import provided
from shared.web.problem import BusyError, MalformedError
from shared.web.revision import say_revision

PREFIX = "/api/v1/spice"

NAME_MAX = 80
"""Characters of a name of a body or frame: CSPICE knows 36 and 32 (Kernel Required Reading); more is none."""

OfSpice = Annotated[SpiceContext, Depends(provided(SpiceContext))]

Named = Annotated[str, Query(max_length=NAME_MAX, description="A name, or NAIF's code.")]
KernelPath = Annotated[str, Query(max_length=PATH_MAX)]


@dataclass(frozen=True, slots=True)
class Desk:
    """The service, as one caller finds it."""

    context: SpiceContext
    caller: Caller

    @property
    def sees_all(self) -> bool:
        """Whether nothing of the collection is hidden from the caller."""
        return self.caller.rights.has_all(Scope.READ, self.context.collection)

    @property
    def sees(self) -> Sees:
        """What tells whether the caller sees a path."""
        if self.sees_all:
            return lambda _: True
        return lambda path: self.caller.sees(self.context.collection, path)


async def _desk(
    context: OfSpice,
    caller: Asking,
    response: Response,
    wait_for: Annotated[
        int | None,
        Query(ge=0, le=REVISION_MAX, description="Wait for this revision of the collection, if need be."),
    ] = None,
) -> Desk:
    """Return the service; wait for a revision, and say in the answer how far it is."""
    if wait_for is not None and not await context.followed.reach(
        wait_for, within=context.config.wait_seconds
    ):
        raise BusyError(
            f"revision {wait_for} is not there yet: this site has folded {context.followed.revision}"
        )
    say_revision(response, context.followed.revision)
    return Desk(context, caller)


OfDesk = Annotated[Desk, Depends(_desk)]
"""The service that answers."""


async def _covers(
    covers: Annotated[
        str | None,
        Query(
            max_length=2 * TIME_MAX + 1,
            description=f"START/STOP, a day (2026-01-31), or one time: {EXAMPLE}.",
        ),
    ] = None,
) -> tuple[float, float] | None:
    """Return start and stop in TDB. Raises MalformedError."""
    try:
        return None if covers is None else span_of_text(covers)
    except BadTimeError as error:
        raise MalformedError(f"covers: {error}") from error


Covers = Annotated[tuple[float, float] | None, Depends(_covers)]
