"""Intervals as answers have them: TDB, and UTC that never runs backwards."""

import pytest

from services.spice.kernels.spans import span
from shared.spice.times.read_time import tdb_of_text


@pytest.mark.parametrize("start", [449841667.185657, 0.0000001, 536500868.18451023, -1e9 + 1e-7])
@pytest.mark.parametrize("length", [0.0, 1e-7, 1e-6, 2e-6])
def test_an_instant_does_not_stop_before_it_starts(start: float, length: float) -> None:
    """Rounded inwards to microseconds its ends would change places."""
    told = span((start, start + length))
    assert told.start_utc <= told.stop_utc
    assert (told.start, told.stop) == (start, start + length)


def test_an_interval_of_a_second_is_told_from_within() -> None:
    """By two microseconds at most at each end."""
    told = span((64.183927, 65.183927))
    assert "2000-01-01T12:00:00.000000Z" <= told.start_utc <= "2000-01-01T12:00:00.000002Z"
    assert "2000-01-01T12:00:00.999998Z" <= told.stop_utc <= "2000-01-01T12:00:01.000000Z"


@pytest.mark.parametrize("text", ["2021-07-08T00:00:00.000000Z", "2012-02-29T23:59:59.123456Z"])
def test_an_instant_is_told_as_it_was_asked_for(text: str) -> None:
    """Rounded down a time that somebody asked for came back a microsecond earlier."""
    tdb = tdb_of_text(text)
    assert span((tdb, tdb)).start_utc == span((tdb, tdb)).stop_utc == text
