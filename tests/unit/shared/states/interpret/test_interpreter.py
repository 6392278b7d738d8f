"""The interpreter takes facts in any order and any number, and ends once."""

from datetime import timedelta

import pytest

from shared.contracts.messages.workflow import ExecutionRecord
from shared.states.history import events as ev
from shared.states.interpret import commands as cmd
from shared.states.interpret.execution import HistoryError
from shared.states.interpret.interpreter import Interpreter
from testing.states.world import LIMITS, START, World, ending, started

TASK = {"Type": "Task", "Resource": "urn:a", "End": True}
ONE = {"StartAt": "A", "States": {"A": {**TASK, "TimeoutSeconds": 30}}}
SECOND = timedelta(seconds=1)


def begin(definition=ONE, input_=None) -> Interpreter:
    """An interpreter whose execution has started."""
    interpreter = World(definition, {}).interpreter
    interpreter.receive(started(interpreter.execution.definition, input_ or {}))
    return interpreter


def test_a_fact_that_comes_twice_changes_nothing() -> None:
    """Whatever comes late or again gives neither events nor commands."""
    interpreter = begin()
    done = ev.TaskSucceeded(at=START, task="1.1", output=1)
    assert interpreter.receive(ev.TaskStarted(at=START, task="1.1")).events
    assert interpreter.receive(ev.TaskStarted(at=START, task="1.1")).events == ()
    assert interpreter.receive(ev.TaskSucceeded(at=START, task="9.9", output=1)).events == ()
    assert interpreter.receive(done).events
    for late in (
        done,
        ev.TaskFailed(at=START, task="1.1", error="E"),
        ev.TimerFired(at=START, timer="1.1/timeout"),
        ev.CancelRequested(at=START),
        started(interpreter.execution.definition, {}),
    ):
        turn = interpreter.receive(late)
        assert (turn.events, turn.commands) == ((), ())


def test_the_time_out_counts_from_the_start_of_the_work() -> None:
    """A task that waits in a queue has no timer yet; the one it gets at its start is the only one."""
    interpreter = begin()
    assert not any(isinstance(command, cmd.StartTimer) for command in interpreter.outstanding())
    turn = interpreter.receive(ev.TaskStarted(at=START + SECOND, task="1.1"))
    assert turn.commands == (cmd.StartTimer("1.1/timeout", START + 31 * SECOND),)


def test_a_time_out_cancels_the_task() -> None:
    """The runner of a task that ran too long is told to end it."""
    interpreter = begin()
    interpreter.receive(ev.TaskStarted(at=START, task="1.1"))
    turn = interpreter.receive(ev.TimerFired(at=START + 30 * SECOND, timer="1.1/timeout"))
    assert cmd.CancelTask("1.1") in turn.commands
    assert isinstance(turn.commands[-1], cmd.Fail)


