"""The bundled IERS tables: UT1, polar motion and leap seconds, read from `astropy-iers-data`."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import astropy_iers_data
import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.port import UntrustedError

Floats = NDArray[np.float64]

FIRST_MJD = 41684.0
"""1973-01-02, where finals2000A begins."""
_MJD_OF_DAY_ONE = 678576
"""The MJD of a day is its proleptic Gregorian ordinal less this."""


@dataclass(frozen=True, slots=True)
class IersTables:
    """The Earth's orientation by day, and the leap seconds."""

    mjd: Floats
    """UTC days, shape (n,), one apart."""
    ut1_minus_tai: Floats
    """Seconds, shape (n,): without the steps of leap seconds, so that it can be interpolated."""
    pole_x: Floats
    """Arcseconds, shape (n,)."""
    pole_y: Floats
    """Arcseconds, shape (n,)."""
    measured_until: float
    """The MJD of the last row that is a measurement; later ones are predictions."""
    leap_mjd: Floats
    """UTC days from which `leap_seconds` holds, shape (m,)."""
    leap_seconds: Floats
    """TAI - UTC, seconds, shape (m,)."""
    leap_expires: float
    """The MJD from which the IERS no longer promises the list of leap seconds."""


@cache
def bundled_tables() -> IersTables:
    """Return the tables of the installed `astropy-iers-data`, read once.

    Raises:
        UntrustedError: a file is not as the IERS publishes it.

    """
    return read_tables(
        Path(astropy_iers_data.IERS_A_FILE).read_text("ascii"),
        Path(astropy_iers_data.IERS_LEAP_SECOND_FILE).read_text("ascii"),
    )


def read_tables(finals: str, leaps: str) -> IersTables:
    """Return the tables of the texts of `finals2000A.all` and `Leap_Second.dat`.

    The columns are those of the IERS's `readme.finals2000A`: MJD 8-15, pole x 19-27 and y 38-46 (arcseconds),
    flag of UT1 58, UT1-UTC 59-68 (seconds).

    Raises:
        UntrustedError: a text is not of this format.

    """
    try:
        leap_mjd, leap_seconds, expires = _leap_seconds(leaps)
        rows = [line for line in finals.splitlines() if line[58:68].strip()]
        numbers = [(line[7:15], line[18:27], line[37:46], line[58:68]) for line in rows]
        mjd, pole_x, pole_y, ut1_utc = np.array(numbers, np.float64).T
        measured = max(day for day, line in zip(mjd, rows, strict=True) if line[57] == "I")
    except (ValueError, IndexError) as error:
        raise UntrustedError(
            "operator: the bundled IERS tables cannot be read; reinstall astropy-iers-data"
        ) from error
    if len(mjd) < 2 or not np.all(np.diff(mjd) == 1.0) or not len(leap_mjd):
        raise UntrustedError("operator: the bundled IERS tables have gaps; reinstall astropy-iers-data")
    offset = leap_seconds[np.searchsorted(leap_mjd, mjd, side="right") - 1]
    return IersTables(
        mjd=mjd,
        ut1_minus_tai=ut1_utc - offset,
        pole_x=pole_x,
        pole_y=pole_y,
        measured_until=float(measured),
        leap_mjd=leap_mjd,
        leap_seconds=leap_seconds,
        leap_expires=expires,
    )


def _leap_seconds(text: str) -> tuple[Floats, Floats, float]:
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    line = next(line for line in text.splitlines() if "File expires on" in line)
    expires = datetime.strptime(line.split("File expires on")[1].strip(), "%d %B %Y")
    return (
        np.array([float(row[0]) for row in rows]),
        np.array([float(row[4]) for row in rows]),
        float(expires.toordinal() - _MJD_OF_DAY_ONE),
    )
