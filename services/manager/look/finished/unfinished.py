"""The wait for files that look quiet and are not finished, by signs of their own: a bounded one. Pure.

A download or copy may stall for longer than the settle time. It is waited for while a program has the file
open for writing, or a kernel lacks bytes by its own arithmetic; and a file that changed whenever it was read
is named. None of them holds up an answer about all other files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.manager.look.directory.scan import Seen
from services.manager.look.problems import CutShort, HeldOpen, Restless
from shared.model.entry import Fingerprint

Sign = HeldOpen | CutShort

REMEMBERED_MAX = 10_000
"""Paths remembered; of others the wait begins anew with each look, and ends by the times of the file."""

FORGOTTEN_AFTER = 4
"""A path that no look asked about for so many times the wait is forgotten: it was finished, or went."""

LOOK_AGAIN = 5.0
"""Seconds between two looks at files that wait: closing them is told by the watcher, most of the time."""

NANOSECONDS = 1_000_000_000


@dataclass(slots=True)
class _Since:
    first: float
    asked: float


class Waits:
    """Remembers since when each path has been waiting, on end. Times are monotonic, in seconds."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        """After which a wait is over."""
        self._since: dict[str, _Since] = {}

    def __contains__(self, path: str) -> bool:
        """Tell whether a path waits."""
        return path in self._since

    def over(self, path: str, *, now: float) -> bool:
        """Take note that a path waits now, and tell whether it has done so for long enough."""
        since = self._since.get(path)
        if since is None:
            if len(self._since) >= REMEMBERED_MAX:
                return False
            since = self._since[path] = _Since(now, now)
        since.asked = now
        return now - since.first >= self.seconds

    def end(self, paths: Iterable[str]) -> None:
        """Forget paths that wait no more."""
        for path in paths:
            self._since.pop(path, None)

    def forget_stale(self, *, now: float) -> None:
        """Forget paths of which nothing was heard for long."""
        oldest = now - FORGOTTEN_AFTER * self.seconds
        self.end([path for path, since in self._since.items() if since.asked < oldest])


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What of the quiet files is finished, as far as is told, and what waits."""

    ready: tuple[Seen, ...] = ()
    waiting: tuple[Sign, ...] = ()
    cut_short: tuple[CutShort, ...] = ()
    """Of those that are ready: taken as they stand, after the wait."""


class UnfinishedFiles:
    """Divides quiet files by the signs that they bear."""

    def __init__(self, *, seconds: float) -> None:
        self._waits = Waits(seconds=seconds)

    def is_old(self, fingerprint: Fingerprint, *, wall_ns: int) -> bool:
        """Tell whether a file was last touched so long ago that it does not wait, whoever has it open."""
        touched = max(fingerprint.ctime_ns, fingerprint.mtime_ns)
        return wall_ns - touched >= self._waits.seconds * NANOSECONDS

    def divide(
        self, quiet: Iterable[Seen], signs: Mapping[str, Sign], *, now: float, wall_ns: int
    ) -> Finished:
        """Return what is taken now.

        Args:
            quiet: files that stood still, and directories.
            signs: what says of a file that it is not finished, by path.
            now: monotonic clock, seconds.
            wall_ns: wall clock, nanoseconds since 1970.
        """
        self._waits.forget_stale(now=now)
        ready: list[Seen] = []
        waiting: list[Sign] = []
        for seen in quiet:
            sign = signs.get(seen.path)
            old = self.is_old(seen.status.fingerprint, wall_ns=wall_ns)
            if sign is None or old or self._waits.over(seen.path, now=now):
                ready.append(seen)
            else:
                waiting.append(sign)
        self._waits.end(seen.path for seen in ready)
        taken = (signs.get(seen.path) for seen in ready)
        cut_short = tuple(sign for sign in taken if isinstance(sign, CutShort))
        return Finished(ready=tuple(ready), waiting=tuple(waiting), cut_short=cut_short)


class RestlessFiles:
    """Names files that changed whenever they were read."""

    def __init__(self, *, seconds: float) -> None:
        self._moving = Waits(seconds=seconds)

    def divide(
        self, moved: frozenset[str], waiting: Iterable[str], *, now: float, taken: Iterable[str]
    ) -> tuple[Restless, ...]:
        """Return the files that are waited for no longer.

        Args:
            moved: paths that changed while they were read in this look.
            waiting: paths that are not quiet in this look.
            now: monotonic clock, seconds.
            taken: paths that were read.
        """
        self._moving.forget_stale(now=now)
        self._moving.end(taken)
        asked = [*moved, *(path for path in waiting if path in self._moving)]
        return tuple(Restless(path) for path in sorted(asked) if self._moving.over(path, now=now))
