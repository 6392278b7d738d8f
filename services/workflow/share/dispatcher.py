"""The dispatcher: all rules, or all schedules, whose partitions this process holds."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

from services.workflow.executions.journal import OutrunError
from services.workflow.share.partition import partition_of
from shared.bus.port import BusError

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds without news after which all are looked at all the same: a slot, or a time, may have come."""


class Dispatch(Protocol):
    """One rule or schedule, as long as this process has it."""

    async def begin(self) -> None:
        """Learn how far it is. Raises BusError and OutrunError."""

    async def go_on(self) -> bool:
        """Start what can be started now; tell whether more may be started at once. Raises as `begin`."""


Saved = TypeVar("Saved")
Going = TypeVar("Going", bound=Dispatch)


class Dispatcher(Generic[Saved, Going]):
    """Dispatches one after another, each as far as it goes.

    Args:
        saved: returns all that shall be dispatched, as it was saved last, by name.
        make: returns the dispatch of one.
        holds: tells whether a partition is this process's.
        look_every: seconds between two looks without news.
    """

    def __init__(
        self,
        saved: Callable[[], Mapping[str, Saved]],
        make: Callable[[Saved], Going],
        *,
        holds: Callable[[int], bool],
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._saved = saved
        self._make = make
        self._holds = holds
        self._look_every = look_every
        self.bell = asyncio.Event()
        """Rung whenever a file, what was saved or the end of an execution was heard."""
        self.dispatches: dict[str, Going] = {}
        self._made: dict[str, Saved] = {}
        self._begun: set[str] = set()

    async def run(self) -> None:
        """Dispatch until cancelled."""
        while True:
            self._choose()
            more = False
            for name, dispatch in list(self.dispatches.items()):
                more = await self._go_on(name, dispatch) or more
            if not more:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._look_every):
                        await self.bell.wait()
            self.bell.clear()

    def _choose(self) -> None:
        """Have a dispatch for all that was saved, as it was saved last, of a partition that is held."""
        ours = {name: one for name, one in self._saved().items() if self._holds(partition_of(name))}
        for name in [name for name in self.dispatches if ours.get(name) != self._made[name]]:
            del self.dispatches[name]
        for name, one in ours.items():
            if name not in self.dispatches:
                self.dispatches[name], self._made[name] = self._make(one), one
                self._begun.discard(name)

    async def _go_on(self, name: str, dispatch: Going) -> bool:
        try:
            if name not in self._begun:
                await dispatch.begin()
                self._begun.add(name)
            return await dispatch.go_on()
        except (BusError, OutrunError) as error:
            log.info("%s is looked at again: %s", name, error)
            self.dispatches.pop(name, None)
            return False
