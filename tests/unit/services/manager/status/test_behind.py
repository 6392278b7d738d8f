"""For how long a site has been behind."""

from services.manager.status.behind import Behind


def test_time_counts_from_when_the_site_had_everything_last():
    """It goes on while paths come and go, and ends when none is missing."""
    now = [100.0]
    behind = Behind(lambda: now[0])
    behind.note(3)
    now[0] = 160.0
    behind.note(1)
    assert behind.seconds == 60.0

    behind.note(0)
    now[0] = 200.0
    assert behind.seconds == 0.0


def test_a_site_that_was_behind_once_counts_anew():
    """An earlier time behind does not add to a later one."""
    now = [0.0]
    behind = Behind(lambda: now[0])
    behind.note(1)
    now[0] = 50.0
    behind.note(0)
    behind.note(1)
    now[0] = 55.0

    assert behind.seconds == 5.0
