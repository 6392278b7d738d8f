"""The ranges that a plan brings of one content, and what has become of each."""

import asyncio
from collections.abc import Iterator

from services.orchestrator.match.plan import Plan
from services.orchestrator.match.shares import ranges_of
from services.orchestrator.supply.packed import Packed, RunResult
from services.orchestrator.supply.range_queue import RangeQueue


class RangeTurn:
    """What has become of the ranges of one plan."""

    def __init__(self, plan: Plan, *, ahead: int) -> None:
        new_future = asyncio.get_running_loop().create_future
        self.parts = ranges_of(plan)
        self.queue = RangeQueue(len(self.parts), ahead=ahead)
        self.packed: list[asyncio.Future[Packed | None]] = [new_future() for _ in self.parts]
        """For each range, what targets apply; None where it does not come."""
        self._come = dict.fromkeys(plan.placements, 0)
        self._reported: dict[str, bool] = {}
        self._results: list[RunResult] = []

    def built(self, number: int, packed: Packed) -> None:
        """Note that a range stands on the bus."""
        self.packed[number].set_result(packed)
        self.queue.built()

    def failed(self, number: int, packed: Packed) -> None:
        """Note that a source could not build a range."""
        packed.let_go()
        self._results.append(packed.result)
        self.queue.give_back(number)

    def nothing_more(self) -> None:
        """Note that no source is left."""
        for packed in self.packed:
            if not packed.done():
                packed.set_result(None)

    def applied(self, site: str, number: int, packed: Packed) -> bool:
        """Note what a target reported of a range; tell whether it can append the next one."""
        (item,) = self.parts[number].items
        self._reported[site] = site in packed.result.applied
        has = packed.result.come.get((site, item.content)) or 0
        if has < item.offset + (item.length or 0):
            return False
        self._pass(site, number + 1)
        return True

    def left(self, site: str) -> None:
        """Note that a target has all of them, or takes no more."""
        self._pass(site, len(self.parts))

    def result(self) -> RunResult:
        """Return what came of all: a target has applied what it was asked for where it reported at last."""
        result = RunResult(applied={site for site, reported in self._reported.items() if reported})
        for one in (*self._results, *(packed.result for packed in self._built(0, len(self.parts)))):
            result.take(one)
        return result

    def _pass(self, site: str, count: int) -> None:
        before, self._come[site] = min(self._come.values()), count
        now = min(self._come.values())
        for packed in self._built(before, now):
            packed.let_go()
        self.queue.come(now)
        if now == len(self.parts):
            self.queue.end()

    def _built(self, first: int, end: int) -> Iterator[Packed]:
        """Yield the packs of some ranges, those that were built."""
        for future in self.packed[first:end]:
            packed = future.result() if future.done() else None
            if packed is not None:
                yield packed
