"""Ranges of numbers as beginnings of words."""

import math
import struct
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.archive.query.numbers import DIGITS, HUGE, TINY, beginnings

BESIDE = 1 + 3e-6
"""Times a number is one that has another word."""

REALS = st.floats(allow_nan=False) | st.floats(-10, 10) | st.integers(-1000, 1000).map(float)


def _word(number: float) -> str:
    return struct.pack(">d", number).hex()[:DIGITS]


def _found(number: float, low: float, high: float) -> bool:
    return _word(number).startswith(beginnings(low, high) or (" ",))


@given(REALS, REALS, REALS)
def test_a_number_between_two_is_found_and_one_that_is_well_outside_is_not(
    one: float, two: float, three: float
) -> None:
    """Beyond the millionth part in which words are the same."""
    low, number, high = sorted((one, two, three))
    as_stored = 0.0 if abs(number) < TINY else number
    assert _found(math.copysign(math.inf, number) if abs(number) > HUGE else as_stored, low, high)
    if TINY < high < BESIDE * high < HUGE:
        assert not _found(BESIDE * high, low, high)
    if TINY < -low < -BESIDE * low < HUGE:
        assert not _found(BESIDE * low, low, high)


@given(REALS, REALS)
def test_beginnings_are_few_and_none_begins_another(one: float, two: float) -> None:
    """Each is a scan of an index."""
    found = beginnings(min(one, two), max(one, two))
    assert len(found) <= 4 * 15 * DIGITS
    in_order = sorted(found)
    assert not any(after.startswith(before) for before, after in pairwise(in_order))


def test_nothing_is_between_sides_that_are_the_wrong_way_round() -> None:
    """As no number is."""
    assert beginnings(2.0, 1.0) == ()
