"""When providers are asked."""

import heapq
import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.providers.budget import FULL_PULL, Allowance, LocalBudget
from services.satellites.providers.port import SlotTakenError
from services.satellites.providers.schedule import (
    CROWDED,
    HALF_HOUR,
    JITTER,
    TURN,
    Schedule,
    next_pull,
    next_turn,
    retry_pause,
)
from services.satellites.providers.web import SLOT_SHARE

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


@settings(deadline=None)
@given(after=MOMENTS, wait=st.integers(0, 86400), lost=st.integers(1, 14), draws=st.tuples(DRAWS, DRAWS))
def test_who_lost_oftener_comes_before_all_others(after, wait, lost, draws):
    """Those who wait for one slot come once it is free, at quiet minutes; the longest waiting comes first."""
    free = timedelta(seconds=wait)
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    first, second = (
        next_turn(after, free, interval=HALF_HOUR, lost=losses, draw=draw)
        for losses, draw in zip((lost + 1, lost), draws, strict=True)
    )
    assert after + free <= first <= second <= after + free + 2 * CROWDED + 2 * TURN
    assert all(CROWDED <= (when - midnight) % HALF_HOUR <= HALF_HOUR - CROWDED for when in (first, second))


ACCOUNTS = {
    "space-track": (timedelta(minutes=62), FULL_PULL),
    "web": (timedelta(minutes=125), Allowance("pull", 1, 125 * 60.0 * SLOT_SHARE)),
}
AGE_LIMIT = timedelta(hours=12)
"""After which the service refuses, by default."""


async def loads_of(replicas, interval, slot, seed):
    """Return when each replica has loaded within three days; the first begins alone, the others later.

    All have one slot, as on the bus. The clock is a number: nobody waits.
    """
    source = random.Random(seed)
    begin = datetime(2026, 11, 30, tzinfo=UTC)
    now = begin

    def monotonic():
        return (now - begin).total_seconds()

    budget = LocalBudget(monotonic)
    starts = [begin, *(begin + interval * source.uniform(5, 6) for _ in range(replicas - 1))]
    due = [(start, place) for place, start in enumerate(starts)]
    schedules = [Schedule(interval=interval, source=source) for _ in starts]
    loads = [[start] for start in starts]
    heapq.heapify(due)
    while due[0][0] < begin + timedelta(days=3):
        now, place = heapq.heappop(due)
        try:
            await budget.take(slot)
        except SlotTakenError as error:
            pause = schedules[place].taken(now, timedelta(seconds=error.seconds))
        else:
            loads[place].append(now)
            pause = schedules[place].loaded(now)
        heapq.heappush(due, (now + pause, place))
    return loads


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("replicas", [2, 3])
async def test_replicas_of_one_account_take_fair_turns(account, replicas):
    """A new one loads in its first turn; afterwards each loads in turn, long before the limit of age."""
    interval, slot = ACCOUNTS[account]
    turn = timedelta(seconds=slot.seconds) + TURN + 2 * CROWDED + HALF_HOUR * JITTER
    for seed in range(50):
        for place, times in enumerate(await loads_of(replicas, interval, slot, seed)):
            gaps = [after - before for before, after in itertools.pairwise(times)]
            assert gaps[0] <= replicas * turn if place else gaps[0] <= turn
            assert max(gaps) <= (replicas + 1) * turn
            assert max(gaps) <= AGE_LIMIT
            assert len(times) >= timedelta(days=3) * 0.8 / (replicas * turn) - 5
