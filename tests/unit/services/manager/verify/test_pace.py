"""The pace of a scrub."""

from services.manager.verify.pace import CATCH_UP_SECONDS, FILE_WEIGHT, Pace, weight_of

DAY = 86400.0


def test_all_files_are_read_once_in_the_period() -> None:
    """Whatever their sizes; a large one lets later ones wait."""
    sizes = [0, 5_000, 1_000_000, 10**9, 3] * 20
    total = sum(map(weight_of, sizes))
    pace, ended = Pace(30 * DAY), 0.0
    waiting, now = list(sizes), 0.0
    while waiting:
        now += 3600.0
        pace.pass_time(3600.0, weight=total)
        while waiting and pace.may_read():
            pace.has_read(weight_of(waiting.pop(0)))
            ended = now
    assert 28 * DAY < ended <= 30 * DAY + 3600


def test_a_week_without_a_chance_is_no_reason_to_read_a_week_at_once() -> None:
    """An hour's share is made up for."""
    pace, weight = Pace(DAY), 24 * 1000 * FILE_WEIGHT
    for _ in range(7 * 24):
        pace.pass_time(3600.0, weight=weight)
    read = 0
    while pace.may_read():
        pace.has_read(FILE_WEIGHT)
        read += 1
    assert CATCH_UP_SECONDS == 3600.0
    assert 999 <= read <= 1001


def test_nothing_is_read_where_nothing_is() -> None:
    """No share of nothing."""
    pace = Pace(DAY)
    pace.pass_time(3600.0, weight=0)
    assert not pace.may_read()
