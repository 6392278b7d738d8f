"""Times of schedules over zones and changes of the clock."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.schedules.look import LATE_AFTER, NEVER, WINDOW, look
from shared.schedules.times import TimingError, check, fires_at, times
from shared.schedules.timing import Timing
from shared.schedules.zones import zone_of

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # changes by half an hour
    "Africa/Cairo",  # changes at midnight
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Santiago",
)
EXPRESSIONS = (
    "0 3 * * *",
    "30 2 * * *",
    "0,30 2 * * *",
    "*/15 * * * *",
    "0 */2 * * *",
    "15 1-3 * * 1-5",
    "0 0 1 * *",
    "0 0 * * 5L",
    "59 23 L * *",
)
DAYS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def at(text):
    """Return a time of the text."""
    return datetime.fromisoformat(text)


BEGIN = at("2026-01-01T00:00Z")


def first(timing, after, count=1):
    """Return the next times after one, as text."""
    found = times(timing, since=at(after), after=at(after))
    return [f"{one:%Y-%m-%dT%H:%M}" for one in islice(found, count)]


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("0 3 * * *", "Europe/Berlin", "2026-11-30T00:00Z", ["2026-11-30T02:00", "2026-12-01T02:00"]),
        ("0 3 * * *", "Europe/Berlin", "2026-07-01T00:00Z", ["2026-07-01T01:00", "2026-07-02T01:00"]),
        # The hour that spring leaves out: both times of it meet at its end, and are one.
        ("0,30 2 * * *", "Europe/Berlin", "2026-03-29T00:00Z", ["2026-03-29T01:00", "2026-03-30T00:00"]),
        # The hour that autumn has twice: the first of the two alone, whenever one asks.
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]),
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10Z", ["2026-10-26T01:30", "2026-10-27T01:30"]),
        # Every half of an hour follows the hours that pass.
        (
            "*/30 * * * *",
            "Australia/Lord_Howe",
            "2026-04-04T14:40Z",
            ["2026-04-04T15:00", "2026-04-04T15:30"],
        ),
        ("0 0 * * 5L", "UTC", "2026-11-01T00:00Z", ["2026-11-27T00:00", "2026-12-25T00:00"]),
    ],
)
def test_times_follow_the_clock_of_their_zone(expression, zone, after, expected):
    """A time that the clock leaves out comes at the end of the gap; one that it repeats comes once."""
    assert first(Timing(cron=expression, zone=zone), after, 2) == expected


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from(EXPRESSIONS), st.sampled_from(ZONES), DAYS, st.integers(0, 10**6))
def test_times_are_the_same_wherever_one_begins_to_ask(expression, zone, begin, seconds):
    """Times ascend, and whoever begins later sees the rest of what another one sees."""
    timing = Timing(cron=expression, zone=zone)
    early = list(islice(times(timing, since=begin, after=begin), 60))
    later = begin + timedelta(seconds=seconds)
    assert early == sorted(set(early))
    assert all(one > begin and one.second == 0 for one in early)
    rest = [one for one in early if one > later]
    assert list(islice(times(timing, since=begin, after=later), len(rest))) == rest


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_daily_comes_once_each_day_of_its_zone(zone):
    """Whatever the clock does in a year: one time for each date of the zone."""
    found = list(islice(times(Timing(cron="30 2 * * *", zone=zone), since=BEGIN, after=BEGIN), 366))
    dates = [one.astimezone(zone_of(zone)).date() for one in found]
    assert [later - earlier for earlier, later in pairwise(dates)] == [timedelta(1)] * 365


@settings(max_examples=40, deadline=None, derandomize=True)
@given(DAYS, st.floats(0.2, 10**6), st.integers(0, 10**7))
def test_a_rate_counts_from_its_beginning(begin, every, seconds):
    """Its times are a whole number of pauses after the beginning, whenever one asks."""
    timing = Timing(every_seconds=every)
    after = begin + timedelta(seconds=seconds)
    found = list(islice(times(timing, since=begin, after=after), 3))
    pause = timedelta(seconds=every)
    assert [(one - begin) % pause for one in found] == [timedelta(0)] * 3
    assert after < found[0] <= after + pause
    assert found[1] - found[0] == pause


def test_one_time_comes_once():
    """It comes where it lies ahead, and else not at all."""
    timing = Timing(at=at("2027-01-01T03:00+01:00"))
    assert first(timing, "2026-12-31T00:00Z", 2) == ["2027-01-01T02:00"]
    assert first(timing, "2027-01-01T02:00Z", 2) == []
    with pytest.raises(TimingError, match="nothing is ever due"):
        check(timing, since=at("2028-01-01T00:00Z"))


@pytest.mark.parametrize(
    ("expression", "zone", "words"),
    [
        ("0 0 30 2 *", "UTC", "day-of-month"),
        ("61 * * * *", "UTC", "minute"),
        ("0 3 * *", "UTC", "5 fields"),
        ("0 0 3 * * *", "UTC", "5 fields"),
        ("@daily", "UTC", "5 fields"),
        ("0 3 * * *", "Europe/Bonn", "no time zone 'Europe/Bonn'"),
        ("0 3 * * *", "../../etc/passwd", "no time zone"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(expression, zone, words):
    """The caller is told which part is wrong."""
    with pytest.raises(TimingError, match=words):
        check(Timing(cron=expression, zone=zone), since=at("2026-01-01T00:00Z"))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"cron": "* * * * *", "every_seconds": 5},
        {"every_seconds": 5, "zone": "Europe/Berlin"},
        {"at": "2027-01-01T00:00:00"},
        {"every_seconds": 0.01},
    ],
)
def test_a_timing_says_exactly_one_thing(said):
    """What says none or two of them, or a time without a zone, is no timing."""
    with pytest.raises(ValidationError):
        Timing.model_validate(said)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(DAYS, st.integers(0, 86_400))
def test_jitter_is_the_same_for_all_processes_and_bounded(due, jitter):
    """It follows from name and time alone."""
    fires = fires_at("nightly", due, jitter)
    assert fires == fires_at("nightly", due, jitter)
    assert due <= fires <= due + timedelta(seconds=jitter)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 400), st.integers(0, 4000), st.integers(0, 5), st.integers(0, 30), st.integers(0, 120))
def test_each_time_is_acted_on_or_missed(every, silence, catch_up, jitter, late):
    """Looks after a silence of any length leave no time out and take none twice, and make up so many."""
    timing = Timing(every_seconds=every, catch_up=catch_up, jitter_seconds=jitter)
    now = BEGIN + timedelta(seconds=every * silence + late)
    place, acted, missed = BEGIN, [], 0
    while True:
        found = look("r", timing, since=BEGIN, place=place, now=now, most=max(catch_up, 1))
        if found.missed is not None:
            assert place < found.missed.first <= found.missed.last
            missed += found.missed.count
            place = found.missed.last
        elif found.due is not None:
            assert found.due > place
            acted.append(found.due)
            place = found.due
        else:
            break
    expected = []
    for due in times(timing, since=BEGIN, after=BEGIN):
        if fires_at("r", due, jitter) > now:
            break
        expected.append(due)
    assert len(acted) + missed == len(expected)
    assert acted == expected[len(expected) - len(acted) :]
    assert now < found.next_at < NEVER
    if catch_up:
        assert len(acted) == min(catch_up, len(expected))
    else:
        assert all(now - fires_at("r", one, jitter) <= LATE_AFTER for one in acted)


def test_a_silence_of_years_is_gone_over_in_parts():
    """One look goes over so many times: the processor is not held for a year of minutes."""
    now = BEGIN + timedelta(days=365)
    timing = Timing(cron="* * * * *", zone="Europe/Berlin")
    found = look("r", timing, since=BEGIN, place=BEGIN, now=now, most=1)
    assert found.missed is not None
    assert found.missed.count == WINDOW
