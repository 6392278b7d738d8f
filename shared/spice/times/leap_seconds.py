"""TDB and UTC, by the leap seconds of an LSK.

ET - UTC = DELTA_T_A + DELTA_AT + K sin E, E = M + EB sin M, M = M0 + M1 t (Time Required Reading, "The
Leapseconds Kernel"). UTC of a day is counted in seconds of that day, 86 400 to 86 401 in a leap second, so
that no second is lost.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass

from shared.spice.reading import MalformedKernelError
from shared.spice.text.dates import DAY, HALF_DAY
from shared.spice.text.model import Pool, numbers

ITERATIONS = 4
"""Of TDB from TT: the term is 1.7 ms and its slope 3e-10, so the second one is exact."""


@dataclass(frozen=True, slots=True)
class LeapSeconds:
    """The constants of an LSK."""

    delta_t_a: float
    """TT - TAI, seconds."""
    k: float
    eb: float
    m: tuple[float, float]
    offsets: tuple[float, ...]
    """TAI - UTC, seconds, from each of `since` on."""
    since: tuple[float, ...]
    """UTC seconds past J2000 of the calendar, ascending."""

    def utc_of_tdb(self, tdb: float) -> tuple[int, float]:
        """Return the UTC of a TDB in seconds past J2000: days since 2000-01-01, and seconds of that day.

        Before the first leap second one second less than the first offset counts, as CSPICE has it.
        """
        tai = tdb - self._periodic(tdb) - self.delta_t_a
        at = bisect_right([utc + offset for utc, offset in zip(self.since, self.offsets, strict=True)], tai)
        utc = tai - self._offset(at)
        if at < len(self.since) and utc >= self.since[at]:
            # The inserted second belongs to the day before: its seconds go on from 86 400.
            day = int((self.since[at] + HALF_DAY) // DAY) - 1
            return day, utc + HALF_DAY - day * DAY
        day = int((utc + HALF_DAY) // DAY)
        return day, utc + HALF_DAY - day * DAY

    def tdb_of_utc(self, day: int, seconds: float) -> float:
        """Return the TDB, in seconds past J2000, of a UTC given as `utc_of_tdb` returns it."""
        at = bisect_right(self.since, day * DAY - HALF_DAY)
        return self.tdb_of_tt(day * DAY - HALF_DAY + seconds + self._offset(at) + self.delta_t_a)

    def tdb_of_tt(self, tt: float) -> float:
        """Return the TDB of a TT (TDT), both in seconds past J2000."""
        tdb = tt
        for _ in range(ITERATIONS):
            tdb = tt + self._periodic(tdb)
        return tdb

    def tt_of_tdb(self, tdb: float) -> float:
        """Return the TT (TDT) of a TDB, both in seconds past J2000."""
        return tdb - self._periodic(tdb)

    def _periodic(self, tdb: float) -> float:
        if not math.isfinite(tdb):
            return 0.0
        mean = self.m[0] + self.m[1] * tdb
        return self.k * math.sin(mean + self.eb * math.sin(mean))

    def _offset(self, at: int) -> float:
        return self.offsets[at - 1] if at else self.offsets[0] - 1.0


def leap_seconds(pool: Pool) -> LeapSeconds:
    """Return the leap seconds that the variables of an LSK hold.

    Raises:
        MalformedKernelError: variables are missing or make no sense.
    """
    singles = [numbers(pool, f"DELTET/{name}") for name in ("DELTA_T_A", "K", "EB")]
    mean, table = numbers(pool, "DELTET/M"), numbers(pool, "DELTET/DELTA_AT")
    if any(len(each) != 1 for each in singles) or len(mean) != 2 or not table or len(table) % 2:
        raise MalformedKernelError("the variables DELTET/... of a leapseconds kernel are not all there")
    since = table[1::2]
    if list(since) != sorted(set(since)):
        raise MalformedKernelError("the dates of DELTET/DELTA_AT do not ascend")
    return LeapSeconds(singles[0][0], singles[1][0], singles[2][0], (mean[0], mean[1]), table[::2], since)
