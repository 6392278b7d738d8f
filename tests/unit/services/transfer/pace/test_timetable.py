"""How fast bytes may pass, by the time of the day."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.transfer.pace.timetable import RATE_MIN, parse_timetable


def at(text: str) -> datetime:
    """Return a time of some day in UTC."""
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 5, 4, hour, minute, tzinfo=UTC)


def test_the_first_span_that_holds_counts_and_the_plain_rate_otherwise() -> None:
    """Also over midnight; a span ends before its last minute."""
    table = parse_timetable("20M, 08:00-18:00=2M, 17:00-19:00=5M, 22:00-06:00=none")
    asked = ("07:59", "08:00", "17:59", "18:00", "19:00", "23:00", "05:59", "06:00")
    million = 10**6
    rates = [20 * million, 2 * million, 2 * million, 5 * million, 20 * million, None, None, 20 * million]
    assert [table.rate(at(time)) for time in asked] == rates
    zone = timezone(timedelta(hours=-7))
    assert table.rate(datetime(2026, 5, 4, 1, 30, tzinfo=zone)) == 2 * million


def test_an_empty_text_bounds_nothing_and_one_of_spans_alone_nothing_else() -> None:
    """As before there were rates."""
    assert parse_timetable("  ").rate(at("12:00")) is None
    assert parse_timetable("00:00-24:00=300k").rate(at("23:59")) == 300_000
    assert parse_timetable("08:00-09:00=1G").rate(at("12:00")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fast", "no number of bytes a second"),
        ("1M, 2M", "both say what holds otherwise"),
        ("8:00-18:00=2M", "no span of a day"),
        ("08:00-08:00=2M", "begins when it ends"),
        ("24:00-08:00=2M", "no span of a day"),
        ("08:00-18:00=0", f"below {RATE_MIN} bytes a second"),
        (f"{RATE_MIN - 1}", "at which packs are given up"),
        ("1M,", "both say what holds otherwise"),
        (", ".join(["08:00-18:00=2M"] * 51), "at most 50 spans"),
    ],
)
def test_what_is_no_timetable_is_refused_in_words(text: str, words: str) -> None:
    """A worker does not start with it."""
    with pytest.raises(ValueError, match=words):
        parse_timetable(text)
