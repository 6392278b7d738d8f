"""The pause between tries grows, and has an end."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.backoff import Backoff


def test_pauses_double_up_to_the_longest() -> None:
    """Nothing is waited for before the first failure."""
    backoff = Backoff(first=10, longest=60)
    assert [backoff.delay(failures) for failures in range(6)] == [0, 10, 20, 40, 60, 60]


@given(failures=st.integers(-5, 10**9), seed=st.integers())
def test_no_number_of_failures_leads_beyond_the_bounds(failures: int, seed: int) -> None:
    """However often it failed, whatever chance says."""
    backoff = Backoff(first=0.5, longest=30, factor=3, jitter=0.2)
    assert 0 <= backoff.delay(failures, Random(seed)) <= 36


@pytest.mark.parametrize("failures", [1, 2, 5])
def test_jitter_spreads_what_failed_together(failures: int) -> None:
    """Two with other randomness do not come back at the same instant."""
    backoff = Backoff(first=1, longest=60, jitter=0.2)
    assert backoff.delay(failures, Random(1)) != backoff.delay(failures, Random(2))
