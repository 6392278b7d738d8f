"""Visits and tracks for tests."""

import asyncio

import numpy as np

from services.satellites.julian import modified_julian_date
from services.satellites.propagate import Tracks
from services.satellites.visits.claiming import Claiming, OwnClaims
from services.satellites.visits.counting import Counting, OwnCounts
from services.satellites.visits.gate import Gate
from services.satellites.visits.pair import NoPair
from services.satellites.visits.policy import TAI_UTC, VisitLimits
from services.satellites.visits.question import make_question
from services.satellites.visits.quota import QuotaLimits
from services.satellites.visits.visit import Visit
from services.satellites.visits.visits import CacheLimits, Visits
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import NOW

START = modified_julian_date(NOW + TAI_UTC) - 60.0 / 86400.0
DAY_SECONDS = 86400.0


def visit(visit_id=2**62 + 1, **changes):
    """Return a visit of a minute ago at RA 10, Dec -30."""
    values = {
        "visit_id": visit_id,
        "exposure_start_mjd_tai": START,
        "exposure_end_mjd_tai": START + 30.0 / DAY_SECONDS,
        "boresight_ra_deg": 10.0,
        "boresight_dec_deg": -30.0,
    }
    return Visit(**(values | changes))


def visit_before(number, visit_id=None):
    """Return the visit so many places before that of a minute ago, 34 s apart, by a number of its own."""
    start = START - number * 34.0 / DAY_SECONDS
    times = {"exposure_start_mjd_tai": start, "exposure_end_mjd_tai": start + 30.0 / DAY_SECONDS}
    return visit(number if visit_id is None else visit_id, **times)


def unit(ra, dec):
    """Return the unit vector of a direction in degrees."""
    ra, dec = np.radians(ra), np.radians(dec)
    return np.array([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)])


def tracks(ra=10.0, dec=-30.0):
    """Return tracks with one arc straight through the field along the declination of its middle."""
    ends = [ra + step * 0.1 for step in range(-30, 31)]
    return Tracks(
        start=np.array([unit(end, dec) for end in ends[:-1]]),
        end=np.array([unit(end, dec) for end in ends[1:]]),
        margin=np.full(len(ends) - 1, np.radians(0.05)),
        centre=unit(ra, dec),
        field_radius=np.radians(2.1),
        largest_box=np.radians(0.5),
    )


def box(ra, dec, size=0.001):
    """Return the corners of a box, crossed as some clients send them."""
    return [
        (ra - size, dec - size),
        (ra + size, dec + size),
        (ra + size, dec - size),
        (ra - size, dec + size),
    ]


SOURCES = [(2**60 + number, box(9.0 + number * 0.2, -30.0 + (number % 2) * 0.5)) for number in range(10)]
"""Even ones lie on the track of `tracks`, odd ones half a degree beside it."""

CLEAR = [2**60 + number for number in range(1, 10, 2)]


def question(detector_id=1, sources=None):
    """Return a question about SOURCES."""
    return make_question(detector_id, SOURCES if sources is None else sources)


class Computing:
    """Counts computations, and lets a test hold them."""

    def __init__(self):
        self.count = 0
        self.go = asyncio.Event()
        self.go.set()
        self.error = None
        self.made = []

    async def __call__(self, visit):
        """Compute a visit."""
        self.count += 1
        await self.go.wait()
        if self.error is not None:
            raise self.error
        self.made.append(tracks(visit.boresight_ra_deg, visit.boresight_dec_deg))
        return self.made[-1]


def make_visits(compute=None, *, pair=None, counts=None, claims=None, clock=None, gate=None, **limits):
    """Return what a replica knows, with these limits of visits, questions or cache."""
    clock = clock or SetClock()

    def some(kind):
        return kind(**{name: value for name, value in limits.items() if name in kind.model_fields})

    return Visits(
        compute=compute or Computing(),
        pair=pair or NoPair(),
        answers=gate or Gate("answer", threads=2, waiting=100),
        limits=some(VisitLimits),
        claiming=Claiming(some(VisitLimits), claims or OwnClaims()),
        counting=Counting(
            some(QuotaLimits), counts or OwnCounts(), visits=limits.get("quotas", CacheLimits().quotas)
        ),
        cache_limits=some(CacheLimits),
        clock=clock,
        monotonic=clock.monotonic,
    )
