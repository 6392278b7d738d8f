"""Pointings and sources of a simulated night. Pure: the randomness is passed in."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.satellites.julian import julian_date, modified_julian_date
from services.satellites.propagate import Site
from services.satellites.visits.policy import TAI_UTC
from services.satellites.visits.question import Corners
from services.satellites.visits.visit import Visit

EXPOSURE = timedelta(seconds=30)
BETWEEN_VISITS = timedelta(seconds=34)
LOWEST_ALTITUDE_DEG = 35.0
BELT_EVERY = 10
"""Of so many visits one looks at the geostationary belt, which few random pointings meet."""
BELT_KM, EARTH_KM = 42164.0, 6378.0
"""Radii of the geostationary orbit and of the Earth."""
SOURCES = 1500
"""Of each visit; a real one has tens of thousands."""

BOX_DEG = 1.0 / 3600.0
DISK_DEG = 1.75

Sources = list[tuple[int, Corners]]


@dataclass(frozen=True, slots=True)
class Pointing:
    """A visit with its sources."""

    visit: Visit
    sources: Sources


def survey(begin: datetime, visits: int, site: Site, draw: random.Random) -> Iterator[Pointing]:
    """Yield so many visits, each high in the sky of its moment."""
    for number in range(visits):
        moment = begin + number * BETWEEN_VISITS
        at_belt = number % BELT_EVERY == BELT_EVERY - 1
        ra, dec = _belt(moment, site) if at_belt else _pointing(moment, site, draw)
        start = modified_julian_date(moment + TAI_UTC)
        visit = Visit(
            visit_id=number + 1,
            exposure_start_mjd_tai=start,
            exposure_end_mjd_tai=start + EXPOSURE / timedelta(days=1),
            boresight_ra_deg=ra,
            boresight_dec_deg=dec,
        )
        yield Pointing(visit, [(id_, _source(ra, dec, draw)) for id_ in range(SOURCES)])


def _pointing(moment: datetime, site: Site, draw: random.Random) -> tuple[float, float]:
    """Return a direction above the lowest altitude, by the mean sidereal time, good to minutes of arc."""
    zenith_distance = math.radians(draw.uniform(0.0, 90.0 - LOWEST_ALTITUDE_DEG))
    azimuth, latitude = draw.uniform(0.0, 2.0 * math.pi), math.radians(site.latitude_deg)
    sine = math.sin(latitude) * math.cos(zenith_distance)
    sine += math.cos(latitude) * math.sin(zenith_distance) * math.cos(azimuth)
    east = -math.sin(azimuth) * math.sin(zenith_distance)
    north = math.cos(latitude) * math.cos(zenith_distance)
    north -= math.sin(latitude) * math.sin(zenith_distance) * math.cos(azimuth)
    hour_angle = math.degrees(math.atan2(east, north))
    return (_sidereal_deg(moment, site) - hour_angle) % 360.0, math.degrees(math.asin(sine))


def _belt(moment: datetime, site: Site) -> tuple[float, float]:
    """Return the direction of the geostationary belt on the meridian, on a round Earth."""
    latitude = math.radians(site.latitude_deg)
    below, beside = EARTH_KM * math.sin(latitude), BELT_KM - EARTH_KM * math.cos(latitude)
    return _sidereal_deg(moment, site) % 360.0, math.degrees(math.atan2(-below, beside))


def _sidereal_deg(moment: datetime, site: Site) -> float:
    return 280.46062 + 360.98564737 * (julian_date(moment) - 2451545.0) + site.longitude_deg


def _source(ra: float, dec: float, draw: random.Random) -> Corners:
    distance, turn = DISK_DEG * math.sqrt(draw.random()), draw.uniform(0.0, 2.0 * math.pi)
    at_dec = dec + distance * math.sin(turn)
    at_ra = ra + distance * math.cos(turn) / math.cos(math.radians(at_dec))
    wide = BOX_DEG / math.cos(math.radians(at_dec))
    return [
        (at_ra, at_dec),
        (at_ra + wide, at_dec),
        (at_ra + wide, at_dec + BOX_DEG),
        (at_ra, at_dec + BOX_DEG),
    ]
