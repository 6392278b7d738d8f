"""The diary of a run, by which two runs are compared to the byte."""

import hashlib
from collections import deque
from typing import NamedTuple

DEFAULT_KEPT = 20_000
"""Lines kept for people; the digest covers all lines ever written."""

HASHED_TOGETHER = 512
"""Lines taken into the digest at a time: one by one costs as much again as writing them."""


class TraceLine(NamedTuple):
    """One step, or one note within a step."""

    step: int
    time: float
    """Virtual seconds since the run began."""
    task: str
    label: str

    def __str__(self) -> str:
        return f"{self.step:>7} {self.time:>14.6f} {self.task:<32} {self.label}"


class Trace:
    """The last lines, and a digest over all of them."""

    def __init__(self, *, kept: int = DEFAULT_KEPT) -> None:
        """Keep the last `kept` lines."""
        self._lines: deque[TraceLine] = deque(maxlen=kept)
        self._pending: list[TraceLine] = []
        """Not in the digest yet."""
        self._hash = hashlib.blake2b(digest_size=16)
        self.count = 0

    def add(self, line: TraceLine) -> None:
        """Write one line."""
        self.count += 1
        self._lines.append(line)
        self._pending.append(line)
        if len(self._pending) >= HASHED_TOGETHER:
            self._take_in()

    def digest(self) -> str:
        """Return a fingerprint of every line so far: the same for the same run."""
        self._take_in()
        return self._hash.hexdigest()

    def _take_in(self) -> None:
        # repr of a float has every bit; the text for people has not.
        lines = [f"{step} {time!r} {task} {label}\n" for step, time, task, label in self._pending]
        self._hash.update("".join(lines).encode())
        self._pending.clear()

    def tail(self, count: int) -> list[TraceLine]:
        """Return the last `count` lines."""
        return list(self._lines)[-count:]

    def text(self, count: int | None = None) -> str:
        """Return the last `count` lines, or all that are kept, as text."""
        return "\n".join(map(str, self._lines if count is None else self.tail(count)))
