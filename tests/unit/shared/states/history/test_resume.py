"""An execution that did not succeed is taken up where it failed, with what it had recorded."""

from datetime import timedelta

import pytest

from shared.states.history import events as ev
from shared.states.history.resume import resumed
from shared.states.interpret import commands as cmd
from shared.states.interpret.interpreter import Interpreter
from testing.states.world import LIMITS, START, World, ending, started

LATER = START + timedelta(days=1)


def task(resource: str, **fields) -> dict:
    """A Task state."""
    return {"Type": "Task", "Resource": resource, **fields}


CHAIN = {
    "StartAt": "A",
    "States": {
        "A": task("urn:a", Next="B"),
        "B": task("urn:b", TimeoutSeconds=30, Retry=[{"ErrorEquals": ["E"], "MaxAttempts": 1}], Next="C"),
        "C": task("urn:c", End=True),
    },
}


def take_up(world: World) -> tuple[Interpreter, list[cmd.Command]]:
    """The new execution, and all that it is owed."""
    history = resumed(world.history, "run-2", "again")
    interpreter = Interpreter.replay(world.definition, LIMITS, history)
    interpreter.receive(ev.ExecutionResumed(at=LATER, source="run-1"))
    return interpreter, list(interpreter.outstanding())


@pytest.mark.parametrize("answer", [{"error": "E"}, {"silent": True}, {"hangs": True}])
def test_the_failed_task_is_tried_again_with_what_was_recorded(answer: dict) -> None:
    """The failed task alone is given out, with the output of the one before; then the execution goes on."""
    world = World(CHAIN, {"urn:a": [{"output": 1}], "urn:b": [answer]}).run({})
    assert ending(world)["status"] == "failed"
    interpreter, owed = take_up(world)
    assert [(command.resource, command.arguments) for command in owed] == [("urn:b", 1)]
    turn = interpreter.receive(ev.TaskSucceeded(at=LATER, task=owed[0].task, output=2))
    assert [command.resource for command in turn.commands] == ["urn:c"]
    started_ = interpreter.execution.started
    assert started_ is not None
    assert (started_.execution, started_.name) == ("run-2", "again")


def test_retries_begin_anew() -> None:
    """A task that is taken up has all its retries again."""
    world = World(CHAIN, {"urn:b": [{"error": "E"}]}).run({})
    interpreter, owed = take_up(world)
    turn = interpreter.receive(ev.TaskFailed(at=LATER, task=owed[0].task, error="E"))
    assert isinstance(turn.commands[0], cmd.StartTimer)
    assert not interpreter.is_over


def test_time_outs_begin_anew() -> None:
    """The time-outs of the execution and of its tasks count from when it is taken up."""
    world = World({**CHAIN, "TimeoutSeconds": 10}, {"urn:b": [{"hangs": True}]}).run({})
    assert ending(world) == {"status": "timed-out"}
    _, owed = take_up(world)
    timers = [command.due for command in owed if isinstance(command, cmd.StartTimer)]
    assert timers == [LATER + timedelta(seconds=10)]


def test_an_aborted_execution_is_taken_up_with_all_its_open_tasks() -> None:
    """Branches that were cut off go on beside each other."""
    branches = [{"StartAt": name, "States": {name: task(f"urn:{name}", End=True)}} for name in "ab"]
    definition = {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": branches, "End": True}}}
    world = World(definition, {})
    world.history += world.interpreter.receive(started(world.definition, {})).events
    done = next(event.task for event in world.history if isinstance(event, ev.TaskScheduled))
    for fact in (ev.TaskSucceeded(at=START, task=done, output=1), ev.CancelRequested(at=START)):
        world.history += world.interpreter.receive(fact).events
    _, owed = take_up(world)
    assert [command.resource for command in owed] == ["urn:b"]


def test_a_failed_branch_brings_back_its_siblings() -> None:
    """The tasks that were given up with a failed branch are open again, and done ones are not."""
    branches = [{"StartAt": name, "States": {name: task(f"urn:{name}", End=True)}} for name in "abc"]
    definition = {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": branches, "End": True}}}
    tasks = {"urn:a": [{"output": 1}], "urn:b": [{"hangs": True}], "urn:c": [{"error": "E"}]}
    _, owed = take_up(World(definition, tasks).run({}))
    assert sorted(command.resource for command in owed) == ["urn:b", "urn:c"]


def test_a_state_that_failed_by_itself_fails_again() -> None:
    """Nothing recorded before is lost, and nothing is asked of the world."""
    definition = {
        "StartAt": "A",
        "States": {"A": task("urn:a", Next="F"), "F": {"Type": "Fail", "Error": "Bad"}},
    }
    interpreter, owed = take_up(World(definition, {}).run({}))
    assert owed == [cmd.Fail("Bad", "")]
    assert interpreter.is_over


def test_what_succeeded_is_not_taken_up() -> None:
    """A succeeded or a running execution has nothing to take up."""
    world = World(CHAIN, {}).run({})
    for history in (world.history, world.history[:-1]):
        with pytest.raises(ValueError, match="only an execution that failed"):
            resumed(history, "run-2", "again")
