"""Questions: duplicates, orders, corners."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.propagate import allowed
from services.satellites.visits.question import allowed_ids, make_question
from tests.unit.services.satellites.visits.worlds import CLEAR, SOURCES, box, tracks


def asked(sources):
    """Return what is allowed of these sources."""
    question = make_question(1, sources)
    return allowed_ids(question, allowed(tracks(), question.corners))


@settings(deadline=None)
@given(data=st.data())
def test_order_of_sources_and_corners_does_not_matter(data):
    """Any order of the list and of the corners gives the same ids and the same mark."""
    shuffled = [
        (id_, data.draw(st.permutations(corners))) for id_, corners in data.draw(st.permutations(SOURCES))
    ]
    assert asked(shuffled) == CLEAR
    listed = data.draw(st.permutations(SOURCES))
    assert make_question(1, listed).mark() == make_question(1, SOURCES).mark()


@pytest.mark.parametrize("number", [0, 1, 10_000])
def test_any_number_of_sources_is_answered(number):
    """None, one and very many have one form of answer."""
    sources = [(id_, box(10.0, -29.5)) for id_ in range(number)]

    assert asked(sources) == list(range(number))
    assert len(make_question(1, sources).mark()) == 8


def test_thin_and_self_crossing_boxes_are_boxes():
    """A point, a line and a crossed ring on the track are not allowed; beside it they are."""
    shapes = [
        [(10.0, -30.0)] * 4,
        [(10.0, -30.2), (10.0, -29.8), (10.0, -29.8), (10.0, -30.2)],
        [(10.0, -30.2), (10.1, -29.8), (10.1, -30.2), (10.0, -29.8)],
        [(10.0, -30.2), (10.1, -29.8), (9.9, -29.8)],
    ]
    on = list(enumerate(shapes))
    beside = [(id_ + 10, [(ra, dec + 1.0) for ra, dec in shape]) for id_, shape in on]

    assert asked([*on, *beside]) == [10, 11, 12, 13]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e308, -91.0])
def test_impossible_boxes_are_not_allowed(bad):
    """A corner that is no direction takes its source out, and no other."""
    assert asked([(1, [(10.0, bad), *box(10.0, -29.5)[1:]]), (2, box(10.0, -29.5))]) == [2]


def test_sources_outside_the_field_are_not_allowed():
    """Nothing is said of the sky beside the image."""
    assert asked([(1, box(10.0, -20.0)), (2, box(13.0, -30.0)), (3, box(190.0, 30.0))]) == []


def test_an_id_with_two_boxes_is_not_allowed():
    """One id for two places could smuggle a hidden one; the same place twice is one source."""
    good, other, hidden = box(10.0, -29.5), box(10.2, -29.5), box(10.0, -30.0)

    assert asked([(1, good), (1, hidden), (2, good), (2, other), (3, good), (3, good)]) == [3]
    assert asked([(1, good), (1, [(np.nan, np.nan)] * 4)]) == []


def test_ra_of_any_turn_is_the_same():
    """Right ascensions below zero and above 360 are those of the circle."""
    turned = [
        (id_, [(ra + turn, dec) for ra, dec in corners]) for turn in (-360, 360) for id_, corners in SOURCES
    ]

    assert asked(turned[:10]) == CLEAR
    assert asked(turned[10:]) == CLEAR
