"""When a process that died is started again."""

from itertools import pairwise

from spicerack.up.run.backoff import RestartHistory, RestartPolicy

POLICY = RestartPolicy(first_delay=1, factor=2, longest_delay=10, stable_after=60)


def delays_of(*lifetimes: float) -> list[float]:
    """Return the delay after each of several lives of a process."""
    history, delays = RestartHistory(), []
    for lifetime in lifetimes:
        history = history.after_death(POLICY, ran_for=lifetime)
        delays.append(history.delay(POLICY))
    return delays


def test_first_start_does_not_wait():
    """A process that never died is started at once."""
    assert RestartHistory().delay(POLICY) == 0


def test_delay_doubles_up_to_the_longest():
    """Deaths in a row wait longer each time, but never longer than the bound."""
    assert delays_of(0, 0, 0, 0, 0, 0) == [1, 2, 4, 8, 10, 10]


def test_delay_never_shrinks_nor_overflows():
    """A thousand deaths in a row still give the longest delay."""
    delays = delays_of(*[0.0] * 1000)
    assert all(earlier <= later for earlier, later in pairwise(delays))
    assert delays[-1] == POLICY.longest_delay


def test_stable_run_forgets_earlier_failures():
    """A process that ran long enough starts again from the first delay."""
    assert delays_of(0, 0, 0, 60, 0) == [1, 2, 4, 1, 2]


def test_restarts_are_counted_over_stable_runs():
    """The number that people see is that of all deaths."""
    history = RestartHistory()
    for lifetime in (0, 100, 0):
        history = history.after_death(POLICY, ran_for=lifetime)
    assert history.restarts == 3
