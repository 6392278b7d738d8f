"""Counts of selections: each is made once, then kept by what commits change."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from services.gateway.reading.selection import Selection
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.path_filter import PathFilter
from shared.catalog.store.projection_view import ProjectionView

COUNTS_KEPT = 256
"""Counts remembered, each of one selection."""

Key = tuple[str | None, PathFilter, str | None]
"""A log, and a selection of it."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A count, and where the log stood."""

    position: LogPosition
    total: int | None


class Counts:
    """Remembers counts, for callers who see all of a collection.

    Threads ask. They may count the same at the same time, and the last one is remembered: each count is right
    where it says that the log stood.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, _Counted] = OrderedDict()

    def of(self, view: ProjectionView, selection: Selection, count: Callable[[], int | None]) -> int | None:
        """Return how many paths a selection has; None where that takes too long to tell.

        Args:
            view: where they are.
            selection: of its paths.
            count: counts all of them.
        """
        position = view.position
        pattern = None if selection.glob is None else selection.glob.pattern
        key = (position.log_id, selection.filter, pattern)
        known = self._kept.get(key)
        if known is not None and known.position == position:
            return known.total
        total = None if known is None else _counted_on(view, selection, known)
        if total is None:
            total = count()
        self._keep(key, _Counted(position, total))
        return total

    def _keep(self, key: Key, counted: _Counted) -> None:
        """Remember a count, and forget the one that was made longest ago."""
        self._kept.pop(key, None)
        self._kept[key] = counted
        while len(self._kept) > COUNTS_KEPT:
            self._kept.popitem(last=False)


def _counted_on(view: ProjectionView, selection: Selection, known: _Counted) -> int | None:
    """Return a count from an earlier one and what was touched since; None where that is no shorter way."""
    wanted, since = selection.filter, known.position.revision
    if known.total is None or since > view.position.revision:
        return None
    if wanted.at is not None:
        return known.total  # A tree of the past stays as it is.
    now = view.filtered.touched_since(since, wanted)
    if now is None:
        return None
    before = view.filtered.touched_since(since, replace(wanted, at=since)) or []
    return known.total + _matching(selection, now) - _matching(selection, before)


def _matching(selection: Selection, paths: list[str]) -> int:
    return sum(map(selection.matches, paths))
