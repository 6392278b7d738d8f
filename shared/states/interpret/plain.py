"""Decisions about Pass, Succeed, Fail, Choice, Wait and Task."""

from datetime import UTC, datetime, timedelta
from typing import Final

from shared.states import errors
from shared.states.definition.model import Choice, Fail, Pass, Succeed, Task, Wait
from shared.states.definition.simple import DEFAULT_TIMEOUT, LONGEST_SECONDS
from shared.states.errors import StateError
from shared.states.expressions.timestamps import parse_timestamp
from shared.states.history import events as ev
from shared.states.interpret import data
from shared.states.interpret.deciding import Deciding, Events, attempt
from shared.states.interpret.tree import Entry
from shared.states.values import Json

_EARLIEST: Final = datetime(2, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9998, 12, 31, tzinfo=UTC)
"""Times that a history can hold: people write the end of the year 9999 for never."""


def begin_pass(deciding: Deciding, entry: Entry, state: Pass) -> Events:
    """A Pass state gives its Result, else its input after Parameters."""
    view = deciding.view(entry, "begin")
    if state.data.jsonata:
        return deciding.exit(entry, data.passed(state.data, view), state.next)
    result = data.arguments(state.data, view) if state.result is None else state.result.value
    found = data.outcome(state.data, view, result, deciding.limits.payload_bytes)
    return deciding.exit(entry, found, state.next)


def begin_succeed(deciding: Deciding, entry: Entry, state: Succeed) -> Events:
    """A Succeed state ends its level."""
    return deciding.exit(entry, data.passed(state.data, deciding.view(entry, "begin")), None)


def begin_fail(deciding: Deciding, entry: Entry, state: Fail) -> Events:
    """A Fail state fails its level."""
    view = deciding.view(entry, "begin")
    error = "" if state.error is None else data.text(state.error, view, "Error")
    cause = "" if state.cause is None else data.text(state.cause, view, "Cause")
    return [ev.ScopeFailed(at=deciding.now, scope=entry.scope.id, error=error, cause=cause)]


def begin_choice(deciding: Deciding, entry: Entry, state: Choice) -> Events:
    """A Choice goes where the first rule that holds says, else to Default."""
    view = deciding.view(entry, "begin")
    seen = view.of(data.effective_input(state.data, view))
    for rule in state.rules:
        if rule.condition.holds(seen):
            return deciding.exit(entry, data.passed(state.data, view, rule), rule.next)
    if state.default is None:
        raise StateError(errors.NO_CHOICE_MATCHED, f"No rule of '{state.name}' holds, and it has no Default.")
    return deciding.exit(entry, data.passed(state.data, view), state.default)


def begin_wait(deciding: Deciding, entry: Entry, state: Wait) -> Events:
    """A Wait starts its timer; a timestamp of the past fires at once."""
    view = deciding.view(entry, "begin")
    seen = view.of(data.effective_input(state.data, view))
    if state.until:
        text = data.text(state.value, seen, "Timestamp")
        try:
            due = parse_timestamp(text)
        except (ValueError, OverflowError) as error:
            raise StateError(errors.RUNTIME, f"Timestamp cannot be read: {error}.") from error
    else:
        seconds = data.whole_number(state.value, seen, "Seconds", 0, LONGEST_SECONDS)
        due = deciding.now + timedelta(seconds=seconds)
    due = min(max(due, _EARLIEST), _LATEST)
    timer = f"{attempt(entry)}/wait"
    return [ev.WaitStarted(at=deciding.now, entry=entry.number, timer=timer, due=due)]


def end_wait(deciding: Deciding, entry: Entry, state: Wait) -> Events:
    """A Wait whose time has come is left with its input."""
    return deciding.exit(entry, data.passed(state.data, deciding.view(entry, "end")), state.next)


def begin_task(deciding: Deciding, entry: Entry, state: Task) -> Events:
    """A Task is given out. With a heartbeat and no time-out of its own, the language says 60 seconds."""
    task = attempt(entry)
    view = deciding.view(entry, "begin", task=task)
    seen = view.of(data.effective_input(state.data, view))
    heartbeat = timeout = None
    if state.heartbeat is not None:
        heartbeat = data.whole_number(state.heartbeat, seen, "HeartbeatSeconds", 1, LONGEST_SECONDS)
        timeout = DEFAULT_TIMEOUT
    if state.timeout is not None:
        timeout = data.whole_number(state.timeout, seen, "TimeoutSeconds", 1, LONGEST_SECONDS)
    return [
        ev.TaskScheduled(
            at=deciding.now,
            entry=entry.number,
            task=task,
            resource=state.resource,
            arguments=data.arguments(state.data, view),
            credentials=None if state.credentials is None else state.credentials.read(seen),
            timeout_seconds=timeout,
            heartbeat_seconds=heartbeat,
        )
    ]


def end_task(deciding: Deciding, entry: Entry, state: Task, result: Json) -> Events:
    """A Task whose work gave a result is left."""
    found = data.outcome(state.data, deciding.view(entry, "end"), result, deciding.limits.payload_bytes)
    return deciding.exit(entry, found, state.next)
