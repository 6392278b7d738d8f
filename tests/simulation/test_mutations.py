"""The test of the test: a planted bug is found, within the seeds that its entry in the table states."""

import pytest

from tests.simulation.mutations import MUTATIONS
from tests.simulation.run_mutations import find

QUICK_SEEDS = 30
"""Bounds of bugs that one world in four shows, or more: a change of the code deals all seeds anew."""

QUICK = frozenset(name for name, mutation in MUTATIONS.items() if mutation.seeds <= QUICK_SEEDS)
"""Found within seconds: looked for with every change. `make simulate-mutations` looks for all."""


def _found(name: str) -> None:
    mutation = MUTATIONS[name]
    assert find(name, mutation) is not None, f"not found within {mutation.seeds} seeds"


@pytest.mark.parametrize("name", sorted(QUICK))
def test_a_planted_bug_is_found_within_few_seeds(name):
    """A bug of this kind cannot be in the code unnoticed."""
    _found(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MUTATIONS.keys() - QUICK))
def test_a_rarer_planted_bug_is_found_within_its_seeds(name):
    """A bug of this kind cannot stay in the code for long."""
    _found(name)
