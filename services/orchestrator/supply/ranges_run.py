"""The ranges of one content from plan to placed: built by all that hold it, applied in their order.

While a target appends one range, the next ones are built, by several sources where there are several. A
source takes the next range when it is free, so that a fast one brings more of them; what a source cannot
build goes to another one.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from services.orchestrator.match.plan import Plan
from services.orchestrator.match.shares import from_source
from services.orchestrator.supply.pack_run import PackRun
from services.orchestrator.supply.packed import RunResult
from services.orchestrator.supply.range_turn import RangeTurn
from shared.service.task_group import one_outcome


@dataclass(slots=True, kw_only=True)
class RangesRun:
    """Carries one plan out."""

    packs: PackRun
    plan: Plan
    ahead: int
    """Ranges that stand on the bus beside each other."""
    new_pack_id: Callable[[], str]
    standing: AsyncExitStack
    """Where packs stand until others that ask for the same have had their time."""
    _turn: RangeTurn = field(init=False)

    def __post_init__(self) -> None:
        self._turn = RangeTurn(self.plan, ahead=self.ahead)

    async def run(self) -> RunResult:
        """Return what came of all ranges together.

        Raises:
            BusError: the bus failed.
        """
        async with one_outcome() as group:
            for site in self.plan.placements:
                group.create_task(self._bring(site))
            await self._build_all()
            self._turn.nothing_more()
        return self._turn.result()

    async def _build_all(self) -> None:
        async with one_outcome() as group:
            for source in (self.plan.source or "", *self.plan.others):
                group.create_task(self._build(source, group))

    async def _build(self, source: str, group: asyncio.TaskGroup, *, alone: bool = True) -> None:
        """Have ranges built by one source until nothing is left, or it fails.

        The first one is built alone, so that it is there soon; then two at a time, so that a source never
        waits for the next job.
        """
        turn = self._turn
        while (number := await turn.queue.next()) is not None:
            part = from_source(turn.parts[number], source, self.plan)
            packed = await self.standing.enter_async_context(self.packs.packed(part, self.new_pack_id()))
            if not packed.usable:
                turn.failed(number, packed)
                return
            turn.built(number, packed)
            if alone:
                group.create_task(self._build(source, group, alone=False))
                alone = False

    async def _bring(self, site: str) -> None:
        """Have one target append range by range, until one does not come."""
        for number, part in enumerate(self._turn.parts):
            packed = await self._turn.packed[number]
            if packed is None:
                break
            await self.packs.applier.at(site, part, packed)
            if not self._turn.applied(site, number, packed):
                break
        self._turn.left(site)
