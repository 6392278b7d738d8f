"""The number at which the sequences of a stream begin.

Who waits for what comes after a number (a `sync` for reports, a person for the answer to an ask) would take
an old message for it, were numbers given out again by a stream that was lost and made anew. So a stream
begins where the clock stands, and one that is made later begins later, whoever makes it and whatever is
left of the first. The log alone counts from 1: people read its revisions, and whoever has folded one that
is gone is held.
"""

NUMBERS_A_SECOND = 4096
"""More than a rack stores in one stream, over the whole of its life. In 2100 the numbers are still below
2**53, up to which every JSON reader is exact."""

NANOSECONDS = 10**9


def first_sequence(*, now_ns: int) -> int:
    """Return where the sequences of a stream begin that is made now, nanoseconds since 1970."""
    return 1 + now_ns * NUMBERS_A_SECOND // NANOSECONDS
