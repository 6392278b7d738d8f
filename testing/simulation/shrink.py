"""Makes the recording of a failing run short: fewer and plainer choices that fail all the same. Pure."""

from collections.abc import Callable, Iterator

from testing.simulation.scheduling.choices import Recording, Stream

StillFails = Callable[[Recording], bool]
"""Runs a recording again and tells whether the failure that is looked for is still there."""

_Draws = dict[str, tuple[int, ...]]


def shrink(recording: Recording, still_fails: StillFails, *, attempts: int) -> Recording:
    """Return the plainest failing recording found with at most `attempts` runs.

    Works from coarse to fine: whole labels to 0, spans to 0, spans away, single values down.
    """
    return _Shrinker(recording, still_fails, attempts).run()


class _Shrinker:
    def __init__(self, recording: Recording, still_fails: StillFails, attempts: int) -> None:
        self._seed = recording.seed
        self._still_fails = still_fails
        self._left = attempts
        self._best: _Draws = {s.label: _trimmed(s.values) for s in recording.streams}

    def run(self) -> Recording:
        before: _Draws | None = None
        while self._left and before != self._best:
            before = self._best
            for label in sorted(self._best, key=lambda name: (-len(self._best[name]), name)):
                self._label(label)
        return self._recording(self._best)

    def _label(self, label: str) -> None:
        if not self._best[label] or self._accept(label, ()):
            return
        self._spans(label, lambda values, start, end: values[:start] + (0,) * (end - start) + values[end:])
        self._spans(label, lambda values, start, end: values[:start] + values[end:])
        self._lower(label)

    def _spans(self, label: str, edit: Callable[[tuple[int, ...], int, int], tuple[int, ...]]) -> None:
        size = len(self._best[label])
        while size and self._left:
            end = len(self._best[label])
            while end > 0 and self._left:
                # From the end, so that what comes before an edit keeps its place.
                self._accept(label, edit(self._best[label], max(0, end - size), end))
                end = min(end - size, len(self._best[label]))
            size //= 2

    def _lower(self, label: str) -> None:
        position = 0
        while position < len(self._best[label]) and self._left:
            for value in _lower_values(self._best[label][position]):
                values = self._best[label]
                if self._accept(label, (*values[:position], value, *values[position + 1 :])):
                    break
            position += 1

    def _accept(self, label: str, values: tuple[int, ...]) -> bool:
        candidate = {**self._best, label: _trimmed(values)}
        if candidate == self._best or not self._left:
            return False
        self._left -= 1
        if not self._still_fails(self._recording(candidate)):
            return False
        self._best = candidate
        return True

    def _recording(self, draws: _Draws) -> Recording:
        return Recording(self._seed, tuple(Stream(label, draws[label]) for label in sorted(draws)))


def _trimmed(values: tuple[int, ...]) -> tuple[int, ...]:
    """Drop the zeros at the end: a replay goes on with 0 by itself."""
    end = len(values)
    while end and values[end - 1] == 0:
        end -= 1
    return values[:end]


def _lower_values(value: int) -> Iterator[int]:
    """Yield smaller values to try, the smallest first."""
    step = value
    while step:
        yield value - step
        step //= 2
