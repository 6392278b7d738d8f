"""The number of parts that are on their way at a time: it follows the round trip to the bus. Pure.

Each answer of a whole part tells how long one takes now. How long it takes where none waits behind another is
measured now and then, with a single one on its way. What is between the two are parts that only wait in a
queue: with few of them one more is let go (additive), with many the number is cut (multiplicative). So a long
line is filled, and on a slow one nobody else's messages wait behind ours.
"""

from dataclasses import dataclass

LEAST = 4
"""Parts, 2 MiB: with two, a processor that is busy for a moment leaves a line of 100 Mbit/s idle."""

MOST = 16
"""Parts: 8 MiB of each pack under way."""

BEGIN = 4

WAITING_FEW = 1.0
"""Parts that wait in a queue on the way: the line is full, and not by much."""

WAITING_MANY = 3.0

CUT = 0.7
"""As is left of it: half would leave a line idle that has one queue of one part."""

MEASURE_EVERY = 10.0
"""Seconds: a single part then costs a hundredth of what a long line carries."""


@dataclass(slots=True, kw_only=True)
class Window:
    """One direction of one worker. Times in seconds, passed in."""

    least: int = LEAST
    most: int = MOST
    whole_bytes: int = 0
    """Smaller parts tell nothing: they are quicker than the others."""
    _width: float = BEGIN
    _alone: float = 0.0
    """What one takes where none waits."""
    _measured_at: float = 0.0
    _ahead: int = 0
    """Answers to come that were not alone, before one is measured; it is then measured where this is 0."""
    _measures: bool = True
    _cut_at: float = 0.0
    flying: int = 0
    """Parts that are on their way."""

    @property
    def size(self) -> int:
        """How many parts may be on their way."""
        return 1 if self._measures else max(self.least, min(int(self._width), self.most))

    def answered(self, took: float, size: int, *, now: float) -> None:
        """Take note that a part of so many bytes was on its way for `took` seconds, and is not any more."""
        if self._measures and self._ahead:
            self._ahead -= 1
        elif size >= self.whole_bytes and took > 0:
            self._follow(took, now)

    def lost(self, *, now: float) -> None:
        """Take note that a part was not taken, or did not come."""
        self._cut(self._alone, now)

    def _follow(self, took: float, now: float) -> None:
        if self._measures:
            self._alone, self._measured_at, self._measures = took, now, False
            return
        waiting = self._width * max(1 - self._alone / took, 0.0)
        if waiting < WAITING_FEW:
            self._set(self._width + 1 / self._width)
        elif waiting > WAITING_MANY:
            self._cut(took, now)
        if now >= self._measured_at + MEASURE_EVERY:
            self._ahead, self._measures = self.flying, True

    def _cut(self, took: float, now: float) -> None:
        """Cut it, once for all that was on its way then."""
        if now >= self._cut_at + took:
            self._cut_at = now
            self._set(self._width * CUT)

    def _set(self, width: float) -> None:
        self._width = max(float(self.least), min(width, float(self.most)))
