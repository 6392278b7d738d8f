"""Coverage of a CK in TDB, by the clock that it keeps its times by."""

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Coverage, Scale
from shared.spice.times.clock import Clock
from shared.spice.times.leap_seconds import LeapSeconds
from shared.spice.times.timekeeping import Timekeeping


def in_tdb(coverage: Coverage, clock: Clock, leaps: LeapSeconds | None) -> Coverage:
    """Return a coverage with its ticks turned into TDB seconds past J2000; one in TDB unchanged.

    Raises:
        MalformedKernelError: the clock runs by TT and there are no leap seconds.
    """
    if coverage.scale is Scale.TDB:
        return coverage
    turned = union((clock.tdb(start, leaps), clock.tdb(stop, leaps)) for start, stop in coverage.intervals)
    return Coverage(coverage.subject, coverage.code, Scale.TDB, turned, coverage.exact)


def where_known(coverage: Coverage, keeping: Timekeeping) -> Coverage:
    """Return a coverage in TDB where its clock and the leap seconds are known, else as it is."""
    clock = keeping.clock_for(coverage.code) if coverage.scale is Scale.TICKS else None
    return coverage if clock is None else in_tdb(coverage, clock, keeping.leaps)
