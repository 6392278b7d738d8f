"""Boxes between meridians and parallels are covered by rings of great circles."""

import math

import pytest

from services.archive.sky.ring import checked_ring
from services.archive.vo.boxes import BoxError, pieces_of
from tests.unit.services.archive.sky.areas import area_of

BOXES = [
    (0.0, 80.0, 60.0, 61.0),
    (350.0, 10.0, -5.0, 5.0),
    (0.0, 360.0, -2.0, 2.0),
    (0.0, 360.0, 89.0, math.inf),
    (-math.inf, math.inf, 80.0, 90.0),
    (0.0, 89.0, 0.0, 45.0),
    (-20.0, 20.0, -90.0, -30.0),
]


@pytest.mark.parametrize("box", BOXES)
def test_the_pieces_are_as_large_as_the_box(box: tuple[float, float, float, float]) -> None:
    """And each is narrow enough to be asked about."""
    west, east, south, north = box
    width = min(360.0, (east - west) if east >= west else east - west + 360.0)
    ends = (math.sin(math.radians(max(south, -90.0))), math.sin(math.radians(min(north, 90.0))))
    found = sum(area_of(checked_ring(ring)) for ring in pieces_of(box))
    assert found == pytest.approx(math.radians(width) * (ends[1] - ends[0]), rel=2e-3)


def test_the_whole_sky_and_a_box_of_no_width_are_boxes() -> None:
    """The one is covered by few rings, the other by one that is next to nothing."""
    whole = sum(area_of(ring) for ring in pieces_of((0.0, 360.0, -90.0, 90.0)))
    assert whole == pytest.approx(4 * math.pi)
    (point,) = pieces_of((10.0, 10.0, 20.0, 20.0))
    assert {(round(ra, 4), round(dec, 4)) for ra, dec in checked_ring(point)} == {(10.0, 20.0)}


@pytest.mark.parametrize(
    "box",
    [(0, 1, 2), (0, 1, 5, 4), (math.nan, 1, 2, 3), (-math.inf, 5, 2, 3), (0, 999, 2, 3), (0, 1, 95, 99)],
)
def test_what_is_no_box_is_refused(box: tuple[float, ...]) -> None:
    """With the reason."""
    with pytest.raises(BoxError):
        pieces_of(box)
