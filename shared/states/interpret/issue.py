"""Commands that follow from events, and those that an execution is still owed."""

from collections.abc import Iterator, Sequence

from shared.states import errors
from shared.states.history import events as ev
from shared.states.interpret.commands import (
    CancelTask,
    Command,
    Complete,
    Fail,
    ReadItems,
    RunTask,
    StartTimer,
    WriteResults,
)
from shared.states.interpret.execution import EXECUTION_TIMER, Execution
from shared.states.interpret.tree import Entry
from shared.states.limits import Limits


def command_of(event: ev.Fact | ev.Decision, execution: Execution, limits: Limits) -> Command | None:
    """The command that an event gives, unless what followed in the same turn made it needless."""
    match event:
        case ev.TaskScheduled():
            entry = execution.tasks.get(event.task)
            return None if entry is None else _task(event, entry, limits)
        case ev.WaitStarted() | ev.RetryScheduled():
            return _timer(event.timer, execution)
        case ev.TaskStarted():
            return _timer(f"{event.task}/timeout", execution)
        case ev.ExecutionStarted() | ev.ExecutionResumed():
            return _timer(EXECUTION_TIMER, execution)
        case ev.ExecutionSucceeded() | ev.ExecutionFailed() | ev.ExecutionTimedOut() | ev.ExecutionAborted():
            return _ending(event)
    return None


def cancellation(events: Sequence[ev.Fact | ev.Decision]) -> list[Command]:
    """Cancellations of abandoned tasks; a task that was given out in the same turn needs none."""
    given_now = {event.task for event in events if isinstance(event, ev.TaskScheduled)}
    return [
        CancelTask(task)
        for event in events
        if isinstance(event, ev.TasksAbandoned)
        for task in event.tasks
        if task not in given_now
    ]


def owed(execution: Execution, limits: Limits) -> Iterator[Command]:
    """All commands without an answer: tasks, timers, and the news that the execution is over."""
    if execution.ended is not None:
        yield _ending(execution.ended)
    for entry in execution.tasks.values():
        if entry.task is not None:
            yield _task(entry.task, entry, limits)
    for timer, (due, _) in execution.timers.items():
        yield StartTimer(timer, due)


def _task(event: ev.TaskScheduled, entry: Entry, limits: Limits) -> Command:
    name = entry.state.name
    if event.action == "run":
        return RunTask(
            event.task,
            name,
            event.resource,
            event.arguments,
            event.credentials,
            event.timeout_seconds,
            event.heartbeat_seconds,
        )
    if event.action == "read-items":
        return ReadItems(event.task, name, event.resource, event.arguments, event.config, limits.map_items)
    results = tuple(entry.fan_out.results) if entry.fan_out is not None else ()
    return WriteResults(event.task, name, event.resource, event.arguments, event.config, results)


def _timer(timer: str, execution: Execution) -> Command | None:
    found = execution.timers.get(timer)
    return None if found is None else StartTimer(timer, found[0])


def _ending(event: ev.Ending) -> Command:
    match event:
        case ev.ExecutionSucceeded():
            return Complete(event.output)
        case ev.ExecutionFailed():
            return Fail(event.error, event.cause)
        case ev.ExecutionTimedOut():
            return Fail(errors.TIMEOUT, "The execution ran longer than TimeoutSeconds.")
        case ev.ExecutionAborted():
            return Fail("", event.cause, aborted=True)
