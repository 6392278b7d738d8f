"""Frames: TEME to ITRS to GCRS, the observer, and the Earth's motion, by ERFA (IAU 2006/2000A)."""

from dataclasses import dataclass

import erfa
import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.earth.time_scales import MJD_TO_JD, SECONDS_A_DAY, TT_MINUS_TAI, Instant
from services.satellites.propagate.port import Site

Floats = NDArray[np.float64]

EARTH_TURN_RAD_S = 7.292115146706979e-5
"""The Earth's rate of turn (IERS Conventions 2010, 1.00273781191135448 turns a day of UT1)."""
AU_KM = 149597870.7
"""IAU 2012 resolution B2."""


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """The frames at one instant. Positions in km, velocities in km/s; axes are GCRS unless said."""

    teme_to_gcrs: Floats
    """The matrix that turns TEME into GCRS, shape (3, 3); it may be taken as constant over an hour."""
    itrs_to_gcrs: Floats
    """The matrix that turns ITRS into GCRS at the instant, shape (3, 3); it turns about `pole`."""
    pole: Floats
    """The axis that the Earth turns about, unit vector, shape (3,)."""
    observer: Floats
    """The observer's place at the instant, shape (3,); it turns about `pole`."""
    earth_velocity: Floats
    """The Earth's barycentric velocity, shape (3,)."""


def teme_to_itrs(moment: Instant) -> Floats:
    """Return the matrix from TEME to ITRS, shape (3, 3): the 1982 sidereal time, then polar motion."""
    sidereal = erfa.gmst82(MJD_TO_JD, moment.ut1_mjd)
    return np.asarray(_polar_motion(moment) @ _turn(sidereal))


def gcrs_to_itrs(moment: Instant) -> Floats:
    """Return the matrix from GCRS to ITRS, shape (3, 3), by IAU 2006/2000A without celestial pole offsets.

    The offsets are below a milliarcsecond: 3 cm at the Earth's surface.
    """
    tt = moment.tai_mjd + TT_MINUS_TAI / SECONDS_A_DAY
    angle = erfa.era00(MJD_TO_JD, moment.ut1_mjd)
    return np.asarray(_polar_motion(moment) @ _turn(angle) @ erfa.c2i06a(MJD_TO_JD, tt))


def frame_at(moment: Instant, site: Site) -> Frame:
    """Return the frames of an observer at an instant."""
    tt = moment.tai_mjd + TT_MINUS_TAI / SECONDS_A_DAY
    celestial = np.asarray(gcrs_to_itrs(moment))
    itrs = np.asarray(
        erfa.gd2gc(1, np.radians(site.longitude_deg), np.radians(site.latitude_deg), site.height_m)
    )
    _, barycentric = erfa.epv00(MJD_TO_JD, tt)
    return Frame(
        teme_to_gcrs=np.ascontiguousarray(celestial.T @ teme_to_itrs(moment)),
        itrs_to_gcrs=np.ascontiguousarray(celestial.T),
        pole=np.ascontiguousarray(erfa.c2i06a(MJD_TO_JD, tt)[2]),
        observer=np.ascontiguousarray(celestial.T @ itrs) / 1000.0,
        earth_velocity=np.ascontiguousarray(barycentric["v"]) * (AU_KM / SECONDS_A_DAY),
    )


def _turn(angle: float) -> Floats:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def _polar_motion(moment: Instant) -> Floats:
    tt = moment.tai_mjd + TT_MINUS_TAI / SECONDS_A_DAY
    x, y = np.radians(moment.pole_x / 3600.0), np.radians(moment.pole_y / 3600.0)
    return np.asarray(erfa.pom00(x, y, erfa.sp00(MJD_TO_JD, tt)))
