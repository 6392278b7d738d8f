"""The turn of a file among those that wait: what readers need first comes before what is large. Pure.

An index keeps turns of what is due at this moment alone, so that their numbers may change.
"""

from collections.abc import Callable, Set

from shared.contracts.messages.sites.patterns import PATTERNS_MAX
from shared.contracts.messages.sites.replica_rules import Followed
from shared.model.entry import Kind
from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.kind import Form

SMALL_TEXT_BYTES = 4 * 1024**2
"""The largest text kernel that comes early: clock kernels of long missions have two megabytes."""

DIRECTORY = 0
"""Directories come first, each before what is in it, and need no bytes."""

MEMBER = 1 + PATTERNS_MAX
"""After what fits a pattern of the rule: members of meta-kernels whose readers wait."""

SMALL_TEXT = MEMBER + 1
"""Leap seconds, clocks, frames and constants: hardly a reader does without them, and they are soon here."""

REST = SMALL_TEXT + 1
"""All other files."""

Turn = Callable[[str, str | None, int | None], int]


def turn_of(followed: Followed, members: Set[str]) -> Turn:
    """Return what tells the turn of a path, by what stands there in the tree and its size; lower is sooner.

    Args:
        followed: what the rule of the site says.
        members: what is loaded by the meta-kernels whose members it wants first.
    """

    def turn(path: str, kind: str | None, size: int | None) -> int:
        if kind == Kind.DIRECTORY:
            return DIRECTORY
        for number, pattern in enumerate(followed.first, start=1):
            if pattern.follows(path):
                return number
        if path in members:
            return MEMBER
        return SMALL_TEXT if _is_small_text(path, size or 0) else REST

    return turn


def _is_small_text(path: str, size: int) -> bool:
    claim = claimed(path)
    return claim is not None and claim[1] is Form.TEXT and size <= SMALL_TEXT_BYTES
