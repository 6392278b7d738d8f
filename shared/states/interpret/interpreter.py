"""The interpreter of one execution: facts in, events to append and commands out. It does no input or output.

The caller appends the events of a turn to the execution's log with compare-and-set, and carries out the
commands only after that. When the append fails it drops the interpreter and reads the log again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from shared.states import errors
from shared.states.definition.model import Definition
from shared.states.expressions.engine import Engine, InProcess
from shared.states.history import events as ev
from shared.states.interpret import tree
from shared.states.interpret.commands import Command
from shared.states.interpret.decide import decide
from shared.states.interpret.deciding import Deciding
from shared.states.interpret.execution import Execution, HistoryError
from shared.states.interpret.issue import cancellation, command_of, owed
from shared.states.interpret.surroundings import Surroundings
from shared.states.limits import Limits
from shared.states.values import TooLargeError, check_size


@dataclass(frozen=True, slots=True)
class Turn:
    """What one fact led to. `first` is the position of the first event in the history.

    No events: the fact came too late or twice, and changes nothing. `more`: a bound cut the turn; ask
    `advance` after the events were appended.
    """

    first: int
    events: tuple[ev.Fact | ev.Decision, ...]
    commands: tuple[Command, ...]
    more: bool


class Interpreter:
    """The interpreter of one execution of one definition. `engine` evaluates its JSONata."""

    def __init__(self, definition: Definition, limits: Limits, engine: Engine | None = None) -> None:
        self._limits = limits
        self._engine = engine or InProcess()
        self._surroundings: Surroundings | None = None
        self.execution = Execution(definition)

    @classmethod
    def replay(
        cls,
        definition: Definition,
        limits: Limits,
        history: Iterable[ev.Fact | ev.Decision],
        engine: Engine | None = None,
    ) -> Self:
        """The interpreter after a history. HistoryError: the history is not of this definition."""
        interpreter = cls(definition, limits, engine)
        for event in history:
            interpreter._apply(event)
        return interpreter

    @property
    def is_over(self) -> bool:
        """Whether the execution has ended."""
        return self.execution.ended is not None

    def receive(self, fact: ev.Fact) -> Turn:
        """Receive takes a fact and decides what follows from it, at the time of the fact."""
        fact = self._bounded(fact)
        if not self._fits(fact):
            return Turn(self.execution.position, (), (), more=False)
        first = self.execution.position
        self._apply(fact)
        return self._turn(first, [fact], fact.at)

    def advance(self, now: datetime) -> Turn:
        """Advance decides what a turn that was cut left over, or a history that ends within a turn."""
        return self._turn(self.execution.position, [], now)

    def outstanding(self) -> Iterator[Command]:
        """All commands that the history gave and nothing answered: for a process that takes it over."""
        return owed(self.execution, self._limits)

    def _apply(self, event: ev.Fact | ev.Decision) -> None:
        if isinstance(event, ev.ExecutionStarted):
            if event.definition != self.execution.definition.digest:
                raise HistoryError("the history belongs to another version of the definition")
            self._surroundings = Surroundings(self.execution.definition, event, self._limits, self._engine)
        self.execution.apply(event)

    def _fits(self, fact: ev.Fact) -> bool:
        execution = self.execution
        if isinstance(fact, ev.ExecutionStarted):
            return execution.started is None
        if execution.started is None or execution.ended is not None:
            return False
        if isinstance(fact, ev.TimerFired):
            return fact.timer in execution.timers
        if isinstance(fact, ev.CancelRequested | ev.ExecutionResumed):
            return True
        entry = execution.tasks.get(fact.task)
        return entry is not None and not (isinstance(fact, ev.TaskStarted) and entry.task_started)

    def _bounded(self, fact: ev.Fact) -> ev.Fact:
        """An output that is too large is a failure of its task; it never enters the history."""
        if not isinstance(fact, ev.TaskSucceeded) or fact.task not in self.execution.tasks:
            return fact
        task = self.execution.tasks[fact.task].task
        reads = task is not None and task.action == "read-items"
        most = self._limits.result_bytes if reads else self._limits.payload_bytes
        try:
            check_size(fact.output, most, self._limits.payload_depth)
        except TooLargeError as error:
            cause = f"The output of the task is refused: {error}."
            return ev.TaskFailed(at=fact.at, task=fact.task, error=errors.DATA_LIMIT_EXCEEDED, cause=cause)
        return fact

    def _turn(self, first: int, events: list[ev.Fact | ev.Decision], now: datetime) -> Turn:
        if self._surroundings is not None:
            deciding = Deciding(self.execution, self._surroundings, self._limits, now)
            while self.execution.ready and len(events) < self._limits.decisions_at_once:
                events.extend(self._decide(deciding))
        commands: list[Command] = [*cancellation(events)]
        commands += filter(None, (command_of(event, self.execution, self._limits) for event in events))
        return Turn(first, tuple(events), tuple(commands), more=bool(self.execution.ready))

    def _decide(self, deciding: Deciding) -> list[ev.Decision]:
        execution = self.execution
        scope_id, work = next(iter(execution.ready.items()))
        if execution.position >= self._limits.history_events and not isinstance(work, tree.End):
            cause = f"The history has {execution.position} events, which is the most an execution may have."
            execution.ready = {tree.ROOT: tree.End("failed", error=errors.RUNTIME, cause=cause)}
            return []
        decided = list(decide(deciding, execution.scopes[scope_id], work))
        for event in decided:
            execution.apply(event)
        return decided
