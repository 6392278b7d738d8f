"""When providers are asked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.providers.schedule import CROWDED, JITTER, next_pull, retry_pause

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
INTERVALS = st.integers(1800, 86400).map(lambda seconds: timedelta(seconds=seconds))
DRAWS = st.floats(0, 1)


@settings(deadline=None)
@given(after=MOMENTS, interval=INTERVALS, draw=DRAWS)
def test_pulls_stay_away_from_full_and_half_hours(after, interval, draw):
    """A pull is never earlier than its interval, not much later, and never near a full or half hour."""
    when = next_pull(after, interval, draw=draw)
    into = timedelta(minutes=when.minute % 30, seconds=when.second, microseconds=when.microsecond)

    assert when >= after + interval
    assert when <= after + interval * (1 + JITTER) + 2 * CROWDED + timedelta(minutes=3)
    assert CROWDED <= into <= timedelta(minutes=30) - CROWDED


@settings(deadline=None)
@given(failures=st.integers(1, 10_000), draw=DRAWS)
def test_pauses_grow_and_end(failures, draw):
    """A provider that fails is asked ever less often, never less than the longest pause says."""
    first, longest = timedelta(minutes=1), timedelta(hours=1)
    pause = retry_pause(failures, first=first, longest=longest, draw=draw)

    assert first <= pause <= longest * (1 + JITTER)
    assert pause <= retry_pause(failures + 1, first=first, longest=longest, draw=draw)
