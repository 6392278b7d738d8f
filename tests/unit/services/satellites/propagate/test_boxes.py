"""Boxes: which can be asked about at all, and when they touch a track."""

import numpy as np
import pytest

from services.satellites.propagate import GeometryError, Tracks, allowed
from services.satellites.propagate.kernel.view import Kernel
from tests.unit.services.satellites.propagate.brute_force import unit

ARCSEC = np.pi / 180.0 / 3600.0


def tracks(*ends: tuple[float, float], margin: float = 60.0, radius: float = 2.0) -> Tracks:
    """Return the arcs between these directions, in a field around the first; arcseconds, degrees."""
    points = np.array([unit(*end) for end in ends])
    count = len(points) - 1
    return Tracks(
        start=points[:-1].copy(),
        end=points[1:].copy(),
        margin=np.full(count, margin * ARCSEC),
        centre=points[0].copy(),
        field_radius=float(np.radians(radius)),
        largest_box=float(np.radians(0.5)),
    )


def square(ra: float, dec: float, half: float = 0.001) -> list[list[float]]:
    """Return the corners of a box around a direction, degrees."""
    wide = half / np.cos(np.radians(dec))
    return [
        [ra - wide, dec - half],
        [ra + wide, dec - half],
        [ra + wide, dec + half],
        [ra - wide, dec + half],
    ]


CASES = {
    "on the track": (square(10.5, 0.0), False),
    "just within the margin": (square(10.5, 0.0176), False),
    "just outside the margin": (square(10.5, 0.0178), True),
    "beyond the end, within the margin": (square(11.0175, 0.0), False),
    "beyond the end": (square(11.019, 0.0), True),
    "the track runs through without touching a corner": (
        [[10.4, -0.2], [10.4, 0.2], [10.5, 0.2], [10.5, -0.2]],
        False,
    ),
    "corners crossed over": ([[10.4, -0.2], [10.5, 0.2], [10.4, 0.2], [10.5, -0.2]], False),
    "thin as a line, across": ([[10.4, -0.1], [10.4, 0.1], [10.4, 0.1], [10.4, -0.1]], False),
    "thin as a line, beside": ([[10.4, 0.02], [10.5, 0.02], [10.5, 0.02], [10.4, 0.02]], True),
    "all corners one": ([[10.4, 0.3]] * 4, True),
    "a turn further": (square(10.5 + 720.0, 0.3), True),
    "not a number": ([[10.4, 0.3], [np.nan, 0.3], [10.4, 0.3], [10.4, 0.3]], False),
    "past the pole": ([[10.4, 0.3], [10.4, 95.0], [10.4, 0.3], [10.4, 0.3]], False),
    "endless": ([[np.inf, 0.3]] * 4, False),
    "too large": ([[9.3, 0.3], [10.7, 0.3], [10.7, 0.9], [9.3, 0.9]], False),
    "out of the field": (square(12.5, 0.3), False),
    "on the edge of the field": (square(12.0, 0.0, 0.01), False),
}


@pytest.mark.parametrize("case", CASES)
def test_boxes_are_answered_by_distance(kernel: Kernel, case: str) -> None:
    """A box is allowed only if it is valid, within the field, and further from the track than the margin."""
    corners, expected = CASES[case]
    answers = allowed(tracks((10.0, 0.0), (11.0, 0.0)), np.array([corners]), kernel=kernel)
    assert answers.tolist() == [expected]


def test_a_short_track_within_a_large_box_refuses_it(kernel: Kernel) -> None:
    """A trail of a slow object that lies wholly inside a box is found, though it crosses no side."""
    short = tracks((10.0, 0.0), (10.001, 0.0), margin=1.0)
    assert not allowed(short, np.array([square(10.0, 0.0, 0.2)]), kernel=kernel)[0]


