"""What holds for every execution of a workflow, whatever its definition and the order of events."""

import json
from random import Random

from shared.states.definition.parse import parse_definition
from shared.states.history import events as ev
from shared.states.interpret import commands as cmd
from shared.states.interpret.interpreter import Interpreter
from shared.states.limits import Limits
from testing.states.random_machines import Machines
from testing.states.random_world import RandomWorld

SMALL = Limits(decisions_at_once=7)
"""Turns that are cut often, so that appends are lost and processes killed between their parts."""
ENDS = (ev.ExecutionSucceeded, ev.ExecutionFailed, ev.ExecutionTimedOut, ev.ExecutionAborted)


def world_of(seed: int, limits: Limits | None = None) -> RandomWorld:
    """A finished execution of a random definition, every other one in small turns."""
    random = Random(seed)
    limits = limits or (SMALL if seed % 2 else Limits())
    definition = parse_definition(json.dumps(Machines(random).definition()), limits)
    return RandomWorld(definition, limits, random).run()


def ends_once(world: RandomWorld) -> None:
    """The history has one end, at its end, and the world was told of one."""
    ends = [event for event in world.history if isinstance(event, ENDS)]
    assert len(ends) == 1
    assert world.history[-1] is ends[0]
    assert len(world.endings) == 1


def gives_no_command_twice(world: RandomWorld) -> None:
    """Every task and timer has an id of its own; what is cancelled was given, and never succeeded."""
    tasks = [command.task for command in world.given if isinstance(command, cmd.RunTask)]
    timers = [command.timer for command in world.given if isinstance(command, cmd.StartTimer)]
    cancelled = [command.task for command in world.given if isinstance(command, cmd.CancelTask)]
    for ids in (tasks, timers, cancelled):
        assert len(set(ids)) == len(ids)
    assert set(cancelled) <= set(tasks)
    succeeded = {event.task for event in world.history if isinstance(event, ev.TaskSucceeded)}
    assert not succeeded & set(cancelled)


def closes_every_task(world: RandomWorld) -> None:
    """Every task that was given has one end: an output, a failure, or being given up."""
    ended: list[str] = []
    for event in world.history:
        if isinstance(event, ev.TaskSucceeded | ev.TaskFailed | ev.HeartbeatMissed):
            ended.append(event.task)
        elif isinstance(event, ev.TasksAbandoned):
            ended.extend(event.tasks)
    scheduled = [event.task for event in world.history if isinstance(event, ev.TaskScheduled)]
    assert sorted(ended) == sorted(scheduled)


def decides_the_same_from_anywhere(world: RandomWorld, random: Random) -> None:
    """A process that reads any part of the history decides what the history says, random values included."""
    cuts = range(1, len(world.history))
    for cut in sorted(random.sample(cuts, min(12, len(cuts)))):
        interpreter = Interpreter.replay(world.definition, SMALL, world.history[:cut])
        decided = interpreter.advance(world.history[cut - 1].at).events
        expected = world.history[cut : cut + len(decided)]
        assert [_timeless(event) for event in decided] == [_timeless(event) for event in expected]


def _timeless(event: ev.Fact | ev.Decision) -> object:
    """An event without the times, which differ when a turn went on later."""
    return event.model_dump(exclude={"at", "due"})


def keeps_caps(world: RandomWorld) -> None:
    """No more scopes of a Map run at once than MaxConcurrency says, counted from the events alone."""
    caps: dict[int, int] = {}
    running: dict[int, set[str]] = {}
    entries: dict[int, str] = {}
    for event in world.history:
        match event:
            case ev.FanOutStarted():
                running[event.entry] = set()
                caps[event.entry] = event.concurrency
            case ev.ScopeStarted():
                running[event.entry].add(event.scope)
                assert len(running[event.entry]) <= caps[event.entry]
            case ev.StateEntered():
                entries[event.entry] = event.scope
            case ev.StateExited() if event.next is None:
                _end(running, entries[event.entry])
            case ev.ScopeFailed():
                _end(running, event.scope)


def _end(running: dict[int, set[str]], scope: str) -> None:
    for scopes in running.values():
        scopes.discard(scope)


def holds(seed: int) -> None:
    """All of it, for one seed."""
    world = world_of(seed)
    ends_once(world)
    gives_no_command_twice(world)
    closes_every_task(world)
    keeps_caps(world)
    decides_the_same_from_anywhere(world, Random(seed))
