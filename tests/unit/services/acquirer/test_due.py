"""The times at which feeds with a schedule are looked at."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.acquirer.feeds.model import FeedSchedule
from services.acquirer.feeds.read_file import AcquirerFileError, read_acquirer_file
from services.acquirer.look.due import look_at
from services.acquirer.work.look_task import look_forever, next_look
from shared.schedules.newest import newest
from shared.schedules.times import times
from shared.schedules.timing import Timing
from tests.unit.services.acquirer.acquiring import FEED, Played, acquirer_of

NIGHTLY = FeedSchedule(cron="0 3 * * *")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def ago(**span: float) -> datetime:
    """Return a time before now."""
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("schedule", "looked", "failed", "begun", "expected"),
    [
        # Before the first look nothing was missed.
        (NIGHTLY, None, False, ago(hours=1), NOW + timedelta(hours=15)),
        # The last look saw what was due: the next time is ahead.
        (NIGHTLY, ago(hours=8), False, ago(days=9), NOW + timedelta(hours=15)),
        # Nobody was there at three: now. Not where nothing is made up.
        (NIGHTLY, ago(hours=10), False, ago(hours=1), ago(hours=9)),
        (FeedSchedule(cron="0 3 * * *", catch_up=0), ago(hours=10), False, NOW, NOW + timedelta(hours=15)),
        # A look that failed is tried again soon.
        (NIGHTLY, ago(minutes=4), True, ago(days=9), NOW + timedelta(minutes=6)),
        # The clock has gone back: the last look is no later than now.
        (NIGHTLY, NOW + timedelta(days=9), False, ago(days=9), NOW + timedelta(hours=15)),
        (FeedSchedule(at=ago(days=1)), ago(hours=1), False, ago(days=9), None),
    ],
)
def test_looks_come_when_the_schedule_says(
    schedule: FeedSchedule, looked: datetime | None, failed: bool, begun: datetime, expected: datetime | None
) -> None:
    """A time in the past means now."""
    assert look_at("f", schedule, looked=looked, failed=failed, begun=begun, now=NOW) == expected


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from(("*/7 3 * * *", "0 3 * * 1", "30 2 29 2 *", "* * * * *")), st.integers(0, 10**7))
def test_the_newest_time_is_the_last_of_all(expression: str, seconds: int) -> None:
    """It is found by looking back, and is that which going over all of them finds."""
    after = ago(days=3)
    now = after + timedelta(seconds=seconds)
    found = newest(Timing(cron=expression, zone="Europe/Berlin"), since=after, after=after, now=now)
    later = now if found is None else found
    assert found is None or after < found <= now
    ahead = next(times(Timing(cron=expression, zone="Europe/Berlin"), since=after, after=found or after))
    assert ahead > later


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("schedule = {cron = '0 3 * *'}", "5 fields"),
        ("schedule = {cron = '0 3 * * *', catch_up = 3}", "say 0 or 1"),
        ("schedule = {cron = '0 3 * * *', colour = 'red'}", "Extra inputs"),
        ("every_seconds = 5\nschedule = {cron = '0 3 * * *'}", "not both"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_refused_at_the_start(
    tmp_path: Path, line: str, words: str
) -> None:
    """The operator is told where it stands."""
    file = tmp_path / "acquirer.toml"
    file.write_text(f"[providers.p]\nurl = 'ftp://h/'\n[feeds.f]\nprovider = 'p'\npath = '.*'\n{line}\n")
    with pytest.raises(AcquirerFileError, match=f"feeds.f.*{words}"):
        read_acquirer_file(file)


async def test_a_feed_is_looked_at_when_its_time_comes(web_provider: Played, tmp_path: Path) -> None:
    """The time that nobody was there for is made up at once, and the next one is told."""
    web_provider.has({"a": "1"})
    text = "path = '.*'\nquiet_seconds = 0\nschedule = {cron = '0 0 1 1 *'}\n"
    async with acquirer_of(tmp_path, web_provider, text) as acquirer:
        context = acquirer.context
        context.held.add("served")
        assert await acquirer.look() == ""
        context.store.note_look(FEED, replace(context.store.last_look(FEED), ended_at=0.0))
        due = next_look(context, FEED)
        assert due is not None
        assert due <= context.clock.now()
        looking = asyncio.create_task(look_forever(context, FEED, Random(0), still=lambda: True))
        while context.figures.looks < 2:
            await context.queues[FEED].heard(within=1.0)
        looking.cancel()
        due = next_look(context, FEED)
        assert due is not None
        assert due > context.clock.now()