@pytest.mark.parametrize("nothing", [np.nan, np.inf])
@pytest.mark.parametrize("column", ["start", "end", "margin"])
def test_an_arc_that_is_no_number_hides(kernel: Kernel, column: str, nothing: float) -> None:
    """Both kernels refuse what they cannot compare, wherever the arc's other end is."""
    broken = tracks((10.0, 0.0), (11.0, 0.0))
    getattr(broken, column)[...] = nothing
    boxes = np.array([square(10.5, 0.0), square(10.5, 0.5), square(11.5, -0.9)])
    assert allowed(broken, boxes, kernel=kernel).tolist() == [False, False, False]


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_a_track_over_a_pole_is_a_great_circle(kernel: Kernel, pole: float) -> None:
    """A track across a pole covers the pole and both sides, whatever right ascension does there."""
    dec = pole - np.sign(pole)
    over = tracks((0.0, dec), (180.0, dec))
    points = np.array([[77.0, pole], [0.0, pole - 0.5 * np.sign(pole)], [90.0, pole - 0.5 * np.sign(pole)]])
    assert allowed(over, points, kernel=kernel).tolist() == [False, False, True]


def test_a_track_over_right_ascension_zero_has_no_seam(kernel: Kernel) -> None:
    """A track from RA 359.5 to 0.5 covers 0 and 360, and nothing on the far side."""
    seam = tracks((359.5, -40.0), (0.5, -40.0))
    high = 0.00214  # the arc bends towards the pole
    points = np.array([[0.0, -40.0 - high], [360.0, -40.0 - high], [0.1, -39.9], [180.0, -40.0]])
    assert allowed(seam, points, kernel=kernel).tolist() == [False, False, True, False]


@pytest.mark.parametrize("shape", [(0,), (0, 2), (0, 4, 2)])
def test_no_boxes_have_no_answers(kernel: Kernel, shape: tuple[int, ...]) -> None:
    """An empty list is answered with an empty list."""
    assert allowed(tracks((10.0, 0.0), (11.0, 0.0)), np.empty(shape), kernel=kernel).shape == (0,)


@pytest.mark.parametrize("shape", [(3,), (1, 9, 2), (1, 4, 3), (2, 2, 2, 2)])
def test_arrays_of_other_shapes_are_refused(kernel: Kernel, shape: tuple[int, ...]) -> None:
    """An array that is no list of boxes is the caller's error."""
    with pytest.raises(GeometryError, match="caller"):
        allowed(tracks((10.0, 0.0), (11.0, 0.0)), np.zeros(shape), kernel=kernel)


def test_ten_thousand_sources_are_answered_in_order(kernel: Kernel) -> None:
    """Ten thousand points across a track are refused exactly within its margin."""
    dec = np.linspace(-0.5, 0.5, 10_000)
    answers = allowed(
        tracks((10.0, 0.0), (11.0, 0.0)), np.stack([np.full(10_000, 10.5), dec], 1), kernel=kernel
    )
    assert np.array_equal(answers, np.abs(dec) > 60.0 / 3600.0)


def test_no_track_allows_the_whole_field(kernel: Kernel) -> None:
    """Without arcs every valid box in the field is allowed."""
    empty = tracks((10.0, 0.0))
    assert allowed(empty, np.array([square(10.5, 0.3), square(13.0, 0.3)]), kernel=kernel).tolist() == [
        True,
        False,
    ]


def test_many_boxes_together_are_answered_as_each_by_itself(kernel: Kernel) -> None:
    """The arcs that are left out for all boxes of a question are those that none of them needs."""
    random = np.random.default_rng(8)
    paths = np.concatenate([random.normal([10.0, 0.0], 1.0, (40, 2)), [[190.0, 0.0], [10.0, 89.0]]])
    asked = tracks(*[(float(ra), float(dec)) for ra, dec in paths], margin=300.0, radius=4.0)
    boxes = np.array([square(*random.normal([10.0, 0.5], 0.8)) for _ in range(200)])
    boxes[::50] = np.nan
    together = allowed(asked, boxes, kernel=kernel)
    alone = [bool(allowed(asked, box[None], kernel=kernel)[0]) for box in boxes]
    assert together.tolist() == alone
    assert 20 < sum(alone) < 180
