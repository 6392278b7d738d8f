"""The leap seconds and clocks that a set of kernels defines together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.spice.reading import MalformedKernelError
from shared.spice.text.model import Pool
from shared.spice.times.clock import Clock, clock_of, sound_clocks
from shared.spice.times.leap_seconds import LeapSeconds, leap_seconds


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """What is known to convert times by; nothing of it may be."""

    leaps: LeapSeconds | None = None
    clocks: Mapping[int, Clock] = field(default_factory=dict)
    pool: Pool = field(default_factory=dict)

    def clock_for(self, instrument: int) -> Clock | None:
        """Return the clock of a CK object, None where it, or leap seconds that it needs, are not known."""
        clock = self.clocks.get(clock_of(instrument, self.pool))
        if clock is None or (self.leaps is None and not clock.runs_by_tdb):
            return None
        return clock


def timekeeping(pool: Pool) -> Timekeeping:
    """Return the leap seconds and clocks among variables; what is broken counts as not known.

    Args:
        pool: the variables of leapseconds, clock and frame kernels, as loaded in their order.
    """
    return Timekeeping(_leaps(pool), sound_clocks(pool), pool)


def _leaps(pool: Pool) -> LeapSeconds | None:
    try:
        return leap_seconds(pool)
    except MalformedKernelError:
        return None
