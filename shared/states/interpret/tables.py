"""The tables of a running execution, and what its events do to them together."""

from datetime import datetime

from shared.states.definition.model import Definition
from shared.states.history import events as ev
from shared.states.interpret import tree
from shared.states.interpret.failure import Failure
from shared.states.interpret.tree import Entry, FanOut, Scope, Work


class Tables:
    """An execution as tables.

    `ready` is what the interpreter has to decide next, one piece of work for each scope, in order. `tasks`
    and `timers` are what the world still owes, by id.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.started: ev.ExecutionStarted | None = None
        self.resumed_at: datetime | None = None
        """When all tasks that were open then were given out anew."""
        self.ended: ev.Ending | None = None
        self.position = 0
        self.scopes: dict[str, Scope] = {}
        self.entries: dict[int, Entry] = {}
        self.tasks: dict[str, Entry] = {}
        self.timers: dict[str, tuple[datetime, Entry | None]] = {}
        self.ready: dict[str, Work] = {}

    def _go_on(self, entry: Entry, fan_out: FanOut) -> None:
        """What the fan-out needs next: more scopes, its results gathered, or nothing but time."""
        if isinstance(self.ready.get(entry.scope.id), tree.Mend):
            return  # The fan-out has failed; what its scopes still do counts no more.
        if fan_out.is_done:
            self.ready[entry.scope.id] = tree.Gather()
        elif fan_out.has_room:
            self.ready[entry.scope.id] = tree.Spread()
        else:
            self._settle(entry)

    def _break(self, entry: Entry, failure: Failure) -> None:
        """The fan-out fails; none of its other scopes goes on."""
        for scope in tree.below(entry):
            self.ready.pop(scope.id, None)
        self.ready[entry.scope.id] = tree.Mend(failure)

    def _end_scope(self, scope: Scope, parent: Entry) -> FanOut:
        fan_out = self._fan_out(parent)
        del fan_out.running[scope.index]
        self.scopes.pop(scope.id)
        self.ready.pop(scope.id, None)
        return fan_out

    def _fan_out(self, entry: Entry) -> FanOut:
        if entry.fan_out is None:
            raise KeyError(f"entry {entry.number} has no fan-out")
        return entry.fan_out

    def _settle(self, entry: Entry) -> None:
        self.ready.pop(entry.scope.id, None)

    def _start_timer(self, entry: Entry, timer: str, due: datetime) -> None:
        entry.timer = timer
        self.timers[timer] = (due, entry)

    def _close_task(self, entry: Entry) -> None:
        if entry.task is not None:
            self.tasks.pop(entry.task.task, None)
            self._stop_timer(entry)
        entry.task = None

    def _stop_timer(self, entry: Entry) -> None:
        if entry.timer is not None:
            self.timers.pop(entry.timer, None)
            entry.timer = None

    def _drop_entry(self, entry: Entry) -> None:
        self._drop_below(entry)
        entry.scope.entry = None
        self.entries.pop(entry.number)
        self.ready.pop(entry.scope.id, None)

    def _drop_below(self, entry: Entry) -> None:
        for scope in tree.below(entry):
            self.scopes.pop(scope.id, None)
            self.ready.pop(scope.id, None)
            if scope.entry is not None:
                self._close_task(scope.entry)
                self._stop_timer(scope.entry)
                self.entries.pop(scope.entry.number, None)
        self._close_task(entry)
        self._stop_timer(entry)
        entry.fan_out = None
