"""Failures meet the rules that are meant for them, and delays grow within their cap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.states.definition.model import Retrier
from shared.states.interpret.failure import Failure
from shared.states.interpret.mending import delay


def retrier(interval: int = 1, backoff: float = 2.0, cap: int | None = None, jitter: bool = False) -> Retrier:
    """A rule of Retry."""
    return Retrier(
        errors=frozenset({"E"}),
        interval=interval,
        max_attempts=3,
        backoff=backoff,
        max_delay=cap,
        full_jitter=jitter,
    )


@given(
    st.integers(1, 99_999_998),
    st.floats(1.0, 1e6),
    st.none() | st.integers(2, 31_622_399),
    st.integers(0, 10_000),
    st.floats(0, 1, exclude_max=True),
)
def test_a_delay_grows_within_its_cap(
    interval: int, backoff: float, cap: int | None, retries: int, uniform: float
) -> None:
    """Delays never shrink from one retry to the next, nor pass the cap; jitter draws below the delay."""
    steady = retrier(interval, backoff, cap)
    now, later = delay(steady, retries, 0.0), delay(steady, retries + 1, 0.0)
    longest = cap or 31_622_400
    assert 0 < now <= later <= longest
    assert now == min(interval, longest) or retries
    assert 0 <= delay(retrier(interval, backoff, cap, jitter=True), retries, uniform) <= now


def test_a_delay_is_interval_times_rate_to_the_power() -> None:
    """The formula of the specification, for the first few retries."""
    assert [delay(retrier(3, 1.5), retries, 0.0) for retries in range(4)] == [3, 4.5, 6.75, 10.125]


@pytest.mark.parametrize(
    ("error", "origin", "rule", "expected"),
    [
        ("E", "task", "E", True),
        ("E", "task", "F", False),
        ("E", "task", "States.ALL", True),
        ("E", "task", "States.TaskFailed", True),
        ("E", "branch", "States.TaskFailed", True),
        ("E", "branch", "States.BranchFailed", True),
        ("E", "task", "States.BranchFailed", False),
        ("States.Timeout", "task", "States.TaskFailed", False),
        ("States.Timeout", "task", "States.ALL", True),
        ("States.HeartbeatTimeout", "task", "States.Timeout", True),
        ("States.HeartbeatTimeout", "task", "States.TaskFailed", False),
        ("States.HeartbeatTimeout", "task", "States.HeartbeatTimeout", True),
        ("States.Timeout", "task", "States.HeartbeatTimeout", False),
        ("States.Runtime", "state", "States.ALL", False),
        ("States.Runtime", "state", "States.Runtime", True),
        ("States.DataLimitExceeded", "task", "States.ALL", False),
        ("States.DataLimitExceeded", "task", "States.TaskFailed", False),
        ("States.ParameterPathFailure", "state", "States.TaskFailed", False),
        ("States.ParameterPathFailure", "state", "States.ALL", True),
        ("", "branch", "States.ALL", True),
    ],
)
def test_a_failure_meets_its_rules(error: str, origin: str, rule: str, expected: bool) -> None:
    """Names match as they are; the language's wildcards match what it says of them."""
    assert Failure(error, "", origin).matches(frozenset({rule})) is expected
