"""The dispatcher: all rules whose partitions this process holds."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from services.workflow.executions.journal import OutrunError
from services.workflow.rules.dispatch import Dispatch, DispatchParts
from services.workflow.share.partition import partition_of
from shared.bus.port import BusError

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds without news after which rules are looked at all the same: a slot may have become free."""


class Dispatcher:
    """Dispatches rules one after another, each as far as it goes."""

    def __init__(
        self,
        parts: DispatchParts,
        *,
        holds: Callable[[int], bool],
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._parts = parts
        self._holds = holds
        self._look_every = look_every
        self.bell = asyncio.Event()
        """Rung whenever a file, a rule or the end of an execution was heard."""
        self.dispatches: dict[str, Dispatch] = {}
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
        """Have a dispatch for each enabled rule, as it was saved last, of a partition that is held."""
        rules = {
            rule.rule: rule
            for rule in self._parts.book.rules()
            if rule.enabled and self._holds(partition_of(rule.rule))
        }
        for name in [name for name, one in self.dispatches.items() if rules.get(name) != one.rule]:
            del self.dispatches[name]
        for name, rule in rules.items():
            if name not in self.dispatches:
                self.dispatches[name] = Dispatch(rule, self._parts)
                self._begun.discard(name)

    async def _go_on(self, name: str, dispatch: Dispatch) -> bool:
        try:
            if name not in self._begun:
                await dispatch.begin()
                self._begun.add(name)
            return await dispatch.go_on()
        except (BusError, OutrunError) as error:
            log.info("rule %s is looked at again: %s", name, error)
            self.dispatches.pop(name, None)
            return False
