"""The progress of contents that travel in ranges, as targets report it. Pure.

It is not kept: an orchestrator that starts asks the targets.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from services.orchestrator.match.plan import Plan
from services.orchestrator.match.ranges import Ranges

Key = TypeVar("Key")
Value = TypeVar("Value")

REMEMBERED_MAX = 10_000
"""Contents remembered, of each sort; of one that was forgotten the target is asked again."""


class RangeProgress:
    """What is known now."""

    def __init__(self) -> None:
        self._come: dict[tuple[str, str], int] = {}
        self._too_large: dict[str, None] = {}
        self._had: set[str] = set()

    def known(self) -> Ranges:
        """Return all of it, as it is now."""
        return Ranges(come=dict(self._come), too_large=frozenset(self._too_large), had=frozenset(self._had))

    def planned(self, plan: Plan) -> None:
        """Take note of what a plan gives to its targets."""
        if plan.offset is not None:
            self._had.update(plan.placements)
        elif not plan.probe:
            self._had.difference_update(plan.placements)

    def heard(self, come: Mapping[tuple[str, str], int | None], *, too_large: Iterable[str]) -> None:
        """Take in what a run found out."""
        for key, size in come.items():
            self._come.pop(key, None)
            if size is not None:
                self._come[key] = size
        self._too_large.update(dict.fromkeys(too_large))
        _keep_newest(self._come)
        _keep_newest(self._too_large)


def _keep_newest(remembered: "dict[Key, Value]") -> None:
    while len(remembered) > REMEMBERED_MAX:
        del remembered[next(iter(remembered))]
