"""The ranges in which contents travel that are larger than any pack should be. Pure.

A pack lies whole in its store before a target reads it, so that the store bounds a pack. A content in ranges
has no such bound: each range is a pack of its own, which the target appends to what has come, and the whole
is verified before it is placed.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

RANGE_BYTES = 16 * 1024**2
"""16 MiB: the first one is there after 1.4 seconds of a line of 100 Mbit/s, and from then on building and
fetching go on beside each other; messages about one take some hundredths of a second."""

RANGES_MIN = 8
"""A content of fewer ranges travels whole, beside others: two sources would have little to divide."""

TURN_BYTES = 1024**3
"""1 GiB: eight turns fit the store of packs beside each other."""

RANGE_BYTES_MAX = 4 * TURN_BYTES
"""What a setting may say: with what zstd adds to bytes that do not compress, still half of the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """What is known of contents that travel in ranges."""

    come: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Bytes that have come, by (site, content), where the site said it; others are asked first."""
    too_large: Set[str] = frozenset()
    """Contents of which a source found that no difference of them fits a pack."""
    had: Set[str] = frozenset()
    """Sites whose last pack was a range."""


def one_turn(come: int, size: int, *, step: int, turn: int) -> Iterator[tuple[int, int]]:
    """Yield where the next ranges begin, and how long they are.

    Args:
        come: bytes that are there.
        size: of the content.
        step: bytes of a range.
        turn: bytes of all of them; one range at least.
    """
    end = min(size, come + max(turn, step))
    for offset in range(come, end, step):
        yield offset, min(step, end - offset)
