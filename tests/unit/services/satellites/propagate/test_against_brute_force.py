"""Random pointings against the slow reference: no source in a margin is allowed, no clear one is refused."""

from datetime import UTC
from functools import cache, lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from services.satellites.propagate import (
    ElementSets,
    Exposure,
    GeometrySettings,
    allowed,
    propagate_visit,
)
from services.satellites.propagate.kernel.choose import best_kernel
from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from services.satellites.propagate.kernel.view import Kernel
from tests.unit.services.satellites.propagate import brute_force, made_up

Floats = NDArray[np.float64]

TOLERANCE = np.radians(3.0 / 3600.0)
"""Steps of 1 s and constant frames differ from the reference by less."""
STEP_GROWTH = 0.01
"""An arc has the larger margin of its two ends, which differ by less than this share."""
EDGE = np.radians(10.0 / 3600.0)
SETTINGS = GeometrySettings()
SOURCES = 40
RECORDS = made_up.catalogue(160, seed=5)
SPECIAL = [(0.0, -90.0), (123.0, 90.0), (0.0, -30.0), (359.9999, -45.0), (200.0, -89.9)]
"""Poles, RA 0, and declinations at which the site's zenith passes."""


@cache
def sets() -> ElementSets:
    """Return the catalogue of these tests."""
    return ElementSets.from_records(RECORDS)


def pointing(index: int) -> Exposure:
    """Return an exposure: one of the special ones, or one near where some object is seen."""
    random = np.random.default_rng(index)
    after, seconds = float(random.uniform(-40000.0, 40000.0)), float(random.choice([15.0, 30.0, 60.0]))
    if index < len(SPECIAL):
        return made_up.exposure(*SPECIAL[index], after=after, seconds=seconds)
    only = ElementSets.from_records([RECORDS[int(random.integers(len(RECORDS)))]])
    probe = made_up.exposure(0.0, 0.0, after=after, seconds=seconds)
    points = brute_force.Reference(only, made_up.RUBIN, probe, SETTINGS).path(0, 5.0).points
    x, y, z = points[int(random.integers(len(points)))] + random.normal(0.0, np.radians(0.7), 3)
    ra, dec = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return made_up.exposure(float(ra), float(dec), after=after, seconds=seconds)


def edges(path: brute_force.Path, centre: Floats, random: np.random.Generator) -> Floats:
    """Return directions within some arcseconds of the edge of a path's margin, where it is in the field."""
    inside = np.flatnonzero(path.points[:-1] @ centre > np.cos(np.radians(1.5)))
    if not len(inside):
        return np.empty((0, 3))
    chosen = random.choice(inside, 12)
    aside = np.cross(path.points[chosen], path.points[chosen + 1])
    aside /= np.maximum(np.linalg.norm(aside, axis=1), 1e-12)[:, None]
    width = path.margin[chosen] + random.uniform(-EDGE, EDGE, 12)
    return path.points[chosen] + aside * np.tan(width * random.choice([-1.0, 1.0], 12))[:, None]


@lru_cache(maxsize=64)
def outside(index: int) -> tuple[Exposure, Floats, Floats, float]:
    """Return an exposure, sources in its field, how far outside every margin they are, and the slack."""
    exposure, random = pointing(index), np.random.default_rng(index)
    centre = brute_force.unit(exposure.ra_deg, exposure.dec_deg)
    paths = brute_force.Reference(sets(), made_up.RUBIN, exposure, SETTINGS).paths(centre)
    spread = centre + random.normal(0.0, np.radians(0.6), (SOURCES, 3))
    points = np.concatenate([spread, *(edges(path, centre, random) for path in paths)])
    points /= np.linalg.norm(points, axis=1)[:, None]
    points = points[points @ centre > np.cos(np.radians(1.74))]
    apart = [min((brute_force.distance(path, point) for path in paths), default=np.inf) for point in points]
    widest = max((float(path.margin.max()) for path in paths), default=0.0)
    return exposure, points, np.array(apart), TOLERANCE + STEP_GROWTH * widest


def check(index: int, kernel: Kernel) -> int:
    """Check one pointing; return how many of its sources had to be refused."""
    exposure, points, apart, slack = outside(index)
    tracks = propagate_visit(sets(), made_up.RUBIN, exposure, SETTINGS, kernel=kernel)
    degrees = np.degrees(np.stack([np.arctan2(points[:, 1], points[:, 0]), np.arcsin(points[:, 2])], axis=1))
    answers = allowed(tracks, degrees, kernel=kernel)
    assert not (answers & (apart < 0.0)).any(), "a source inside a margin was allowed"
    assert not (~answers & (apart > slack)).any(), "a source outside every margin was refused"
    return int((apart < 0.0).sum())


def test_a_source_within_a_hundredth_of_an_arcsecond_of_the_edge_is_refused(kernel: Kernel) -> None:
    """The pointing in which a source 0.006 arcseconds inside a margin was once allowed passes."""
    assert check(1408, kernel) > 0


def test_answers_are_those_of_the_reference(kernel: Kernel) -> None:
    """A dozen pointings, poles, RA 0 and zenith among them, are answered as the reference does."""
    assert sum(check(index, kernel) for index in range(12)) > 10, "the pointings must not be empty"


@pytest.mark.slow
def test_two_thousand_pointings_are_answered_as_the_reference_does() -> None:
    """Two thousand pointings are answered by both kernels as the reference does."""
    kernels = [NumpyKernel(), best_kernel()]
    assert sum(check(index, kernel) for index in range(2000) for kernel in kernels) > 1000


def test_made_up_midnight_is_consistent() -> None:
    """`MIDNIGHT` and its TAI are one instant."""
    assert made_up.MIDNIGHT.tzinfo is UTC
    assert made_up.MIDNIGHT.timestamp() / 86400.0 + 40587.0 + 37.0 / 86400.0 == pytest.approx(
        made_up.MIDNIGHT_TAI_MJD, abs=1e-9
    )
