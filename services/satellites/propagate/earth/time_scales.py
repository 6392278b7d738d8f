"""Time scales of an exposure: TAI to UTC by leap seconds, UT1 by the IERS's table, with what is not known."""

from dataclasses import dataclass

import numpy as np

from services.satellites.propagate.earth.iers_tables import IersTables
from services.satellites.propagate.port import ExposureError, UntrustedError

SECONDS_A_DAY = 86400.0
TT_MINUS_TAI = 32.184
"""Seconds, by definition of TT (IAU 1991)."""
MJD_TO_JD = 2400000.5
MJD_2000 = 51544.0
"""2000-01-01, from which times of state vectors are counted, in seconds of TAI."""
MEASURED_UT1_SECONDS = 3e-5
"""The IERS's usual error of a measured UT1."""
ARCSEC_TO_SECONDS_OF_TURN = 1.0 / 15.04


@dataclass(frozen=True, slots=True)
class Instant:
    """One instant in the scales that the chain of frames needs; days are MJD."""

    tai_mjd: float
    utc_mjd: float
    ut1_mjd: float
    pole_x: float
    """Arcseconds."""
    pole_y: float
    """Arcseconds."""
    turn_error_seconds: float
    """How wrong the Earth's turn may be here, as time: grows with the age of the table."""


def instant(tai_mjd: float, tables: IersTables) -> Instant:
    """Return the instant of an MJD in TAI.

    The error of a prediction of d days is the IERS Bulletin A's own: 0.00025 s x d^0.75 for UT1 and 0.00068
    arcseconds x d^0.80 for the pole; both are doubled, for two standard deviations.

    Raises:
        ExposureError: the time is not a number, or lies before the tables.
        UntrustedError: the tables end before this time: they are out of date.

    """
    if not np.isfinite(tai_mjd) or tai_mjd < tables.mjd[0] + 1.0:
        raise ExposureError("caller: the exposure's time lies before 1973 or is no number; send MJD in TAI")
    utc_mjd = tai_mjd - _tai_minus_utc(tai_mjd, tables) / SECONDS_A_DAY
    if utc_mjd > tables.mjd[-1] or utc_mjd > tables.leap_expires:
        raise UntrustedError(
            "operator: the bundled IERS tables end before this time; update astropy-iers-data"
        )
    ut1_minus_tai = float(np.interp(utc_mjd, tables.mjd, tables.ut1_minus_tai))
    predicted = max(utc_mjd - tables.measured_until, 0.0)
    turn = 2.0 * (0.00025 * predicted**0.75 + 0.00068 * predicted**0.80 * ARCSEC_TO_SECONDS_OF_TURN)
    return Instant(
        tai_mjd=tai_mjd,
        utc_mjd=utc_mjd,
        ut1_mjd=tai_mjd + ut1_minus_tai / SECONDS_A_DAY,
        pole_x=float(np.interp(utc_mjd, tables.mjd, tables.pole_x)),
        pole_y=float(np.interp(utc_mjd, tables.mjd, tables.pole_y)),
        turn_error_seconds=MEASURED_UT1_SECONDS + turn,
    )


def _tai_minus_utc(tai_mjd: float, tables: IersTables) -> float:
    begins = tables.leap_mjd + tables.leap_seconds / SECONDS_A_DAY
    return float(tables.leap_seconds[max(int(np.searchsorted(begins, tai_mjd, side="right")) - 1, 0)])
