"""The pace of a search for a page of frames: in the order of time, or window by window in an index. Pure.

PostgreSQL knows nothing of how rare a header's value is. Of a common one a page is there soon when frames are
read in order; of a rare one all frames are found by the index of words. Between the two neither will do: to
find the newest hundred of five thousand, all of them would be fetched. So time is cut into windows, and the
index is asked for the words of the value and of the days of a window. Each window is as long as those before
it say, and each way is taken where it is the quicker one.
"""

from dataclasses import dataclass
from math import ceil, inf

FIRST = 250
"""Frames that are read in order at first: some 3 ms."""

IN_ORDER_MAX = 2500
"""Frames of one window that is read in order: some 20 ms."""

COMMON = 0.05
"""Of frames, those that have the value: from here on to read them in order is quicker."""

COMMON_RANGE = 0.02
"""The same of a range: each window costs a microsecond for each frame of all time that is in it."""

FOUND_MAX = 1000
"""Frames of one window that the index finds: some 25 ms."""

FOUND = 350
"""Frames that a window is made for, at most."""

LONGER = 16
"""Times that a window is longer than the one before it, at most: of ten frames in years few windows are
asked for."""

SHORTER = 16
"""Times that a window is shorter than one in which too many were found."""

WORK_MAX = 3500
"""Frames that are fetched, or the time of as many, before it is given up: other conditions leave next to none
of them, and have indexes."""

UNSEEN = 4
"""Times as many frames as were read in order are there, most likely: of others the caller does not see."""

PER_FETCHED = 3
"""Frames that are read in order in the time in which one is fetched that the index finds."""

MORE = 1.4
"""Times what is missing by what was seen so far: one window too many costs more than a few frames."""

LEAST = 20
"""Frames with the value that a window is made for, however few are missing."""


@dataclass(frozen=True, slots=True)
class InOrder:
    """Read the next frames that the caller sees."""

    frames: int


@dataclass(frozen=True, slots=True)
class ByWords:
    """Have the index find the frames of the next days."""

    days: int


Step = InOrder | ByWords


class Pace:
    """Says the next step by what the steps before it have shown."""

    def __init__(self, wanted: int, *, common: float = COMMON) -> None:
        """Begin.

        Args:
            wanted: how many frames a page has.
            common: COMMON or COMMON_RANGE.
        """
        self._common = common
        self._missing = wanted
        self._work = 0.0
        self._having = self._fitting = 0  # of all steps
        self._share = 0.0  # of the frames that were read in order last, those that have the value
        self._daily = 0.0  # frames with the value on a day of the last step
        self._days = 0.0  # of the last step
        self._is_dense = False  # whether a day has too many
        self._began = False

    def next(self) -> Step | None:
        """Return the next step; None where it is to be given up."""
        if not self._began:
            return InOrder(FIRST)
        if self._work >= WORK_MAX:
            return None
        # Of those that have the value, those that fit: nothing that was seen twice or never is certain.
        fitting = (self._fitting + 1) / (self._having + 2)
        having = min(max(self._missing / fitting * MORE, LEAST), FOUND)
        if self._share >= self._common or self._is_dense:
            share = max(self._share, having / IN_ORDER_MAX)
            return InOrder(min(max(ceil(having / share), FIRST), IN_ORDER_MAX))
        days = having / self._daily if self._daily else inf
        return ByWords(max(1, ceil(min(days, self._days * LONGER))))

    def read(self, *, frames: int, days: float, having: int, fitting: int) -> None:
        """Take in what frames that were read in order have shown."""
        self._began = True
        self._share = having / max(frames, 1)
        self._note(days, having, fitting)
        self._daily *= UNSEEN
        self._work += frames / PER_FETCHED

    def found(self, *, days: float, having: int, fitting: int) -> None:
        """Take in what the index found."""
        self._share = 0.0
        self._note(days, having, fitting)
        self._work += having

    def found_too_many(self, *, days: int) -> None:
        """Take in that the index found more than FOUND_MAX: nothing of them was kept."""
        self._work += FOUND_MAX
        if days == 1:
            self._is_dense = True
        else:
            self._daily = max(self._daily, FOUND_MAX / days)
            self._days = days / SHORTER / LONGER

    def _note(self, days: float, having: int, fitting: int) -> None:
        self._missing -= fitting
        self._having += having
        self._fitting += fitting
        self._days = days
        self._daily = having / days if days > 0 else 0.0
