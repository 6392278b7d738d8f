"""Spacecraft clocks of type 1: encoded ticks and TDB, by the coefficients of an SCLK kernel.

A coefficient record holds ticks, the parallel time at them, and the seconds of parallel time in one count of
the most significant field; time runs linearly from a record to the next (SCLK Required Reading, "Type 1
SCLK Kernels"). The parallel time is TDB, or TT, which needs a leapseconds kernel.

Real kernels hold records that go back (ESA's of TGO do, where the clock was synchronised). CSPICE loads them
and searches them as if they ascended: the search here takes the same steps, so that it finds the same record.
"""

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from shared.spice.reading import MalformedKernelError
from shared.spice.text.model import Pool, numbers
from shared.spice.times.leap_seconds import LeapSeconds

TYPE_1 = 1.0
TDB_SYSTEM, TT_SYSTEM = 1.0, 2.0
CLOCKS_MAX = 100
"""Clocks of one kernel: real ones define one to three."""
INSTRUMENTS_BELOW = -999
"""Codes of instruments and structures: a thousand times that of their spacecraft, and more."""
_TYPE = re.compile(r"SCLK_DATA_TYPE_([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of type 1."""

    code: int
    """NAIF's code of the clock, negative: most often that of its spacecraft."""
    runs_by_tdb: bool
    """Whether the parallel time is TDB; it is TT otherwise."""
    ticks_per_count: float
    """Ticks in one count of the most significant field."""
    ticks: tuple[float, ...]
    times: tuple[float, ...]
    rates: tuple[float, ...]

    def tdb(self, ticks: float, leaps: LeapSeconds | None) -> float:
        """Return the TDB of encoded ticks, in seconds past J2000.

        Raises:
            MalformedKernelError: the clock runs by TT and there are no leap seconds.
        """
        at = _record(self.ticks, ticks)
        time = self.times[at] + self.rates[at] / self.ticks_per_count * (ticks - self.ticks[at])
        if self.runs_by_tdb:
            return time
        return self._leaps(leaps).tdb_of_tt(time)

    def encoded(self, tdb: float, leaps: LeapSeconds | None) -> float:
        """Return the encoded ticks of a TDB; where the clock was set, the ticks stand until it goes on.

        Raises:
            MalformedKernelError: the clock runs by TT and there are no leap seconds, or does not run.
        """
        time = tdb if self.runs_by_tdb else self._leaps(leaps).tt_of_tdb(tdb)
        at = _record(self.times, time)
        if self.rates[at] == 0:
            raise MalformedKernelError(f"clock {self.code} has a rate of zero")
        ticks = self.ticks[at] + (time - self.times[at]) * self.ticks_per_count / self.rates[at]
        return min(ticks, self.ticks[at + 1]) if at + 1 < len(self.ticks) else ticks

    def goes_back(self) -> int:
        """Return how often a record lies before the one above it, in ticks or in time."""
        pairs = zip(self.ticks, self.ticks[1:], self.times, self.times[1:], strict=False)
        return sum(tick_after < tick or time_after < time for tick, tick_after, time, time_after in pairs)

    def _leaps(self, leaps: LeapSeconds | None) -> LeapSeconds:
        if leaps is None:
            raise MalformedKernelError(f"clock {self.code} runs by TT: a leapseconds kernel is needed")
        return leaps


def _record(starts: Sequence[float], value: float) -> int:
    """Return the index of the record that CSPICE interpolates from (SCTE01 and SCET01, by trial)."""
    lower, upper = 0, len(starts) - 1
    while upper - lower > 1:
        middle = (lower + upper) // 2
        if starts[middle] <= value:
            lower = middle
        else:
            upper = middle
    return upper if starts[upper] <= value else lower


def clocks(pool: Pool) -> dict[int, Clock]:
    """Return the clocks of type 1 that the variables of an SCLK kernel define, by their codes.

    Raises:
        MalformedKernelError: variables of a clock are missing or make no sense.
    """
    return {-code: _clock(pool, code) for code in _codes(pool)[:CLOCKS_MAX]}


def sound_clocks(pool: Pool) -> dict[int, Clock]:
    """Return the clocks among the variables of many kernels: what is wrong with one costs that one alone."""
    found = {}
    for code in _codes(pool):
        with suppress(MalformedKernelError):
            found[-code] = _clock(pool, code)
    return found


def _codes(pool: Pool) -> list[int]:
    types = ((match, numbers(pool, match[0])) for match in map(_TYPE.fullmatch, pool) if match)
    return [int(match[1]) for match, values in types if values == (TYPE_1,)]


def _clock(pool: Pool, code: int) -> Clock:
    system = numbers(pool, f"SCLK01_TIME_SYSTEM_{code}") or (TDB_SYSTEM,)
    moduli = numbers(pool, f"SCLK01_MODULI_{code}")
    table = numbers(pool, f"SCLK01_COEFFICIENTS_{code}")
    if not moduli or not table or len(table) % 3 or system[0] not in (TDB_SYSTEM, TT_SYSTEM):
        raise MalformedKernelError(
            f"the moduli, coefficients or time system of clock {-code} are missing or odd"
        )
    ticks, per_count = table[::3], math.prod(moduli[1:])
    if not 0 < per_count < math.inf:
        raise MalformedKernelError(f"the moduli of clock {-code} give {per_count} ticks in a count")
    return Clock(-code, system[0] == TDB_SYSTEM, per_count, ticks, table[1::3], table[2::3])


def clock_of(instrument: int, pool: Pool) -> int:
    """Return the code of the clock that a CK object keeps its times by.

    `CK_<object>_SCLK` of a frame kernel tells it, else the code is that of the spacecraft
    (CK Required Reading, "SCLK and SPK ids").
    """
    told = numbers(pool, f"CK_{instrument}_SCLK")
    if told and told[0].is_integer():
        return int(told[0])
    return -(-instrument // 1000) if instrument <= INSTRUMENTS_BELOW - 1 else instrument
