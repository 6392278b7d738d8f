"""The decision what follows from one try to describe a content. Pure."""

from dataclasses import dataclass

from shared.model.numbers import ByteCount

CRASHES_MAX = 2
"""Crashes on one content before it is described as such: the first may be the host's lack of memory."""

SECONDS_MIN = 60.0
"""For one content, however small: a cold disk and a busy host fit in."""

BYTES_A_SECOND = 10 * 1024**2
"""Of reading and hashing, at least: a network file system that is busy."""

PAUSE_FIRST = 2.0
PAUSE_LONGEST = 300.0
"""Seconds before a content that is not here yet is looked for again; each time twice as long."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses after tries in vain."""

    first: float = PAUSE_FIRST
    longest: float = PAUSE_LONGEST

    def after(self, tries: int) -> float:
        """Return the seconds to wait after so many tries, 1 and up."""
        return min(self.first * 2.0 ** min(tries - 1, 30), self.longest)


def seconds_for(size: ByteCount, *, least: float = SECONDS_MIN) -> float:
    """Return how long the description of so many bytes may take."""
    return least + size / BYTES_A_SECOND
