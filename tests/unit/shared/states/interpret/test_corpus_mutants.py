"""The corpus sees a rule of the language broken."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.states import errors
from shared.states.expressions import comparisons, paths
from shared.states.interpret import data, execution, fanout, mending, plain
from shared.states.interpret.failure import Failure
from testing.states.cases import read_cases
from testing.states.world import ending, trace

CASES = read_cases(Path(__file__).parents[4] / "fixtures" / "states")
Plant = Callable[[pytest.MonkeyPatch], None]


def broken(group: str) -> list[str]:
    """The cases of a group that no longer run as their file says."""
    names = []
    for name, case in CASES.items():
        if name.startswith(group):
            world = case.world().run(case.input)
            found = {**ending(world)}
            if "cause" not in case.expect:
                found.pop("cause", None)
            if found != case.expect or trace(world.history) != case.history:
                names.append(name)
    return names


def _tolerates_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(execution, "beyond_tolerance", lambda fan_out, event: None)


def _all_matches_everything(patch: pytest.MonkeyPatch) -> None:
    original = Failure.matches
    patch.setattr(Failure, "matches", lambda self, names: errors.ALL in names or original(self, names))


def _counts_for_the_first_rule(patch: pytest.MonkeyPatch) -> None:
    original = mending._retry
    patch.setattr(
        mending, "_retry", lambda d, entry, index, rule, failure: original(d, entry, 0, rule, failure)
    )


def _delay_without_cap(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mending, "delay", lambda rule, retries, uniform: rule.interval * rule.backoff**retries)


def _result_path_forgets_the_input(patch: pytest.MonkeyPatch) -> None:
    original = data._placed
    patch.setattr(
        data, "_placed", lambda document, steps, value: original(value if steps else document, steps, value)
    )


def _assign_in_order(patch: pytest.MonkeyPatch) -> None:
    original = data._assigned

    def assigned(assign: Any, view: Any, value: Any, **more: Any) -> Any:
        first = original(assign, view, value, **more)
        return first and original(
            assign, dataclasses.replace(view, variables={**view.variables, **first}), value, **more
        )

    patch.setattr(data, "_assigned", assigned)


def _one_is_no_array(patch: pytest.MonkeyPatch) -> None:
    original = paths.Path.find

    def find(self: Any, view: Any) -> Any:
        found = original(self, view)
        return found[0] if self.query is not None and isinstance(found, list) and len(found) == 1 else found

    patch.setattr(paths.Path, "find", find)


def _no_default_timeout(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plain, "DEFAULT_TIMEOUT", None)


def _everything_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fanout, "_concurrency", lambda deciding, state, view: 1_000)


def _true_is_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(comparisons, "_is_number", lambda value: isinstance(value, int | float))


@pytest.mark.parametrize(
    ("plant", "group"),
    [
        (_tolerates_all, "map/tolerance"),
        (_all_matches_everything, "task"),
        (_counts_for_the_first_rule, "retry"),
        (_delay_without_cap, "retry"),
        (_result_path_forgets_the_input, "pass"),
        (_assign_in_order, "assign"),
        (_one_is_no_array, "pass"),
        (_no_default_timeout, "task"),
        (_everything_at_once, "map"),
        (_true_is_one, "choice/types"),
    ],
)
def test_a_broken_rule_is_seen(plant: Plant, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rule broken, cases of its group fail; without, none does."""
    assert broken(group) == []
    plant(monkeypatch)
    assert broken(group)
