"""Whatever the definition and the order of events, an execution ends once, as its history says."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.states.expressions.draws import Draws
from shared.states.history import events as ev
from shared.states.history.resume import resumed
from shared.states.interpret import deciding, execution, fanout, interpreter, issue, mending, plain
from shared.states.interpret.execution import Execution, HistoryError
from shared.states.interpret.interpreter import Interpreter
from shared.states.interpret.tree import FanOut
from tests.property.workflow_checks import ENDS, SMALL, holds, world_of

SEEDS = st.integers(min_value=0, max_value=2**32)


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_an_execution_ends_once(seed: int) -> None:
    """Completions in any order, twice, late, over restarts and lost appends: it ends once, within caps."""
    holds(seed)


@settings(max_examples=50, deadline=None)
@given(SEEDS, st.integers(min_value=1, max_value=50))
def test_the_history_is_bounded(seed: int, most: int) -> None:
    """An execution ends when its history is full, with few events beyond."""
    world = world_of(seed, SMALL.model_copy(update={"history_events": most}))
    assert len(world.history) <= most + SMALL.decisions_at_once + SMALL.inline_concurrency
    assert isinstance(world.history[-1], ENDS)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_resumed_execution_keeps_what_was_recorded(seed: int) -> None:
    """An execution that did not succeed can be taken up; no task whose output is recorded is given again."""
    world = world_of(seed)
    if isinstance(world.history[-1], ev.ExecutionSucceeded):
        return
    history = resumed(world.history, "run-2", "again")
    taken_up = Interpreter.replay(world.definition, SMALL, history)
    taken_up.receive(ev.ExecutionResumed(at=world.now, source="run-1"))
    recorded = {event.task for event in history if isinstance(event, ev.TaskSucceeded)}
    owed = {command.task for command in taken_up.outstanding() if isinstance(command, issue.RunTask)}
    assert not recorded & owed


def _ids_without_tries(patch: pytest.MonkeyPatch) -> None:
    for module in (deciding, plain, fanout, mending):
        patch.setattr(module, "attempt", lambda entry: f"{entry.number}.1")


def _unseeded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Draws, "_random", lambda self: Random())


def _room_for_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fanout, "_concurrency", lambda *_: 1)
    patch.setattr(FanOut, "has_room", property(lambda self: self.started < self.count))
    original = fanout.spread

    def spread(deciding_: Any, entry: Any, state: Any) -> Any:
        entry.fan_out.concurrency, cap = entry.fan_out.count + 5, entry.fan_out.concurrency
        try:
            return original(deciding_, entry, state)
        finally:
            entry.fan_out.concurrency = cap

    patch.setattr(fanout, "spread", spread)


def _late_facts_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Interpreter, "_fits", lambda self, fact: True)


def _timers_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Execution, "_stop_timer", lambda self, entry: None)


def _tasks_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mending, "abandon", lambda deciding_, tasks: [])


def _all_cancelled(patch: pytest.MonkeyPatch) -> None:
    def cancellation(events: Any) -> Any:
        abandoned = [event for event in events if type(event).__name__ == "TasksAbandoned"]
        return [issue.CancelTask(task) for event in abandoned for task in event.tasks]

    patch.setattr(interpreter, "cancellation", cancellation)


def _siblings_go_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(execution.tree, "below", lambda entry: iter(()))


def _owed_without_timers(patch: pytest.MonkeyPatch) -> None:
    original = issue.owed

    def owed(*arguments: Any) -> Any:
        return (command for command in original(*arguments) if not isinstance(command, issue.StartTimer))

    patch.setattr(interpreter, "owed", owed)


@pytest.mark.parametrize(
    "plant",
    [
        _ids_without_tries,
        _unseeded,
        _room_for_all,
        _late_facts_count,
        _timers_stay,
        _tasks_stay,
        _all_cancelled,
        _siblings_go_on,
        _owed_without_timers,
    ],
)
def test_a_planted_bug_is_found(plant: Callable[[pytest.MonkeyPatch], None], monkeypatch) -> None:
    """What these tests hold would be seen to break: each bug shows within 100 random executions."""
    plant(monkeypatch)
    with pytest.raises((AssertionError, HistoryError, KeyError)):
        for seed in range(100):
            holds(seed)
