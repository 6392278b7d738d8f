"""Losses of earlier looks that count for the brake: a directory emptied bit by bit is braked. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

PATHS_MAX = 100_000
"""Paths lost in one window that are remembered, some 200 bytes each."""

AT_ONCE_SECONDS = 60.0
"""Looks so close together see one act: `rm -r` of a large directory, a disk that fails."""


@dataclass(frozen=True, slots=True)
class _Loss:
    at: float
    known_files: int
    revision: int
    stood: bool
    """Whether the file was there before the first loss of the window."""


class RecentLosses:
    """Remembers losses over a window.

    A path counts once, however often it is lost: a file that is rewritten every minute is one file. Over the
    window only those files count that stood before the first loss in it: in a directory where products come
    and go all the time, more may go in a window than it ever holds at a time. A minute long all count.
    """

    def __init__(self, *, window_seconds: float, paths_max: int = PATHS_MAX) -> None:
        """Remember at most `paths_max` paths; over that, the oldest are forgotten."""
        self._window = window_seconds
        self._paths_max = paths_max
        self._losses: dict[str, _Loss] = {}
        """Oldest first."""

    def add(
        self,
        *,
        now: float,
        known_files: int,
        revision: int,
        lost: Iterable[str],
        stood_at: Callable[[str, int], bool],
    ) -> None:
        """Note that a look lost files.

        Args:
            now: a monotonic clock in seconds.
            known_files: files in the index before the look.
            revision: up to where the log was folded then.
            lost: their paths.
            stood_at: tells whether the tree had a path at a revision.
        """
        self._forget_old(now)
        since = min((loss.revision for loss in self._losses.values()), default=revision)
        for path in lost:
            before = self._losses.pop(path, None)
            stood = before.stood if before is not None else stood_at(path, since)
            self._losses[path] = _Loss(now, known_files, revision, stood)
        self._forget_old(now)

    def earlier(self, *, now: float) -> tuple[frozenset[str], int]:
        """Return (paths lost before that count, files known before the first of them; 0 without any)."""
        self._forget_old(now)
        counted = {
            path: loss for path, loss in self._losses.items() if loss.stood or loss.at > now - AT_ONCE_SECONDS
        }
        return frozenset(counted), max((loss.known_files for loss in counted.values()), default=0)

    def clear(self) -> None:
        """Forget: a person has looked and released the site."""
        self._losses.clear()

    def _forget_old(self, now: float) -> None:
        over = len(self._losses) - self._paths_max
        old: list[str] = []
        for path, loss in self._losses.items():
            if len(old) >= over and loss.at > now - self._window:
                break
            old.append(path)
        for path in old:
            del self._losses[path]
