"""Properties of the answers about satellites, whatever the visit and the sources."""

from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from services.satellites.propagate import (
    ElementSets,
    Exposure,
    GeometrySettings,
    Tracks,
    allowed,
    propagate_visit,
)
from services.satellites.propagate.kernel.choose import best_kernel, native_is_usable
from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from tests.unit.services.satellites.propagate import brute_force, made_up

Floats = NDArray[np.float64]

RECORDS = made_up.catalogue(120, seed=21)
SETTINGS = GeometrySettings()
VISITS = 12

visits = st.integers(0, VISITS - 1)
seeds = st.integers(0, 2**32 - 1)


@cache
def exposure_of(visit: int) -> Exposure:
    """Return an exposure in which some object is seen."""
    row = visit * 7
    probe = made_up.exposure(0.0, 0.0, after=1000.0 * visit)
    only = ElementSets.from_records([RECORDS[row]])
    path = brute_force.Reference(only, made_up.RUBIN, probe, SETTINGS).path(0, 1.0)
    x, y, z = path.points[len(path.points) // 2]
    ra, dec = np.degrees(np.arctan2(y, x)), np.degrees(np.arcsin(z))
    return made_up.exposure(float(ra), float(dec), after=1000.0 * visit)


@cache
def tracks_of(visit: int, count: int = len(RECORDS), width: float = 12.0, confidence: float = 0.95) -> Tracks:
    """Return the tracks of a visit against the first objects of the catalogue."""
    changed = GeometrySettings(trail_half_width_arcsec=width, confidence=confidence)
    sets = ElementSets.from_records(RECORDS[:count])
    return propagate_visit(sets, made_up.RUBIN, exposure_of(visit), changed)


def boxes_of(visit: int, seed: int, count: int = 40) -> Floats:
    """Return boxes in and around a field, of sizes from a point to some arcminutes, degrees."""
    random = np.random.default_rng(seed)
    centre = brute_force.unit(exposure_of(visit).ra_deg, exposure_of(visit).dec_deg)
    middle = centre + random.normal(0.0, np.radians(0.6), (count, 1, 3))
    size = np.radians(10.0 ** random.uniform(-5.0, -1.0, (count, 1, 1)))
    corners = middle + random.normal(0.0, 1.0, (count, 4, 3)) * size
    corners /= np.linalg.norm(corners, axis=2)[:, :, None]
    return np.degrees(
        np.stack([np.arctan2(corners[..., 1], corners[..., 0]), np.arcsin(corners[..., 2])], axis=2)
    )


@settings(deadline=None, max_examples=60)
@given(visits, seeds, st.integers(-1000, 1000))
def test_turns_of_right_ascension_change_nothing(visit: int, seed: int, turns: int) -> None:
    """Right ascensions that are off by whole turns have the same answers."""
    boxes = boxes_of(visit, seed)
    turned = boxes + np.array([360.0 * turns, 0.0])
    assert np.array_equal(allowed(tracks_of(visit), boxes), allowed(tracks_of(visit), turned))


@settings(deadline=None, max_examples=60)
@given(visits, seeds, st.permutations(range(4)))
def test_the_order_of_corners_changes_nothing(visit: int, seed: int, order: list[int]) -> None:
    """Corners in any order, crossed over or not, make the same box."""
    boxes = boxes_of(visit, seed)
    assert np.array_equal(allowed(tracks_of(visit), boxes), allowed(tracks_of(visit), boxes[:, order]))


@settings(deadline=None, max_examples=60)
@given(visits, seeds, st.randoms())
def test_the_order_of_boxes_and_their_company_change_nothing(visit: int, seed: int, random) -> None:
    """A box has the same answer wherever it stands in a list, and alone."""
    boxes = boxes_of(visit, seed)
    order = list(range(len(boxes)))
    random.shuffle(order)
    together = allowed(tracks_of(visit), boxes)
    assert np.array_equal(allowed(tracks_of(visit), boxes[order]), together[order])
    assert allowed(tracks_of(visit), boxes[:1])[0] == together[0]


@settings(deadline=None, max_examples=60)
@given(visits, seeds, st.floats(0.0, 600.0), st.sampled_from([0.5, 0.9, 0.95]))
def test_more_margin_never_allows_more(visit: int, seed: int, width: float, confidence: float) -> None:
    """A wider trail or a higher confidence allows a part of what was allowed."""
    boxes = boxes_of(visit, seed)
    narrow = allowed(tracks_of(visit, width=0.0, confidence=0.5), boxes)
    wide = allowed(tracks_of(visit, width=round(width, -1), confidence=confidence), boxes)
    assert not (wide & ~narrow).any()


@settings(deadline=None, max_examples=60)
@given(visits, seeds, st.integers(0, 12))
def test_more_objects_never_allow_more(visit: int, seed: int, part: int) -> None:
    """A larger catalogue allows a part of what a smaller one does."""
    boxes = boxes_of(visit, seed)
    few = allowed(tracks_of(visit, count=10 * part), boxes)
    assert not (allowed(tracks_of(visit), boxes) & ~few).any()


@settings(deadline=None, max_examples=40)
@given(visits, st.floats(-15.0, 15.0), st.floats(0.0, 0.2))
def test_a_box_on_a_track_is_never_allowed(visit: int, second: float, half: float) -> None:
    """A box around any place that the reference gives for any time of the exposure is refused."""
    only = ElementSets.from_records([RECORDS[visit * 7]])
    reference = brute_force.Reference(only, made_up.RUBIN, exposure_of(visit), SETTINGS).path(0, 0.5)
    middle = len(reference.points) // 2
    place = reference.points[middle + round(second * 2.0)]
    dec = np.degrees(np.arcsin(place[2]))
    ra = np.degrees(np.arctan2(place[1], place[0]))
    wide = half / max(np.cos(np.radians(dec)), 0.05)
    box = [[ra - wide, dec - half], [ra + wide, dec - half], [ra + wide, dec + half], [ra - wide, dec + half]]
    assert not allowed(tracks_of(visit), np.array([box]))[0]


@settings(deadline=None, max_examples=40)
@given(visits, seeds)
def test_both_kernels_and_any_threads_agree(visit: int, seed: int) -> None:
    """The native kernel on one thread and on four is equal to the bit, and to numpy but for rounding."""
    sets, boxes = ElementSets.from_records(RECORDS), boxes_of(visit, seed)
    slow = propagate_visit(sets, made_up.RUBIN, exposure_of(visit), SETTINGS, kernel=NumpyKernel())
    one, four = (
        propagate_visit(sets, made_up.RUBIN, exposure_of(visit), SETTINGS, kernel=best_kernel(threads))
        for threads in (1, 4)
    )
    assert all(np.array_equal(getattr(one, name), getattr(four, name)) for name in ("start", "end", "margin"))
    assert slow.start.shape == one.start.shape
    assert np.allclose(slow.start, one.start, rtol=0.0, atol=1e-9)
    assert np.allclose(slow.margin, one.margin, rtol=1e-9, atol=1e-10)
    answers = [
        allowed(one, boxes, kernel=kernel) for kernel in (NumpyKernel(), best_kernel(1), best_kernel(4))
    ]
    assert np.array_equal(answers[0], answers[1])
    assert np.array_equal(answers[1], answers[2])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(RECORDS) - 1), seeds)
def test_hostile_elements_only_widen(row: int, seed: int) -> None:
    """A finite but absurd element set gives an answer, and allows nothing that was refused without it."""
    random = np.random.default_rng(seed)
    absurd = replace(
        RECORDS[row],
        mean_motion=float(10.0 ** random.uniform(-6.0, 4.0)),
        eccentricity=float(random.choice([0.0, 0.5, 0.99, 1.0 - 1e-12])),
        bstar=float(random.choice([0.0, -1e3, 1e3, 1e-3])),
        inclination=float(random.uniform(-1e4, 1e4)),
    )
    visit = row % VISITS
    sets = ElementSets.from_records([*RECORDS, absurd])
    tracks = propagate_visit(sets, made_up.RUBIN, exposure_of(visit), SETTINGS)
    boxes = boxes_of(visit, seed)
    assert not (allowed(tracks, boxes) & ~allowed(tracks_of(visit), boxes)).any()


def test_says_which_kernel_was_tested() -> None:
    """The best kernel here is the native one where it is built, and numpy's elsewhere."""
    assert best_kernel().name == ("native" if native_is_usable() else "numpy")
