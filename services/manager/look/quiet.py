"""The wait until files are quiet: a file that is still being written is not worth hashing. Pure.

A file is quiet when its fingerprint has stood still for `settle_seconds`: either this process saw it
stand still, by the monotonic clock, or its times say that it was last touched that long ago, by the
wall clock of this host (which sets ctime; a copy can keep an old mtime, but not an old ctime).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.manager.look.scan import Seen
from shared.model.entry import Fingerprint
from shared.roots.posix.files.port import FileType

PENDING_MAX = 100_000
"""Files remembered while they settle, some 1 KiB of memory each."""

STALE_SETTLES = 10
"""A file that nobody asked about for so many settle times is forgotten: it went, or went back."""

BUSY_SETTLES = 30
"""A file that was touched all the time for so many settle times is taken as it stands: a log that is never
quiet would reach nobody. It is hashed as any file, so what is taken stood there as a whole."""

PAUSE_MIN = 0.05
"""Seconds before the next look, at least: rounding of clocks must not make the caller spin."""

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietResult:
    """Which files are quiet, which are not, and when to look again."""

    quiet: tuple[Seen, ...] = ()
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
        again = max(pause, PAUSE_MIN) if waiting else None
        return QuietResult(quiet=tuple(quiet), waiting=tuple(waiting), look_again_in=again)

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
