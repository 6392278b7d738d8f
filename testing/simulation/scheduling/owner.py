"""To whom a callback belongs: the mark that every context of a simulated process carries."""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from testing.simulation.scheduling.tasks import SimulatedHandle


class Owner(Protocol):
    """One life of a simulated process, as the loop and the simulated devices see it."""

    @property
    def name(self) -> str:
        """What traces call it."""

    @property
    def alive(self) -> bool:
        """Whether its callbacks may run and its effects may happen."""

    def reach(self) -> bool:
        """Count one step; dies instead, and returns False, when the plan of crashes says so."""

    def goes_on(self, handle: "SimulatedHandle") -> bool:
        """Count one step, as `reach` does; keep it for later, and return False, while standing still."""

    def ended(self, task: object) -> None:
        """Take note that one of its tasks is done."""

    def check(self) -> None:
        """Count one step in the middle of a call. Raises ProcessCrashed when it is dead or dies now."""


OWNER: ContextVar[Owner | None] = ContextVar("OWNER", default=None)
"""None: the code belongs to the world (servers, users, checks), which never crashes."""


def crash_point() -> None:
    """Let the process that runs now crash here, if its plan says so; for simulated devices.

    A device calls it before each effect. For a life that is over it raises again and again, so that
    cleaning up on the way out changes nothing.

    Raises:
        ProcessCrashed: the process is dead: nothing may happen on its behalf any more.
    """
    owner = OWNER.get()
    if owner is not None:
        owner.check()
