"""The time of the next look at a feed with a schedule. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from services.acquirer.feeds.model import RATES_SINCE, FeedSchedule
from shared.schedules.newest import act_at

AGAIN_AFTER: Final = timedelta(minutes=10)
"""After a look that saw nothing, or not all: the next time of a schedule may be a day away."""


def look_at(
    feed: str,
    schedule: FeedSchedule,
    *,
    looked: datetime | None,
    failed: bool,
    begun: datetime,
    now: datetime,
) -> datetime | None:
    """Return when a feed is looked at next, a time in the past for now; None: never.

    Args:
        feed: its name.
        schedule: says when.
        looked: the end of the last look; None before the first.
        failed: whether it did not see all.
        begun: when this process began: before the first look nothing was missed.
        now: the time, UTC.
    """
    place = min(looked or begun, now)
    found = act_at(feed, schedule, since=RATES_SINCE, place=place, now=now)
    if looked is None or not failed:
        return found
    again = place + AGAIN_AFTER
    return again if found is None else min(found, again)


def moment_of(seconds: float) -> datetime:
    """Return a time that the store keeps as seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
