"""One plan to placed, in shares or ranges: each is a pack of its own, and several are under way at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from services.orchestrator.match.plan import Limits, Plan
from services.orchestrator.match.shares import shares
from services.orchestrator.supply.pack_run import PackRun
from services.orchestrator.supply.packed import RunResult
from services.orchestrator.supply.ranges_run import RangesRun
from shared.service.task_group import one_outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRun:
    """Runs plans of one collection."""

    packs: PackRun
    limits: Limits
    new_pack_id: Callable[[], str]

    @asynccontextmanager
    async def run(self, plan: Plan, *, linger: float = 0.0) -> AsyncIterator[RunResult]:
        """Carry a plan out and yield what came of it; ends early when workers stay silent.

        Packs that were made for it stay for `linger` seconds after the block, for sites that ask for the
        same a moment later.

        Raises:
            BusError: the bus failed.
        """
        async with AsyncExitStack() as standing:
            result = await (self._in_ranges if plan.offset is not None and plan.items else self._in_shares)(
                plan, standing
            )
            yield result
            if result.stands:
                await asyncio.sleep(linger)

    async def _in_ranges(self, plan: Plan, standing: AsyncExitStack) -> RunResult:
        run = RangesRun(
            packs=self.packs,
            plan=plan,
            ahead=self.limits.packs_at_once,
            new_pack_id=self.new_pack_id,
            standing=standing,
        )
        return await run.run()

    async def _in_shares(self, plan: Plan, standing: AsyncExitStack) -> RunResult:
        parts = shares(plan, self.limits, self.packs.sources.rates)
        async with one_outcome() as group:
            runs = [group.create_task(self._run(part, standing)) for part in parts]
        return _joined(plan, list(zip(parts, (run.result() for run in runs), strict=True)))

    async def _run(self, share: Plan, standing: AsyncExitStack) -> RunResult:
        return await standing.enter_async_context(self.packs.run(share, self.new_pack_id()))


def _joined(plan: Plan, results: Sequence[tuple[Plan, RunResult]]) -> RunResult:
    """Return what came of all shares together: a target has applied a plan that has applied each of them."""
    joined = RunResult(applied=set(plan.placements))
    for share, one in results:
        joined.applied -= share.placements.keys() - one.applied
        joined.take(one)
    return joined
