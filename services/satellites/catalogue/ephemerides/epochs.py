"""Epochs of CCSDS 502.0-B, section 7.5.10, as seconds of TAI. Pure."""

from datetime import datetime
from functools import lru_cache

import erfa
import numpy as np

from services.satellites.propagate.earth.iers_tables import IersTables
from services.satellites.propagate.earth.time_scales import MJD_2000, MJD_TO_JD, SECONDS_A_DAY, TT_MINUS_TAI

ORDINAL_OF_MJD_0 = 678576
GPS_MINUS_TAI = -19.0
"""Seconds, for ever: GPS time has no leap seconds."""
SCALES = ("UTC", "TAI", "TT", "GPS", "TDB")
LATEST_SECOND = 61.0
"""A minute may have a leap second."""


class EpochError(ValueError):
    """An epoch cannot be read. The text has no word of it."""


def tai_seconds(text: str, scale: str, tables: IersTables) -> float:
    """Return an epoch as seconds of TAI since 2000-01-01T00:00 TAI.

    text: `YYYY-MM-DDThh:mm:ss[.d][Z]` or `YYYY-DDDThh:mm:ss[.d][Z]`.

    Raises:
        EpochError: it is neither, or the scale is none of `SCALES`.

    """
    if scale not in SCALES:
        raise EpochError("another time scale")
    date, sign, clock = text.strip().removesuffix("Z").partition("T")
    parts = clock.split(":")
    if not sign or len(parts) != 3:
        raise EpochError("no epoch")
    try:
        hours, minutes, seconds = int(parts[0]), int(parts[1]), float(parts[2])
        mjd = _mjd(date)
    except ValueError:
        raise EpochError("no epoch") from None
    if not (0 <= hours <= 24 and 0 <= minutes < 60 and 0.0 <= seconds < LATEST_SECOND):
        raise EpochError("no epoch")
    of_day = hours * 3600.0 + minutes * 60.0 + seconds
    return (mjd - MJD_2000) * SECONDS_A_DAY + of_day + _tai_minus(scale, mjd, of_day, tables)


def _tai_minus(scale: str, mjd: float, of_day: float, tables: IersTables) -> float:
    match scale:
        case "UTC":
            place = int(np.searchsorted(tables.leap_mjd, mjd, side="right")) - 1
            return float(tables.leap_seconds[max(place, 0)])
        case "TT":
            return -TT_MINUS_TAI
        case "TDB":
            part = of_day / SECONDS_A_DAY
            return -TT_MINUS_TAI - float(erfa.dtdb(MJD_TO_JD, mjd + part, 0.0, 0.0, 0.0, 0.0))
        case "GPS":
            return -GPS_MINUS_TAI
        case _:
            return 0.0


@lru_cache(maxsize=64)
def _mjd(date: str) -> float:
    """Return the MJD of a day, by its month or by its number in the year. Raises ValueError."""
    form = "%Y-%m-%d" if date.count("-") == 2 else "%Y-%j"
    return float(datetime.strptime(date, form).toordinal() - ORDINAL_OF_MJD_0)
