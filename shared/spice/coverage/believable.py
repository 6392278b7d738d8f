"""The segments that can be believed: of a type that CSPICE reads, over times that can be. Pure."""

import math
from collections.abc import Mapping

from shared.spice.coverage.held_span import SLACK, held_span
from shared.spice.coverage.model import Interval, Scale
from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment
from shared.spice.kinds.kind import Family
from shared.spice.reading import ReadAt

JULIAN_YEAR = 31_557_600.0

TDB_MAX = 20_000 * JULIAN_YEAR
"""Seconds from J2000: the longest ephemeris, DE441, reaches 15 200 years back and forth."""

TICKS_MAX = 2.0**53
"""Encoded ticks of a clock: beyond this a double does not tell one from the next."""

TYPES: Mapping[Family, frozenset[int]] = {
    Family.SPK: frozenset({1, 2, 3, 5, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20, 21}),
    Family.CK: frozenset({1, 2, 3, 4, 5, 6}),
    Family.PCK: frozenset({2, 3, 20}),
    Family.DSK: frozenset({2}),
}
"""Types of segments that CSPICE N0067 reads (SPK, CK, PCK and DSK Required Reading)."""


def odd_span(span: Interval, scale: Scale) -> str | None:
    """Return why nothing lasts over a span, None where it can be."""
    start, stop = span
    if not (math.isfinite(start) and math.isfinite(stop) and start <= stop):
        return f"lasts from {start} to {stop}"
    least, most = (0.0, TICKS_MAX) if scale is Scale.TICKS else (-TDB_MAX, TDB_MAX)
    if least <= start and stop <= most:
        return None
    bound = f"clocks have {TICKS_MAX:.0f} ticks" if scale is Scale.TICKS else "no ephemeris lasts so long"
    return f"claims {start:g} to {stop:g}: {bound}"


def unread_type(family: Family, data_type: int) -> str | None:
    """Return why CSPICE reads no segment of a type, None where it does."""
    if data_type in TYPES.get(family, frozenset({data_type})):
        return None
    return f"is of type {data_type}, which CSPICE reads in no {family.upper()}"


def stretched(source: ReadAt, record: DafRecord, family: Family, segment: Segment) -> str | None:
    """Return how far a summary reaches beyond its segment's data, None where it does not.

    Raises:
        MalformedKernelError: the counts in the data exclude the size of the segment.
    """
    held = held_span(source, record, family, segment)
    start, stop = segment.doubles
    if held is None or (held[0] - SLACK <= start and stop <= held[1] + SLACK):
        return None
    return f"claims {start:.0f} to {stop:.0f}, its data last from {held[0]:.0f} to {held[1]:.0f}"
