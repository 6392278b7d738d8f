"""The last hour of a rack: rates and delays from counters that may begin anew."""

from datetime import UTC, datetime, timedelta

from services.gateway.overview.history import MOMENTS_MAX, Heard, History, moment_between
from shared.contracts.messages.presence import ManagerPresence

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def heard(now: float, *, sent: int = 0, **placed: tuple[int, float]) -> Heard:
    """Return counters at a time: commits and seconds, by site."""
    managers = {
        site: ManagerPresence(
            collection="spice", site=site, state="idle", placed_commits=commits, placed_seconds=seconds
        )
        for site, (commits, seconds) in placed.items()
    }
    return Heard(at=NOON + timedelta(seconds=now), now=now, sent_bytes=sent, managers=managers)


def test_a_moment_tells_rate_mean_delay_and_the_slowest_site() -> None:
    """The mean is over commits, not over sites: a site to which little came does not count as much."""
    before = heard(0, sent=100, a=(10, 5.0), b=(0, 0.0), c=(7, 7.0))
    moment = moment_between(before, heard(10, sent=600, a=(13, 5.3), b=(1, 8.1), c=(7, 7.0)))
    assert (moment.sent_rate, moment.at) == (50.0, NOON + timedelta(seconds=10))
    assert (moment.delay_seconds, moment.slowest_seconds, moment.slowest_site) == (2.1, 8.1, "b")


def test_a_moment_in_which_nothing_was_placed_has_no_delay() -> None:
    """It is not as quick as can be: nobody knows."""
    moment = moment_between(heard(0, a=(3, 1.0)), heard(15, a=(3, 1.0)))
    assert (moment.sent_rate, moment.delay_seconds, moment.slowest_site) == (0.0, None, None)


def test_a_process_that_began_anew_tells_nothing_false() -> None:
    """Neither a rate below nothing, nor delays of before; a site that comes is told from the next on."""
    moment = moment_between(heard(0, sent=100, a=(9, 900.0)), heard(15, sent=5, a=(1, 0.2), new=(50, 9e5)))
    assert (moment.sent_rate, moment.delay_seconds) == (0.0, None)


def test_an_hour_is_kept() -> None:
    """What is older goes, and the first look makes no moment: its counters are of no known time."""
    history = History()
    history.note(heard(0))
    assert history.told().moments == ()
    for number in range(1, MOMENTS_MAX + 5):
        history.note(heard(15.0 * number))
    moments = history.told().moments
    assert (len(moments), moments[-1].at - moments[0].at) == (240, timedelta(seconds=239 * 15))
