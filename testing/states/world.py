"""A world for the interpreter: tasks that behave as a case says, and a clock that jumps to the next timer."""

import json
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from shared.states.definition.model import Definition
from shared.states.definition.parse import parse_definition
from shared.states.history import events as ev
from shared.states.interpret import commands as cmd
from shared.states.interpret.interpreter import Interpreter, Turn
from shared.states.limits import Limits
from shared.states.values import Json

START: Final = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
LIMITS: Final = Limits()

Work: TypeAlias = cmd.RunTask | cmd.ReadItems | cmd.WriteResults
Answer: TypeAlias = dict[str, Any]
"""How one call of a task goes: `output`, `error` and `cause`, `echo`, `silent`, `hangs`; its `seconds`."""


def started(
    definition: Definition, input_: Json, at: datetime = START, seed: str = "seed"
) -> ev.ExecutionStarted:
    """The first fact of an execution."""
    return ev.ExecutionStarted(
        at=at,
        execution="run-1",
        name="run",
        workflow="flow",
        definition=definition.digest,
        input=input_,
        seed=seed,
    )


class World:
    """Carries commands out one after another. `tasks` has the answers of each resource; the last stays."""

    def __init__(self, definition: Json, tasks: dict[str, list[Answer]], limits: Limits = LIMITS) -> None:
        self.definition = parse_definition(json.dumps(definition), limits)
        self.interpreter = Interpreter(self.definition, limits)
        self.history: list[ev.Fact | ev.Decision] = []
        self.commands: list[cmd.Command] = []
        self.now = START
        self._tasks = {resource: deque(answers) for resource, answers in tasks.items()}
        self._work: deque[Work] = deque()
        self._timers: dict[str, datetime] = {}

    def run(self, input_: Json) -> "World":
        """The execution from its start to its end, or until nothing goes on any more."""
        self._take(self.interpreter.receive(started(self.definition, input_)))
        while not self.interpreter.is_over:
            if self._work:
                self._answer(self._work.popleft())
            elif self._timers:
                timer = min(self._timers, key=lambda name: self._timers[name])
                self.now = max(self.now, self._timers.pop(timer))
                self._take(self.interpreter.receive(ev.TimerFired(at=self.now, timer=timer)))
            else:
                break
        return self

    def _take(self, turn: Turn) -> None:
        while True:
            self.history += turn.events
            for command in turn.commands:
                self.commands.append(command)
                if isinstance(command, cmd.StartTimer):
                    self._timers[command.timer] = command.due
                elif isinstance(command, cmd.RunTask | cmd.ReadItems | cmd.WriteResults):
                    self._work.append(command)
            if not turn.more:
                return
            turn = self.interpreter.advance(self.now)

    def _answer(self, command: Work) -> None:
        self._take(self.interpreter.receive(ev.TaskStarted(at=self.now, task=command.task)))
        answers = self._tasks.get(command.resource) or deque([{"echo": True}])
        answer = answers.popleft() if len(answers) > 1 else answers[0]
        self.now += timedelta(seconds=answer.get("seconds", 0))
        fact = fact_of(command, answer, self.now)
        if fact is not None:
            self._take(self.interpreter.receive(fact))


def fact_of(command: Work, answer: Answer, now: datetime) -> ev.Fact | None:
    """The fact that the answer makes of a command; None for a task that hangs."""
    task, output = command.task, command.arguments
    if "error" in answer and answer.get("when", output) == output:
        return ev.TaskFailed(at=now, task=task, error=answer["error"], cause=answer.get("cause", ""))
    if "silent" in answer:
        return ev.HeartbeatMissed(at=now, task=task)
    if "hangs" in answer:
        return None
    if "output" in answer:
        output = answer["output"]
    elif "size" in answer:
        output = "x" * answer["size"]
    elif isinstance(command, cmd.WriteResults):
        output = {"written": list(command.results)}
    return ev.TaskSucceeded(at=now, task=task, output=output)


def ending(world: World) -> dict[str, Any]:
    """How the execution ended, as cases say it."""
    last = world.interpreter.execution.ended
    match last:
        case ev.ExecutionSucceeded():
            return {"status": "succeeded", "output": last.output}
        case ev.ExecutionFailed():
            return {"status": "failed", "error": last.error, "cause": last.cause}
        case ev.ExecutionTimedOut():
            return {"status": "timed-out"}
        case ev.ExecutionAborted():
            return {"status": "aborted"}
        case _:
            return {"status": "running"}


def trace(history: list[ev.Fact | ev.Decision]) -> list[str]:
    """The history in short lines: what was entered, given out, retried, caught, left and failed."""
    names = {event.entry: event.state for event in history if isinstance(event, ev.StateEntered)}
    lines = (_line(event, names) for event in history)
    return [line for line in lines if line]


def _line(event: ev.Fact | ev.Decision, names: dict[int, str]) -> str:
    line = ""
    match event:
        case ev.StateEntered():
            line = f"enter {event.state}"
        case ev.TaskScheduled():
            line = f"{event.action} {event.resource}"
        case ev.RetryScheduled():
            line = f"retry {names[event.entry]} in {event.delay_seconds:g}s after {event.error}"
        case ev.WaitStarted():
            line = f"wait {max((event.due - event.at).total_seconds(), 0):g}s"
        case ev.FanOutStarted():
            line = f"fan out {names[event.entry]}: {event.count}, {event.concurrency} at once"
        case ev.TasksAbandoned():
            line = f"abandon {len(event.tasks)}"
        case ev.StateExited():
            caught = f" caught {event.error}" if event.caught is not None else ""
            line = f"exit {names[event.entry]}{caught}"
        case ev.ScopeFailed():
            line = f"fail {event.error}"
    return line
