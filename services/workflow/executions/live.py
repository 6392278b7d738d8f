"""Live executions: an interpreter beside the log that it appends to."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from services.workflow.definitions.book import DefinitionBook
from services.workflow.executions.journal import Journal, OutrunError
from services.workflow.executions.summary import Summary
from shared.contracts.messages.workflow import ExecutionRecord
from shared.states.expressions.engine import Engine
from shared.states.history import events as ev
from shared.states.interpret.commands import Command
from shared.states.interpret.execution import HistoryError
from shared.states.interpret.interpreter import Interpreter, Turn
from shared.states.limits import Limits

EVENTS_TOGETHER = 200
"""Events of facts that came together, above which a record takes no more of them."""

OUTPUT_BYTES_TOGETHER = 128 * 1024
"""Bytes of outputs, likewise: outputs stand in a record twice or three times, which shall be one message."""

Placed = tuple[int, ExecutionRecord]
"""A record, after its sequence in the stream."""


@dataclass(slots=True)
class LiveExecution:
    """One execution in memory. After any failure it is dropped, and read again from its log."""

    collection: str
    workflow: str
    execution: str
    interpreter: Interpreter
    sequence: int
    """Of the record that was appended last."""
    journal: Journal

    @property
    def generation(self) -> int:
        """How many executions made files that started the next, before this one."""
        started = self.interpreter.execution.started
        return 0 if started is None else started.generation

    def receive(self, facts: deque[ev.Fact]) -> Turn:
        """Take facts, the first at least, and decide what follows from them: one turn, as large as a record
        may be. What is left in `facts` is for the next.
        """
        first = self.interpreter.execution.position
        events: list[ev.Fact | ev.Decision] = []
        commands: list[Command] = []
        while True:
            turn = self.interpreter.receive(facts.popleft())
            events += turn.events
            commands += turn.commands
            if turn.more or not facts or self.interpreter.is_over or _is_full(events):
                return Turn(first, tuple(events), tuple(commands), more=turn.more)

    async def append(self, turn: Turn) -> None:
        """Append the events of a turn. Raises OutrunError and BusError: drop the execution then."""
        record = ExecutionRecord(
            collection=self.collection,
            workflow=self.workflow,
            execution=self.execution,
            first=turn.first,
            events=turn.events,
        )
        self.sequence = await self.journal.append(record, after=self.sequence)

    async def decide(self, turn: Turn) -> Sequence[Command]:
        """Append all that a turn and those after it decide; return their commands."""
        commands: list[Command] = []
        while True:
            if turn.events:
                await self.append(turn)
            commands += turn.commands
            if not turn.more:
                return commands
            turn = self.interpreter.advance(turn.events[-1].at)


class Loader:
    """Reads executions from their logs."""

    def __init__(
        self, *, collection: str, journal: Journal, book: DefinitionBook, limits: Limits, engine: Engine
    ) -> None:
        self._collection = collection
        self._journal = journal
        self._book = book
        self._limits = limits
        self._engine = engine

    async def load(self, known: Summary, begun: Placed | None = None) -> LiveExecution:
        """Return an execution as its log has it; `begun` is its first record, where that was just heard.

        Raises:
            NoDefinitionError, HistoryError: it cannot be carried on; a person must look.
            OutrunError: its log is not there (any more).
            BusError: try again.
        """
        definition = await self._book.definition(known.digest)
        if begun is not None and begun[0] == known.sequence:
            records = [begun]
        else:
            records = await self._journal.read(known.workflow, known.execution, records=known.records)
        if not records:
            raise OutrunError(f"execution {known.execution} has no log")
        interpreter = Interpreter.replay(
            definition, self._limits, history_of([record for _, record in records]), self._engine
        )
        sequence = records[-1][0]
        return LiveExecution(
            self._collection, known.workflow, known.execution, interpreter, sequence, self._journal
        )


def history_of(records: Sequence[ExecutionRecord]) -> list[ev.Fact | ev.Decision]:
    """Return the history that records hold together. Raises HistoryError: one of them lacks."""
    history: list[ev.Fact | ev.Decision] = []
    for record in records:
        if record.first != len(history):
            raise HistoryError(f"the record at event {len(history)} of {record.execution} is not there")
        history += record.events
    return history


def _is_full(events: Sequence[ev.Fact | ev.Decision]) -> bool:
    outputs = sum(one.size for one in events if isinstance(one, ev.StateExited))
    return len(events) >= EVENTS_TOGETHER or outputs >= OUTPUT_BYTES_TOGETHER
