"""Moments are revisions or times, and nothing else."""

from datetime import UTC, datetime

import pytest

from shared.model.moment import MomentError, parse_moment

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0", 0),
        ("9223372036854775807", 2**63 - 1),
        ("2026-01-31T12:00:00Z", NOON),
        ("2026-01-31T13:00:00+01:00", NOON),
        ("2026-01-31T13:00:00 01:00", NOON),
        ("2026-01-31T12:00", NOON),
        ("2026-01-31", NOON.replace(hour=0)),
    ],
)
def test_revisions_and_times_are_told_apart(text: str, moment: int | datetime) -> None:
    """A time without a zone is UTC; a plus that a URL has made a blank is one."""
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["", "-1", "latest", "9223372036854775808", "2026-13-01", "1" * 50, "²"])
def test_what_is_neither_is_refused(text: str) -> None:
    """The words show how a time is written, or that no revision is so large."""
    with pytest.raises(MomentError, match=r"2026-01-31T12:00:00Z|no revision|too long"):
        parse_moment(text)
