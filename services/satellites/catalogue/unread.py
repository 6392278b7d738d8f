"""Objects that a load names by flawed records, and does not tell. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def _none() -> Numbers:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, repr=False)
class Unread:
    """The flawed records of a load, by the objects that they are about."""

    named: Numbers = field(default_factory=_none)
    """The objects that they name, each once."""
    nameless: int = 0
    """Records that name none: each may be about an object that nothing else tells of."""

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "Unread(...)"

    def wipe(self) -> None:
        """Zero the numbers."""
        self.named[...] = 0


def unread_of(numbers: Iterable[int | None]) -> Unread:
    """Return the flawed records of these objects, None for one that names none."""
    found = list(numbers)
    named = np.unique(np.array([one for one in found if one is not None], np.int64))
    return Unread(named, found.count(None))


def unseen(unreads: Iterable[Unread], standing: Sequence[Numbers]) -> int:
    """Return how many objects are named or meant, and stand nowhere: they would cross unseen."""
    total = 0
    for unread in unreads:
        total += unread.nameless
        if len(unread.named):
            total += int(np.count_nonzero(~np.isin(unread.named, np.concatenate([_none(), *standing]))))
    return total
