"""The test of the test: a planted bug is found, within the seeds that its entry in the table states."""

import pytest

from tests.simulation import run_mutations
from tests.simulation.driver import Result
from tests.simulation.mutations import MUTATIONS, Mutation
from tests.simulation.run_mutations import FalseAlarmError, find

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


@pytest.mark.parametrize(("fails_without", "finds"), [(False, True), (True, False)])
def test_a_find_counts_only_where_the_seed_passes_without_the_bug(monkeypatch, fails_without, finds):
    """Else the world found something else, which is not to be taken for the planted bug."""

    def run_seed(task):
        kind = "it fails" if task.mutation or fails_without else ""
        return Result(seed=task.seed, kind=kind, text=kind, steps=1, virtual_seconds=1, digest="", census={})

    monkeypatch.setattr(run_mutations, "run_seed", run_seed)
    mutation = Mutation(plant=lambda _: None, profile="calm", seeds=1)
    if finds:
        assert find("a bug", mutation) is not None
    else:
        with pytest.raises(FalseAlarmError, match="it fails"):
            find("a bug", mutation)
