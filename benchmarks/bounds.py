"""What a change may cost, against rsync and against sending the file whole. Pure."""

from dataclasses import dataclass

FIRST_CHANGE = 1.75
"""Times rsync's bytes, the first time a file changes: the target's signature travels then."""

OVERHEAD = 4096
"""Bytes on top of rsync's from the second change on, and on top of the whole file ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One version of a file replaced by the next. Bytes."""

    name: str
    number: int
    """1 for the first change of the file."""
    sent: int
    rsync: int
    whole: int
    """The new version, compressed by itself."""
    signature: int
    """Of the old version."""

    @property
    def ratio(self) -> float:
        """Bytes sent for each of rsync's."""
        return self.sent / self.rsync

    @property
    def bound(self) -> int:
        """The most that may be sent."""
        if self.number == 1:
            return min(int(FIRST_CHANGE * self.rsync), self.whole + OVERHEAD + self.signature)
        return min(self.rsync, self.whole) + OVERHEAD

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.sent <= self.bound
