"""The public date that a header names, also one that is meant to be never."""

from datetime import UTC, datetime

import pytest

from shared.fits.frame.dates import NEVER, parse_public
from shared.fits.frame.fields import frame_of, odd_values
from shared.fits.frame.settings import DEFAULTS
from shared.model.numbers import YEARS


@pytest.mark.parametrize("words", ["9999-12-31", "9999-12-31T23:59:59.5", "x", "2099", "0001-01-01", "never"])
def test_what_is_no_date_keeps_a_frame_private(words: str) -> None:
    """The rules are for headers that say nothing: they would open it in a year."""
    assert parse_public(words) == NEVER
    assert NEVER.year in YEARS
    headers = {"L1PUBDAT": words, "DATE-OBS": "2026-03-04T05:06:07"}
    frame = frame_of(headers, "a.fits", DEFAULTS)
    assert frame.public_date == NEVER
    assert ["L1PUBDAT" in one.detail for one in odd_values(headers, frame, DEFAULTS)] == [True]


def test_a_date_is_taken_and_nothing_is_left_to_the_rules() -> None:
    """With and without a time."""
    assert parse_public(" 2027-03-04 ") == datetime(2027, 3, 4, tzinfo=UTC)
    assert (parse_public(""), parse_public("  ")) == (None, None)
