"""Times of coverage as one caller may know them: by the clocks that it sees, and no others (I12)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from services.spice.kernels.view import Covered, KernelView, Sees
from shared.descriptions.timekeepers import Keeping, keeping_of


class SeenTimes:
    """Turns ticks into times anew where the clock that counts is hidden from the caller."""

    def __init__(self, view: KernelView, sees: Sees) -> None:
        self._view = view
        self.sees = sees
        self._known: dict[str, bool] = {}

    def of(self, those: Iterable[Covered]) -> list[Covered]:
        """Return coverage with the times that the caller may know."""
        found = list(those)
        self._learn({content for one in found for content in one.timed_by.split()})
        return [one if self._is_seen(one) else self._anew(one) for one in found]

    def _learn(self, contents: Iterable[str]) -> None:
        fresh = [content for content in contents if content not in self._known]
        self._known.update((content, False) for content in fresh)
        for kernel in self._view.of_contents(fresh):
            self._known[kernel.content] = self._known[kernel.content] or self.sees(kernel.path)

    def _is_seen(self, one: Covered) -> bool:
        return all(self._known[content] for content in one.timed_by.split())

    def _anew(self, one: Covered) -> Covered:
        ticks = self._view.ticks_of(one)
        return replace(one, intervals=self._keeping.in_tdb(one.code, ticks) or None)

    @cached_property
    def _keeping(self) -> Keeping:
        kernels = self._view.timekeepers()
        return keeping_of(one for one in kernels if self.sees(one.path))
