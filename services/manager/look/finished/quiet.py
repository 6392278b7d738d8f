"""The wait until files are quiet: a file that is still being written is not worth hashing. Pure.

A file is quiet when its fingerprint has stood still for `settle_seconds`: either this process saw it
stand still, by the monotonic clock, or its times say that it was last touched that long ago, by the
wall clock of this host (which sets ctime; a copy can keep an old mtime, but not an old ctime).

A file that the watcher saw closed after writing, or renamed into place, need not stand still as long, where
it is one of a few: whoever looks asks whether a program has it open again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.manager.look.directory.scan import Seen
from shared.model.entry import Fingerprint
from shared.roots.posix.files.port import FileType

PENDING_MAX = 100_000
"""Files remembered while they settle, some 1 KiB of memory each."""

STALE_SETTLES = 10
"""A file that nobody asked about for so many settle times is forgotten: it went, or went back."""

BUSY_SETTLES = 30
"""A file that was touched all the time for so many settle times is taken as it stands: a log that is never
quiet would reach nobody. It is hashed as any file, so what is taken stood there as a whole."""

CLOSED_TOGETHER_MAX = 16
"""Files that may be taken at once because they were closed. More are a copy under way: it is told as a whole
once it is over, as one revision."""

CLOSED_MAX = 10_000
"""Files remembered as closed, or as taken because of that; of more, all wait as if nothing was told."""

PAUSE_MIN = 0.05
"""Seconds before the next look, at least: rounding of clocks must not make the caller spin."""

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietResult:
    """Which files are quiet, which are not, and when to look again."""

    quiet: tuple[Seen, ...] = ()
    closed: tuple[Seen, ...] = ()
    """Not quiet, and closed a moment ago: as good as quiet where no program has them open any more."""
    waiting: tuple[Seen, ...] = ()
    look_again_in: float | None = None
    """Seconds until the first of the waiting files may be quiet; None when none waits."""


@dataclass(slots=True)
class _Pending:
    fingerprint: Fingerprint
    since: float
    asked: float
    first: float
    """When it was first seen not quiet."""


class QuietFiles:
    """Remembers since when each changed file has stood still."""

    def __init__(self, *, settle_seconds: float, pending_max: int = PENDING_MAX) -> None:
        self._seconds = settle_seconds
        self._pending_max = pending_max
        self._pending: dict[str, _Pending] = {}
        self._closed: dict[str, float] = {}
        self._taken: dict[str, float] = {}
        """When files were taken because they were closed: one that is closed again soon is being written to
        piece by piece."""

    def closed(self, paths: Iterable[str], *, now: float) -> None:
        """Take note of files that were closed after writing, or renamed into place."""
        for remembered in (self._closed, self._taken):
            for path in [path for path, at in remembered.items() if now - at >= self._seconds]:
                del remembered[path]
        for path in paths:
            if len(self._closed) < CLOSED_MAX:
                self._closed[path] = now

    def __len__(self) -> int:
        """Return how many files are remembered."""
        return len(self._pending)

    def divide(self, changed: Iterable[Seen], *, now: float, wall_ns: int) -> QuietResult:
        """Part changed files into quiet and waiting ones. Directories are always quiet.

        Args:
            changed: What a look found changed; it may cover only a part of the root.
            now: Monotonic clock, seconds.
            wall_ns: Wall clock, nanoseconds since 1970.
        """
        self._forget_stale(now)
        quiet: list[Seen] = []
        waiting: list[Seen] = []
        pause = self._seconds
        for seen in changed:
            rest = self._rest(seen, now=now, wall_ns=wall_ns)
            if rest <= 0:
                self._pending.pop(seen.path, None)
                quiet.append(seen)
            else:
                waiting.append(seen)
                pause = min(pause, rest)
        closed = self._take_closed(waiting, now)
        left = tuple(seen for seen in waiting if seen not in closed) if closed else tuple(waiting)
        again = max(pause, PAUSE_MIN) if waiting else None
        return QuietResult(quiet=tuple(quiet), closed=closed, waiting=left, look_again_in=again)

    def _take_closed(self, waiting: Sequence[Seen], now: float) -> tuple[Seen, ...]:
        """Return what of a few waiting files was closed, and not taken for that reason a moment ago."""
        if len(waiting) > CLOSED_TOGETHER_MAX:
            return ()
        closed = tuple(seen for seen in waiting if self._was_closed(seen.path, now))
        for seen in closed:
            self._closed.pop(seen.path, None)
            self._pending.pop(seen.path, None)
            if len(self._taken) < CLOSED_MAX:
                self._taken[seen.path] = now
        return closed

    def _was_closed(self, path: str, now: float) -> bool:
        closed, taken = self._closed.get(path), self._taken.get(path)
        recent = closed is not None and now - closed < self._seconds
        return recent and (taken is None or now - taken >= self._seconds)

    def _rest(self, seen: Seen, *, now: float, wall_ns: int) -> float:
        """Return the seconds until the file is quiet if nothing touches it; 0 or less when it is."""
        if seen.status.type is not FileType.FILE:
            return 0.0
        by_times = self._rest_by_times(seen.status.fingerprint, wall_ns)
        return by_times if by_times <= 0 else min(by_times, self._rest_by_watching(seen, now))

    def _rest_by_times(self, fingerprint: Fingerprint, wall_ns: int) -> float:
        touched = max(fingerprint.ctime_ns, fingerprint.mtime_ns)
        # A time in the future, from a clock that was wrong then or is now, gives more than the settle time.
        return self._seconds - (wall_ns - touched) / NANOSECONDS

    def _rest_by_watching(self, seen: Seen, now: float) -> float:
        pending = self._pending.get(seen.path)
        if pending is None and len(self._pending) >= self._pending_max:
            return self._seconds
        if pending is None or pending.fingerprint != seen.status.fingerprint:
            first = now if pending is None else pending.first
            pending = self._pending[seen.path] = _Pending(seen.status.fingerprint, now, now, first)
        pending.asked = now
        if now - pending.first >= BUSY_SETTLES * self._seconds:
            return 0.0
        return self._seconds - (now - pending.since)

    def _forget_stale(self, now: float) -> None:
        oldest = now - STALE_SETTLES * self._seconds
        stale = [path for path, pending in self._pending.items() if pending.asked < oldest]
        for path in stale:
            del self._pending[path]
