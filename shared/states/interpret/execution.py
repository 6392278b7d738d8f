"""The state of an execution: the fold of its history. Applying an event evaluates and draws nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from shared.states import errors
from shared.states.definition.model import Map, Parallel
from shared.states.history import events as ev
from shared.states.interpret import tree
from shared.states.interpret.failure import Failure
from shared.states.interpret.tables import Tables
from shared.states.interpret.tolerance import beyond_tolerance, too_large
from shared.states.interpret.tree import Entry, FanOut, Scope

EXECUTION_TIMER: Final = "execution/timeout"
"""The id of the timer of the whole execution."""


_TRANSFERS: Final = {
    "read-items": errors.ITEM_READER_FAILED,
    "write-results": errors.RESULT_WRITER_FAILED,
}
"""The language's names for failures of a Map's reader and writer, whatever they said themselves."""


class HistoryError(ValueError):
    """An event does not fit the history before it: no interpreter of ours wrote it so. We must act."""


class Execution(Tables):
    """An execution as its events made it."""

    def apply(self, event: ev.Fact | ev.Decision) -> None:
        """Apply takes the next event of the history; HistoryError when it does not fit."""
        if self.ended is not None or (self.started is None) is not isinstance(event, ev.ExecutionStarted):
            raise HistoryError(f"event {self.position} ({event.kind}) cannot stand there")
        try:
            _APPLY[type(event)](self, event)
        except (KeyError, AttributeError) as error:
            raise HistoryError(
                f"event {self.position} ({event.kind}) fits nothing before it: {error}"
            ) from error
        self.position += 1

    def _execution_started(self, event: ev.ExecutionStarted) -> None:
        self.started = event
        root = Scope(tree.ROOT, self.definition.machine, None, 0, event.input, {})
        self.scopes[root.id] = root
        self.ready[root.id] = tree.Enter(root.machine.start_at)
        self._start_clock(event)

    def _start_clock(self, event: ev.ExecutionStarted | ev.ExecutionResumed) -> None:
        if self.definition.timeout_seconds is not None:
            due = event.at + timedelta(seconds=self.definition.timeout_seconds)
            self.timers[EXECUTION_TIMER] = (due, None)

    def _execution_resumed(self, event: ev.ExecutionResumed) -> None:
        self._start_clock(event)
        self.resumed_at = event.at
        for entry in self.tasks.values():
            self._stop_timer(entry)
            entry.task_started = False
            entry.retries.clear()

    def _state_entered(self, event: ev.StateEntered) -> None:
        scope = self.scopes[event.scope]
        if scope.entry is not None:
            raise KeyError(f"scope {event.scope} is in a state")
        entry = Entry(event.entry, scope, scope.machine.states[event.state], event.at)
        scope.entry = self.entries[entry.number] = entry
        self.ready[scope.id] = tree.Begin()

    def _task_scheduled(self, event: ev.TaskScheduled) -> None:
        entry = self.entries[event.entry]
        if entry.task is not None:
            raise KeyError(f"entry {event.entry} has an open task")
        entry.task, entry.task_started = event, False
        self.tasks[event.task] = entry
        self._settle(entry)

    def _task_started(self, event: ev.TaskStarted) -> None:
        entry = self.tasks[event.task]
        entry.task_started = True
        if entry.task is not None and entry.task.timeout_seconds is not None:
            due = event.at + timedelta(seconds=entry.task.timeout_seconds)
            self._start_timer(entry, f"{event.task}/timeout", due)

    def _task_succeeded(self, event: ev.TaskSucceeded) -> None:
        entry = self.tasks[event.task]
        reads = entry.task is not None and entry.task.action == "read-items"
        self._close_task(entry)
        self.ready[entry.scope.id] = tree.Items(event.output) if reads else tree.Finish(event.output)

    def _task_failed(self, event: ev.TaskFailed) -> None:
        entry = self.tasks[event.task]
        action = entry.task.action if entry.task is not None else "run"
        failure = Failure(event.error, event.cause, "task")
        if action in _TRANSFERS:
            failure = Failure(_TRANSFERS[action], f"{event.error}: {event.cause}", "task")
        self._fail_task(event.task, failure)

    def _heartbeat_missed(self, event: ev.HeartbeatMissed) -> None:
        cause = "The task's runner gave no sign of life within HeartbeatSeconds."
        self._fail_task(event.task, Failure(errors.HEARTBEAT_TIMEOUT, cause, "task"))

    def _fail_task(self, task: str, failure: Failure) -> None:
        entry = self.tasks[task]
        self._close_task(entry)
        self.ready[entry.scope.id] = tree.Mend(failure)

    def _timer_fired(self, event: ev.TimerFired) -> None:
        _, entry = self.timers.pop(event.timer)
        if entry is None:
            self._interrupt(tree.End("timed-out"))
            return
        entry.timer = None
        if event.timer.endswith("/timeout"):
            cause = "The task ran longer than TimeoutSeconds."
            self.ready[entry.scope.id] = tree.Mend(Failure(errors.TIMEOUT, cause, "task"))
        elif event.timer.endswith("/retry"):
            self.ready[entry.scope.id] = tree.Begin()
        else:
            self.ready[entry.scope.id] = tree.Finish(entry.input)

    def _cancel_requested(self, event: ev.CancelRequested) -> None:
        self._interrupt(tree.End("aborted", cause=event.cause))

    def _interrupt(self, end: tree.End) -> None:
        """The execution ends whatever else was to be decided."""
        self.ready = {tree.ROOT: end}

    def _tasks_abandoned(self, event: ev.TasksAbandoned) -> None:
        for task in event.tasks:
            self._close_task(self.tasks[task])

    def _wait_started(self, event: ev.WaitStarted) -> None:
        entry = self.entries[event.entry]
        self._start_timer(entry, event.timer, event.due)
        self._settle(entry)

    def _retry_scheduled(self, event: ev.RetryScheduled) -> None:
        entry = self.entries[event.entry]
        self._drop_below(entry)
        entry.retries[event.retrier] = entry.retries.get(event.retrier, 0) + 1
        entry.tries += 1
        self._start_timer(entry, event.timer, event.due)
        self._settle(entry)

    def _fan_out_started(self, event: ev.FanOutStarted) -> None:
        entry = self.entries[event.entry]
        state = entry.state
        assert isinstance(state, Parallel | Map)
        entry.fan_out = FanOut(
            machines=state.branches if isinstance(state, Parallel) else state.processor,
            count=event.count,
            input=event.input,
            items=event.items,
            keys=event.keys,
            concurrency=event.concurrency,
            most_bytes=event.most_bytes,
            tolerated_count=event.tolerated_count,
            tolerated_percentage=event.tolerated_percentage,
            results=[None] * event.count,
        )
        self._go_on(entry, entry.fan_out)

    def _scope_started(self, event: ev.ScopeStarted) -> None:
        entry = self.entries[event.entry]
        fan_out = self._fan_out(entry)
        machine = fan_out.machine(event.index)
        scope = Scope(event.scope, machine, entry, event.index, event.input, entry.scope.variables)
        scope.item = entry.scope.item
        if fan_out.items is not None:
            scope.item = {"Index": event.index, "Value": fan_out.items[event.index]}
            if fan_out.keys is not None:
                scope.item["Key"] = fan_out.keys[event.index]
        self.scopes[scope.id] = fan_out.running[event.index] = scope
        fan_out.started += 1
        self.ready[scope.id] = tree.Enter(machine.start_at)
        self._go_on(entry, fan_out)

    def _state_exited(self, event: ev.StateExited) -> None:
        entry = self.entries[event.entry]
        scope = entry.scope
        self._drop_entry(entry)
        scope.value = event.output
        scope.own.update(event.assigned or {})
        if event.next is not None:
            self.ready[scope.id] = tree.Enter(event.next)
        elif scope.parent is None:
            self.ready[scope.id] = tree.End("succeeded", output=event.output)
        else:
            fan_out = self._end_scope(scope, scope.parent)
            fan_out.results[scope.index] = event.output
            fan_out.size += event.size
            if fan_out.size > fan_out.most_bytes:
                self._break(scope.parent, too_large(fan_out))
            else:
                self._go_on(scope.parent, fan_out)

    def _scope_failed(self, event: ev.ScopeFailed) -> None:
        scope = self.scopes[event.scope]
        if scope.entry is not None:
            self._drop_entry(scope.entry)
        if scope.parent is None:
            self.ready[scope.id] = tree.End("failed", error=event.error, cause=event.cause)
            return
        fan_out = self._end_scope(scope, scope.parent)
        fan_out.failed += 1
        failure = beyond_tolerance(fan_out, event)
        if failure is None:
            self._go_on(scope.parent, fan_out)
        else:
            self._break(scope.parent, failure)

    def _execution_ended(self, event: ev.Ending) -> None:
        self.ended = event
        for table in (self.scopes, self.entries, self.tasks, self.timers, self.ready):
            table.clear()


_APPLY: Final[dict[type, Callable[[Execution, Any], None]]] = {
    ev.ExecutionStarted: Execution._execution_started,
    ev.TaskStarted: Execution._task_started,
    ev.TaskSucceeded: Execution._task_succeeded,
    ev.TaskFailed: Execution._task_failed,
    ev.HeartbeatMissed: Execution._heartbeat_missed,
    ev.TimerFired: Execution._timer_fired,
    ev.CancelRequested: Execution._cancel_requested,
    ev.ExecutionResumed: Execution._execution_resumed,
    ev.StateEntered: Execution._state_entered,
    ev.TaskScheduled: Execution._task_scheduled,
    ev.TasksAbandoned: Execution._tasks_abandoned,
    ev.WaitStarted: Execution._wait_started,
    ev.RetryScheduled: Execution._retry_scheduled,
    ev.FanOutStarted: Execution._fan_out_started,
    ev.ScopeStarted: Execution._scope_started,
    ev.StateExited: Execution._state_exited,
    ev.ScopeFailed: Execution._scope_failed,
    ev.ExecutionSucceeded: Execution._execution_ended,
    ev.ExecutionFailed: Execution._execution_ended,
    ev.ExecutionTimedOut: Execution._execution_ended,
    ev.ExecutionAborted: Execution._execution_ended,
}
