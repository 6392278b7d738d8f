"""A slow reference of the geometry: skyfield's frames, every object, steps of 0.05 s, no sieve, no C++.

It shares with the product the table of errors by age (which is data) and the sgp4 package, and nothing else.
"""

from dataclasses import dataclass

import erfa
import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec, SatrecArray
from skyfield.api import load, wgs84
from skyfield.sgp4lib import TEME

from services.satellites.propagate import ElementSets, Exposure, GeometrySettings, Site
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.propagate.errors_by_age import error_table, errors

Floats = NDArray[np.float64]

STEP = 0.05
COARSE = 1.0
FAR = np.radians(20.0)
"""No object comes back from so far within one coarse step."""
LIGHT = 299792.458
DAY = 86400.0
TURN = 7.292115e-5


@dataclass(frozen=True)
class Path:
    """Where one object is seen at each step, and the margin there, radians."""

    points: Floats
    margin: Floats


@dataclass(frozen=True)
class Moment:
    """Skyfield's frames about one instant; the observer is a + b cos + c sin of the turn."""

    middle_tai: float
    turn: Floats
    circle: Floats
    earth: Floats
    utc: float
    """MJD."""

    def observer(self, seconds: Floats) -> tuple[Floats, Floats]:
        """Return places and velocities, km and km/s."""
        cosine, sine = np.cos(TURN * seconds), np.sin(TURN * seconds)
        ones, zeros = np.ones_like(seconds), np.zeros_like(seconds)
        return (
            np.stack([ones, cosine, sine], axis=1) @ self.circle,
            np.stack([zeros, -sine, cosine], axis=1) @ self.circle * TURN,
        )


class Reference:
    """What the slow way says about one exposure."""

    def __init__(
        self,
        sets: ElementSets,
        site: Site,
        exposure: Exposure,
        settings: GeometrySettings,
        *,
        leap: float = 37.0,
    ) -> None:
        middle = (exposure.begin_tai_mjd + exposure.end_tai_mjd) / 2.0
        self._settings = settings
        self._moment = _moment(site, middle, leap)
        self._half = (
            exposure.end_tai_mjd - exposure.begin_tai_mjd
        ) * DAY / 2.0 + settings.clock_error_seconds
        age = np.abs(self._moment.utc + 2400000.5 - sets.epoch_day - sets.epoch_fraction)
        self._late, self._cross = errors(sets, age, error_table(settings.confidence))
        self._satrecs = [_satrec(sets, row) for row in range(len(sets))]

    def paths(self, centre: Floats) -> list[Path]:
        """Return the paths of the objects that come anywhere near a direction."""
        rows = range(len(self._satrecs))
        near = [row for row in rows if (self.path(row, COARSE).points @ centre).max() > np.cos(FAR)]
        return [self.path(row, STEP) for row in near]

    def path(self, row: int, step: float) -> Path:
        """Return one object's path, in steps of so many seconds."""
        late, cross = float(self._late[row]), float(self._cross[row])
        count = np.ceil((self._half + 2.0 * late) / step)
        seconds = np.arange(-count, count + 1) * step
        place, speed = self._states(row, seconds)
        observer, turning = self._moment.observer(seconds)
        apart = place - observer
        tau = np.linalg.norm(apart, axis=1)[:, None] / LIGHT
        seen = apart - speed * tau - self._moment.earth * tau
        reach = np.linalg.norm(seen, axis=1)
        sight = seen / reach[:, None]
        drift, stretch = _drift(sight, speed, turning)
        width = np.arcsin(np.minimum(np.hypot(cross, drift * late) / reach, 1.0))
        width += np.radians(self._settings.trail_half_width_arcsec / 3600.0)
        chosen = np.abs(seconds) <= self._half + late * stretch + 1e-9
        return Path(sight[chosen], width[chosen])

    def _states(self, row: int, seconds: Floats) -> tuple[Floats, Floats]:
        utc = self._moment.utc
        day = np.full(len(seconds), 2400000.5 + np.floor(utc))
        _, place, speed = SatrecArray([self._satrecs[row]]).sgp4(day, utc - np.floor(utc) + seconds / DAY)
        return place[0] @ self._moment.turn.T, speed[0] @ self._moment.turn.T


