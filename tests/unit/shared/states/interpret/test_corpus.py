"""The corpus of workflows: each runs as its file says, and its history can be read again from any point."""

from pathlib import Path

import pytest

from shared.states.history import events as ev
from shared.states.interpret.interpreter import Interpreter
from testing.states.cases import Case, read_cases
from testing.states.world import World, ending, trace

CASES = read_cases(Path(__file__).parents[4] / "fixtures" / "states")
FACTS = (
    ev.ExecutionStarted,
    ev.TaskStarted,
    ev.TaskSucceeded,
    ev.TaskFailed,
    ev.HeartbeatMissed,
    ev.TimerFired,
    ev.CancelRequested,
)


@pytest.mark.parametrize("name", CASES)
def test_a_case_runs_as_it_says(name: str) -> None:
    """The execution ends as expected, by way of the expected history."""
    case = CASES[name]
    world = case.world().run(case.input)
    found = ending(world)
    if "cause" not in case.expect:
        found.pop("cause", None)
    assert found == case.expect
    assert trace(world.history) == case.history


@pytest.mark.parametrize("name", CASES)
def test_a_case_goes_on_from_any_point_of_its_history(name: str) -> None:
    """Read up to any event, a history leads to the same further decisions, and to no command twice."""
    case = CASES[name]
    world = case.world().run(case.input)
    for cut in range(1, len(world.history)):
        _goes_on(case, world, cut)
    given = [command for command in world.commands if hasattr(command, "task") or hasattr(command, "timer")]
    assert len({repr(command) for command in given}) == len(given)


def _goes_on(case: Case, world: World, cut: int) -> None:
    limits = case.world().interpreter._limits
    history = world.history
    interpreter = Interpreter.replay(world.definition, limits, history[:cut])
    expected = []
    for event in history[cut:]:
        if isinstance(event, FACTS):
            break
        expected.append(event)
    decided = list(interpreter.advance(history[cut - 1].at).events)
    assert decided == expected[: len(decided)]
    assert decided or not expected
