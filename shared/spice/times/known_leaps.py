"""The leap seconds that are known without an LSK (IERS Bulletin C, up to the one of 2017)."""

from datetime import date

from shared.spice.text.dates import DAY, HALF_DAY, J2000_ORDINAL
from shared.spice.times.leap_seconds import LeapSeconds

FIRST_OFFSET = 10.0
"""TAI - UTC of 1972, seconds: one more from each date on."""

_YEARS_OF_JANUARY = (1972, *range(1973, 1981), 1988, 1990, 1991, 1996, 1999, 2006, 2009, 2017)
_YEARS_OF_JULY = (1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015)

LEAP_DATES = tuple(
    sorted([date(year, 1, 1) for year in _YEARS_OF_JANUARY] + [date(year, 7, 1) for year in _YEARS_OF_JULY])
)
"""From each of these days on there is one second more between TAI and UTC."""

KNOWN_LEAPS = LeapSeconds(
    delta_t_a=32.184,
    k=1.657e-3,
    eb=1.671e-2,
    m=(6.239996, 1.99096871e-7),
    offsets=tuple(FIRST_OFFSET + number for number in range(len(LEAP_DATES))),
    since=tuple((day.toordinal() - J2000_ORDINAL) * DAY - HALF_DAY for day in LEAP_DATES),
)
"""With the constants of Time Required Reading, as every LSK of NAIF has them."""