def distance(path: Path, point: Floats) -> float:
    """Return how far outside the margin of a path a point is, radians; negative within it.

    Between two steps the path is taken as straight: at 0.05 s that is right to 0.001 arcseconds.
    """
    start, end = path.points[:-1], path.points[1:]
    along = end - start
    size = np.maximum(np.einsum("ij,ij->i", along, along), 1e-30)
    part = np.clip(np.einsum("ij,ij->i", point - start, along) / size, 0.0, 1.0)
    chord = np.linalg.norm(start + part[:, None] * along - point, axis=1)
    return float((2.0 * np.arcsin(np.minimum(chord / 2.0, 1.0)) - path.margin[1:]).min())


def unit(ra: float, dec: float) -> Floats:
    """Return the unit vector of a direction in degrees."""
    a, d = np.radians(ra), np.radians(dec)
    return np.array([np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)])


def _drift(sight: Floats, speed: Floats, turning: Floats) -> tuple[Floats, float]:
    """Return how fast lateness moves the trail aside, km/s, and by how much it makes the trail longer."""

    def sideways(velocity: Floats) -> Floats:
        return velocity - np.sum(velocity * sight, axis=1)[:, None] * sight

    own = np.linalg.norm(sideways(speed), axis=1)
    moving, ground = sideways(speed - turning), sideways(turning)
    rate = np.linalg.norm(moving, axis=1)
    along = np.sum(ground * moving, axis=1) / np.maximum(rate, 1e-12)
    beside = np.sqrt(np.maximum(np.sum(ground**2, axis=1) - along**2, 0.0))
    slow = rate < 0.25 * own
    centre = len(sight) // 2
    stretch = 1.0 if slow[centre] else min(max(own[centre] / rate[centre], 1.0), 2.0)
    return np.where(slow, own + np.linalg.norm(ground, axis=1), beside), float(stretch)


def _moment(site: Site, middle: float, leap: float) -> Moment:
    utc = middle - leap / DAY
    seconds = np.linspace(-300.0, 300.0, 7)
    moments = _timescale(utc).tai_jd(2400000.5 + middle + seconds / DAY)
    observer = wgs84.latlon(site.latitude_deg, site.longitude_deg, site.height_m).at(moments).position.km.T
    turns = np.stack([np.ones(7), np.cos(TURN * seconds), np.sin(TURN * seconds)], axis=1)
    heart = erfa.epv00(2400000.5 + 32.184 / DAY, middle)[1]["v"] * (149597870.7 / DAY)
    return Moment(
        middle_tai=middle,
        turn=TEME.rotation_at(moments[3]).T,
        circle=np.linalg.lstsq(turns, observer, rcond=None)[0],
        earth=np.asarray(heart),
        utc=utc,
    )


def _timescale(utc_mjd: float):
    tables = bundled_tables()
    row = int(np.searchsorted(tables.mjd, utc_mjd)) - 1
    part = utc_mjd - tables.mjd[row]
    ut1_tai, x, y = (
        column[row] * (1.0 - part) + column[row + 1] * part
        for column in (tables.ut1_minus_tai, tables.pole_x, tables.pole_y)
    )
    timescale = load.timescale(delta_t=32.184 - ut1_tai)
    days = np.array([utc_mjd - 10.0, utc_mjd + 10.0]) + 2400000.5
    timescale.polar_motion_table = (days, np.array([x, x]), np.array([y, y]))
    return timescale


def _satrec(sets: ElementSets, row: int) -> Satrec:
    record = Satrec()
    epoch = sets.epoch_day[row] + sets.epoch_fraction[row] - 2433281.5
    shape = (sets.eccentricity[row], sets.perigee[row], sets.inclination[row], sets.mean_anomaly[row])
    record.sgp4init(
        WGS72, "i", 5, epoch, sets.bstar[row], 0.0, 0.0, *shape, sets.mean_motion[row], sets.node[row]
    )
    return record
