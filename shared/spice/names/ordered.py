"""Numbers of names as text that compares as they do, for databases and long lists."""

from collections.abc import Sequence

from shared.spice.names.model import Rank

DIGITS = 12
"""Of a number in a rank: dates as YYYYMMDDhhmm fit; what is longer counts as the largest."""

END = "!"
"""Ends a row of numbers: it comes before the comma and all digits, so that the shorter row is the lesser."""


def ordered(numbers: Sequence[int]) -> str:
    """Return a row of numbers as text that compares as the row does."""
    return "".join(f"{min(max(number, 0), 10**DIGITS - 1):0{DIGITS}}," for number in numbers) + END


def ordered_rank(rank: Rank) -> str:
    """Return a rank as text that compares as the rank does."""
    quality, *rows = rank
    return ordered((quality,)) + "".join(map(ordered, rows))
