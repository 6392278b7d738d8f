"""Steps that no runner has taken up: since when, and in which queue. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.messages.step import queue_of
from shared.states.history import events as ev
from shared.states.interpret.execution import Execution


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step in a queue."""

    state: str
    task: str
    queue: str
    """A site, or `shared.contracts.messages.step.ANY_RUNNER`."""
    since: datetime


def steps_waiting(execution: Execution) -> Iterator[WaitingStep]:
    """Yield the steps of an execution that were given out, and that nobody has begun."""
    for task, entry in execution.tasks.items():
        if entry.task is not None and not entry.task_started:
            since = max(entry.task.at, execution.resumed_at or entry.task.at)
            yield WaitingStep(entry.state.name, task, queue_of(entry.task.resource), since)


def waiting_in(history: Iterable[ev.Fact | ev.Decision]) -> list[WaitingStep]:
    """Return the steps that wait at the end of a history, the first given out before the others."""
    names: dict[int, str] = {}
    given: dict[str, WaitingStep] = {}
    begun: set[str] = set()
    for event in history:
        match event:
            case ev.StateEntered():
                names[event.entry] = event.state
            case ev.TaskScheduled():
                queue = queue_of(event.resource)
                given[event.task] = WaitingStep(names.get(event.entry, ""), event.task, queue, event.at)
            case ev.TaskStarted():
                begun.add(event.task)
            case ev.TaskSucceeded() | ev.TaskFailed() | ev.HeartbeatMissed():
                given.pop(event.task, None)
            case ev.TimerFired():
                given.pop(event.timer.removesuffix("/timeout"), None)
            case ev.TasksAbandoned():
                for task in event.tasks:
                    given.pop(task, None)
            case ev.ExecutionResumed():
                begun.clear()
                given = {
                    task: WaitingStep(one.state, task, one.queue, event.at) for task, one in given.items()
                }
            case (
                ev.ExecutionSucceeded()
                | ev.ExecutionFailed()
                | ev.ExecutionTimedOut()
                | ev.ExecutionAborted()
            ):
                return []
    return [one for task, one in given.items() if task not in begun]