def test_a_cancelled_execution_ends_and_gives_up_its_tasks() -> None:
    """Cancelling ends all open tasks at once, at any depth."""
    processor = {"StartAt": "T", "States": {"T": TASK}}
    interpreter = begin(
        {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": processor, "End": True}}}, [1, 2]
    )
    turn = interpreter.receive(ev.CancelRequested(at=START, cause="no longer wanted"))
    cancelled = [command for command in turn.commands if isinstance(command, cmd.CancelTask)]
    assert len(cancelled) == 2
    assert turn.commands[-1] == cmd.Fail("", "no longer wanted", aborted=True)
    assert list(interpreter.outstanding()) == [turn.commands[-1]]


def test_what_is_owed_can_be_asked_for() -> None:
    """A process that takes an execution over is told every command without an answer, and no other."""
    branches = [
        {"StartAt": name, "States": {name: state}}
        for name, state in (
            ("A", TASK),
            ("B", {**TASK, "Resource": "urn:b"}),
            ("W", {"Type": "Wait", "Seconds": 5, "End": True}),
        )
    ]
    interpreter = begin(
        {
            "StartAt": "P",
            "TimeoutSeconds": 99,
            "States": {"P": {"Type": "Parallel", "Branches": branches, "End": True}},
        }
    )
    tasks = [command for command in interpreter.outstanding() if isinstance(command, cmd.RunTask)]
    interpreter.receive(ev.TaskSucceeded(at=START, task=tasks[0].task, output=1))
    owed = list(interpreter.outstanding())
    assert [command.resource for command in owed if isinstance(command, cmd.RunTask)] == ["urn:b"]
    assert {command.due for command in owed if isinstance(command, cmd.StartTimer)} == {
        START + 5 * SECOND,
        START + 99 * SECOND,
    }


def test_a_turn_is_bounded() -> None:
    """A turn decides so many events and no more; the rest is decided when it is asked for."""
    limits = LIMITS.model_copy(update={"decisions_at_once": 10})
    states = {f"S{n}": {"Type": "Pass", "Next": f"S{n + 1}"} for n in range(20)}
    states["S20"] = {"Type": "Succeed"}
    world = World({"StartAt": "S0", "States": states}, {}, limits)
    turn = world.interpreter.receive(started(world.definition, 7))
    sizes = []
    while turn.more:
        sizes.append(len(turn.events))
        turn = world.interpreter.advance(START)
    assert max(sizes) <= 11
    assert turn.commands == (cmd.Complete(7),)


def test_a_map_that_cannot_fit_into_the_history_fails_before_it_begins() -> None:
    """The cause says how many events lack; a Catch by name takes it, and a Map that just fits runs."""
    limits = LIMITS.model_copy(update={"history_events": 52})
    each = {"StartAt": "I", "States": {"I": {"Type": "Task", "Resource": "urn:a", "End": True}}}
    catch = [{"ErrorEquals": ["States.DataLimitExceeded"], "ResultPath": "$.error", "Next": "Told"}]
    states = {
        "M": {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": each, "End": True, "Catch": catch},
        "Told": {"Type": "Pass", "End": True},
    }
    world = World({"StartAt": "M", "States": states}, {}, limits)
    turn = world.interpreter.receive(started(world.definition, {"items": list(range(11))}))
    assert [type(one) for one in turn.events].count(ev.ScopeStarted) == 0
    assert isinstance(turn.commands[-1], cmd.Complete)
    assert (
        "11 iterations of 5 events or more, and the history has room for 50"
        in turn.commands[-1].output["error"]["Cause"]
    )
    world = World({"StartAt": "M", "States": states}, {}, limits)
    turn = world.interpreter.receive(started(world.definition, {"items": list(range(10))}))
    assert [type(one) for one in turn.events].count(ev.TaskScheduled) == 10


def test_an_output_that_is_too_large_never_enters_the_history() -> None:
    """The fact that is recorded is the failure."""
    interpreter = begin()
    turn = interpreter.receive(ev.TaskSucceeded(at=START, task="1.1", output="x" * LIMITS.payload_bytes))
    assert isinstance(turn.events[0], ev.TaskFailed)
    assert turn.events[0].error == "States.DataLimitExceeded"


def test_a_history_of_another_definition_is_refused() -> None:
    """A history says which definition it belongs to."""
    world = World(ONE, {}).run({})
    other = World({**ONE, "Comment": "another"}, {}).definition
    with pytest.raises(HistoryError, match="another version"):
        Interpreter.replay(other, LIMITS, world.history)


@pytest.mark.parametrize("broken", ["again", "unknown", "end", "first"])
def test_a_history_that_cannot_be_is_refused(broken: str) -> None:
    """Events that fit nothing before them are an error, not a guess."""
    history = World(ONE, {}).run({}).history
    wrong = {
        "again": [*history[:3], history[2], *history[3:]],
        "unknown": [*history[:2], ev.WaitStarted(at=START, entry=5, timer="t", due=START)],
        "end": [*history, history[-1]],
        "first": history[1:],
    }[broken]
    with pytest.raises(HistoryError, match="event"):
        Interpreter.replay(World(ONE, {}).definition, LIMITS, wrong)


def test_events_survive_their_json() -> None:
    """A record of events is read back as it was written."""
    world = World(ONE, {"urn:a": [{"error": "E"}]}).run({"x": [1, None, "é"]})
    record = ExecutionRecord(
        collection="c", workflow="w", execution="run-1", first=0, events=tuple(world.history)
    )
    assert ExecutionRecord.model_validate_json(record.model_dump_json()) == record


def test_a_large_map_ends_right() -> None:
    """A thousand items with retries give their results in order, with 40 at once at most."""
    processor = {"StartAt": "T", "States": {"T": {**TASK, "Retry": [{"ErrorEquals": ["E"]}]}}}
    definition = {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": processor, "End": True}}}
    world = World(definition, {"urn:a": [{"error": "E"}, {"echo": True}, {"error": "E"}, {"echo": True}]})
    world.run(list(range(1000)))
    assert ending(world) == {"status": "succeeded", "output": list(range(1000))}
