"""Dates as days. Pure."""

from datetime import UTC, date, datetime, timedelta

UNIX_JD = 2440587.5
"""The Julian date of 1970-01-01T00:00:00Z."""

MJD_JD = 2400000.5
"""The Julian date at which modified Julian dates begin."""

UNIX = datetime(1970, 1, 1, tzinfo=UTC)


def julian_date(moment: datetime) -> float:
    """Return the Julian date in UTC of a moment, to some 40 microseconds."""
    return UNIX_JD + (moment - UNIX) / timedelta(days=1)


def modified_julian_date(moment: datetime) -> float:
    """Return the modified Julian date in UTC of a moment, to a microsecond."""
    return UNIX_JD - MJD_JD + (moment - UNIX) / timedelta(days=1)


def day_of_mjd(mjd: float) -> date:
    """Return the day in UTC on which a modified Julian date falls."""
    return (UNIX + timedelta(days=mjd + MJD_JD - UNIX_JD)).date()
