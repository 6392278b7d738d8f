"""Steps that a person skips: outputs are recorded by hand, as a runner would, and the execution goes on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.workflow.executions.journal import Journal
from services.workflow.executions.steps import Steps
from services.workflow.executions.summary import Summary
from shared.contracts.messages.workflow import ExecutionRecord
from shared.states.history import events as ev
from shared.states.interpret.commands import Command, ReadItems, RunTask, WriteResults
from shared.states.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The execution that goes on for one that did not succeed."""

    execution: str
    begun: Sequence[ev.Fact | ev.Decision]
    """The history that it begins with."""
    at: datetime


class NothingToSkipError(Exception):
    """No step of that name is open; `str()` says which are."""


def open_steps(owed: Iterable[Command], *, state: str, task: str = "") -> tuple[str, ...]:
    """Return the ids of the open steps of a state, or of the one that is named.

    Args:
        owed: what the execution waits for.
        state: whose steps are meant.
        task: the id of one of them, as of one iteration of a Map; empty: all of the state.

    Raises:
        NothingToSkipError: there is none.
    """
    steps = [one for one in owed if isinstance(one, RunTask | ReadItems | WriteResults)]
    found = tuple(one.task for one in steps if one.state == state and task in ("", one.task))
    if not found:
        names = ", ".join(sorted({one.state for one in steps})) or "none"
        raise NothingToSkipError(f"state {state!r} has no open step to skip; states that have one: {names}")
    return found


@dataclass(frozen=True, slots=True)
class Skips:
    """Skips steps of one collection."""

    journal: Journal
    steps: Steps
    collection: str

    async def of_running(self, execution: str, tasks: Sequence[str], output: Json) -> int:
        """Record an output for steps of an execution that runs; return for how many it counts.

        Raises:
            BusError: unknown for which: ask again.
        """
        return sum([await self.steps.succeed(execution, task, output) for task in tasks])

    async def of_failed(self, known: Summary, again: Again, tasks: Sequence[str], output: Json) -> None:
        """Start a new execution that goes on after the steps that are skipped, as if they had given `output`.

        Outputs are recorded first: whoever takes the new execution up finds them, and asks no runner.

        Raises:
            BusError: unknown whether it was started: ask again for another one.
        """
        for task in tasks:
            await self.steps.succeed(again.execution, task, output)
        record = ExecutionRecord(
            collection=self.collection,
            workflow=known.workflow,
            execution=again.execution,
            first=0,
            rule=known.rule,
            events=(*again.begun, ev.ExecutionResumed(at=again.at, source=known.execution)),
        )
        await self.journal.append(record, after=0)
