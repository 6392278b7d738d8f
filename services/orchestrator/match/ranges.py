"""The ranges in which contents travel that are larger than any pack should be. Pure.

A pack lies whole in its store before a target reads it, so that the store bounds a pack. A content in ranges
has no such bound: each range is a pack of its own, which the target appends to what has come, and the whole
is verified before it is placed.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

RANGE_BYTES = 1024**3
"""1 GiB: eight fit the store of packs beside each other, and a line of 2 MB/s takes one within the time that
workers may be silent. Less would only make more of them."""

RANGE_BYTES_MAX = 4 * RANGE_BYTES
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
