"""One plan from its shares to placed: each share is a pack of its own, and all are under way at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from services.orchestrator.match.plan import Limits, Plan
from services.orchestrator.match.shares import shares
from services.orchestrator.supply.pack_run import PackRun, RunResult
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
        parts = shares(plan, self.limits, self.packs.sources.rates)
        async with AsyncExitStack() as standing:
            async with one_outcome() as group:
                runs = [group.create_task(self._run(part, standing)) for part in parts]
            result = _joined(plan, list(zip(parts, (run.result() for run in runs), strict=True)))
            yield result
            if result.stands:
                await asyncio.sleep(linger)

    async def _run(self, share: Plan, standing: AsyncExitStack) -> RunResult:
        return await standing.enter_async_context(self.packs.run(share, self.new_pack_id()))


def _joined(plan: Plan, results: Sequence[tuple[Plan, RunResult]]) -> RunResult:
    """Return what came of all shares together: a target has applied a plan that has applied each of them."""
    joined = RunResult(stands=any(one.stands for _, one in results))
    joined.applied.update(plan.placements)
    for share, one in results:
        joined.applied -= share.placements.keys() - one.applied
        joined.lacking |= one.lacking
        joined.told |= one.told
        joined.can_stage |= one.can_stage
        joined.come |= one.come
        joined.too_large |= one.too_large
    return joined
