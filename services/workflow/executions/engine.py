"""The engine: carries on the executions whose partitions this process holds.

Whatever it knows is in logs on the bus: it may be killed at any moment, and another one goes on. Two engines
that both think they hold an execution do no harm: one of them loses the compare-and-set, and reads again.
"""

import asyncio
import logging
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TypeGuard

from services.workflow.definitions.book import NoDefinitionError
from services.workflow.executions.heartbeats import Heartbeats
from services.workflow.executions.journal import OutrunError
from services.workflow.executions.live import LiveExecution, Loader, Placed
from services.workflow.executions.steps import JOB_BYTES_MAX, Result, Steps
from services.workflow.executions.store import SummaryStore
from services.workflow.executions.summary import RUNNING, Summary
from services.workflow.executions.timers import Due, Timers
from services.workflow.executions.waiting import WaitingStep, steps_waiting
from services.workflow.share.partition import partition_of
from shared.bus.port import BusError
from shared.contracts.messages.step import ANY_RUNNER, StepFailed, StepStarted, StepSucceeded
from shared.contracts.messages.workflow import ExecutionRecord
from shared.observability.clock import Clock
from shared.service.task_group import together
from shared.states.errors import DATA_LIMIT_EXCEEDED
from shared.states.history import events as ev
from shared.states.interpret.commands import CancelTask, Command, ReadItems, RunTask, StartTimer, WriteResults
from shared.states.interpret.execution import HistoryError

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=1)
"""Before an execution is read again whose bus or log failed: not at once, or a dead server would be asked
without end."""

BEGUN_MAX = 500
"""First records that are kept until their executions are taken up: the others are read. A tenth of the
executions that are in memory at all, each of which has its input, too."""

LOOK_EVERY = 60.0
"""Seconds between two looks at steps that no runner has taken up."""

COMMANDS_AT_ONCE = 32
"""Of one execution: a Map gives out and takes up hundreds of steps, and each is a word with the server."""

NO_RUNNER = "Runner.Missing"

STUCK_MAX = 1_000
"""Executions that are remembered as stuck."""


@dataclass(slots=True)
class Figures:
    """What an engine has done since it was started."""

    turns: int = 0
    loaded: int = 0
    outrun: int = 0
    given: int = 0
    """Steps that were put into a queue."""
    stuck: dict[str, str] = field(default_factory=dict)
    """Why executions cannot be carried on, by execution: a person must look."""


class Engine:
    """Carries executions on. `hold` and `leave` say which; `take` and `hear` tell what happened."""

    def __init__(
        self,
        *,
        loader: Loader,
        store: SummaryStore,
        steps: Steps,
        clock: Clock,
        at_once: int,
        loaded_max: int,
        queue_seconds: float,
    ) -> None:
        self.figures = Figures()
        self.timers = Timers(clock)
        self.heartbeats = Heartbeats(clock, self.timers)
        self._loader = loader
        self._store = store
        self._steps = steps
        self._clock = clock
        self._room = asyncio.Semaphore(at_once)
        self._loaded_max = loaded_max
        self._queued_max = timedelta(seconds=queue_seconds)
        self._held: set[int] = set()
        self._live: OrderedDict[str, LiveExecution] = OrderedDict()
        self._begun: dict[str, Placed] = {}
        """First records of executions that were heard and not taken up yet."""
        self._inbox: defaultdict[str, deque[ev.Fact | None]] = defaultdict(deque)
        self._working: set[str] = set()
        self._group: asyncio.TaskGroup | None = None

    @property
    def held(self) -> frozenset[int]:
        """The partitions that this process works on."""
        return frozenset(self._held)

    @property
    def loaded(self) -> int:
        """Executions that are in memory."""
        return len(self._live)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for execution in list(self._inbox):
                self._wake(execution)
            group.create_task(self._look_at_queues(), name="steps without runners")
            await self.timers.run(self._due)

    def waiting(self) -> Iterator[tuple[str, WaitingStep]]:
        """Yield the steps that no runner has taken up, of executions in memory, each after its execution."""
        for name, live in list(self._live.items()):
            for step in steps_waiting(live.interpreter.execution):
                yield name, step

    def hold(self, partition: int) -> None:
        """Work on a partition from now on."""
        if partition not in self._held:
            self._held.add(partition)
            for known in self._store.running():
                if partition_of(known.execution) == partition:
                    self.post(known.execution, None)

    def leave(self, partition: int) -> None:
        """Leave a partition to others."""
        self._held.discard(partition)
        for execution in [one for one in self._live if partition_of(one) == partition]:
            del self._live[execution]

    def take(self, summary: Summary, record: ExecutionRecord) -> None:
        """Hear that a record was appended to an execution, by whomever."""
        live = self._live.get(summary.execution)
        if summary.status != RUNNING:
            self._live.pop(summary.execution, None)
            self._begun.pop(summary.execution, None)
            self.heartbeats.end(summary.execution)
            self.figures.stuck.pop(summary.execution, None)
        elif live is None or live.sequence < summary.sequence:
            if record.first == 0 and len(self._begun) < BEGUN_MAX and self.holds(summary.execution):
                self._begun[summary.execution] = (summary.sequence, record)
            self.post(summary.execution, None)

    def hear(self, execution: str, result: Result) -> None:
        """Hear what became of a step."""
        fact = self._fact(result)
        if fact is not None:
            self.post(execution, fact)

    def post(self, execution: str, fact: ev.Fact | None) -> None:
        """Give a fact to an execution of this engine; None: look at its log, and go on from there."""
        if self.holds(execution):
            self._inbox[execution].append(fact)
            self._wake(execution)

    def holds(self, execution: str) -> bool:
        """Tell whether this process carries an execution on."""
        return partition_of(execution) in self._held

    def _wake(self, execution: str) -> None:
        if execution not in self._working and self._group is not None:
            self._working.add(execution)
            self._group.create_task(self._work(execution), name=f"execution {execution}")

    def _due(self, due: Due) -> None:
        now = self._clock.now()
        if due.kind == "again":
            self.post(due.execution, None)
        elif due.kind == "timer":
            self.post(due.execution, ev.TimerFired(at=now, timer=due.name))
        elif self.heartbeats.is_missed(due.execution, due.name):
            self.post(due.execution, ev.HeartbeatMissed(at=now, task=due.name))

    async def _work(self, execution: str) -> None:
        inbox = self._inbox[execution]
        try:
            async with self._room:
                while inbox and self.holds(execution):
                    await self._step(execution, inbox)
            self._trim()
        except (OutrunError, BusError) as error:
            log.info("execution %s is read again: %s", execution, error)
            self.figures.outrun += isinstance(error, OutrunError)
            self._live.pop(execution, None)
            self.timers.add(self._clock.now() + AGAIN_AFTER, Due(execution, "again"))
        except (NoDefinitionError, HistoryError) as error:
            self._live.pop(execution, None)
            self._note_stuck(execution, str(error))
        except Exception as error:
            # One execution that cannot be carried on is no reason to carry on no other.
            log.exception("execution %s failed within the engine, which is our fault", execution)
            self._live.pop(execution, None)
            self._note_stuck(execution, f"our fault, please report it: {error!r}")
        finally:
            self._begun.pop(execution, None)
            # What is left is in the log, or comes when the execution is read again.
            self._working.discard(execution)
            self._inbox.pop(execution, None)

    async def _step(self, execution: str, inbox: deque[ev.Fact | None]) -> None:
        known, live = self._store.get(execution), self._live.get(execution)
        if known is None or known.status != RUNNING:
            inbox.clear()
            return
        if live is None or (inbox[0] is None and live.sequence < known.sequence):
            live = await self._load(known, inbox)
        facts = await self._facts(live, inbox)
        while facts and not live.interpreter.is_over:
            self.figures.turns += 1
            await self._carry_out(live, await live.decide(live.receive(facts)))
        if live.interpreter.is_over:
            # It stays until its end is heard: else each record of it that is heard late has it read again.
            inbox.clear()

    async def _facts(self, live: LiveExecution, inbox: deque[ev.Fact | None]) -> deque[ev.Fact]:
        """Take the facts that have come, up to the next look at the log."""
        facts: deque[ev.Fact] = deque()
        if inbox and inbox[0] is None:
            inbox.popleft()
        while inbox and (fact := inbox[0]) is not None:
            inbox.popleft()
            if not _is_want_of_runner(fact) or await self._withdrawn(live, fact.task):
                facts.append(fact)
        return facts

    async def _load(self, known: Summary, inbox: deque[ev.Fact | None]) -> LiveExecution:
        """Read an execution, decide what is left to be decided, and see to all that it still waits for."""
        live = await self._loader.load(known, self._begun.pop(known.execution, None))
        self.figures.loaded += 1
        is_new = live.interpreter.execution.position == 1
        decided = await live.decide(live.interpreter.advance(self._clock.now()))
        cancelled = [one for one in decided if isinstance(one, CancelTask)]
        await self._carry_out(live, cancelled)
        self._live[known.execution] = live
        owed = list(live.interpreter.outstanding())
        await self._carry_out(live, [one for one in owed if is_new or isinstance(one, StartTimer)])
        if not is_new:
            steps = [one for one in owed if isinstance(one, RunTask | ReadItems | WriteResults)]
            await together(steps, partial(self._see_to, live, inbox), most=COMMANDS_AT_ONCE)
        return live

    async def _see_to(
        self, live: LiveExecution, inbox: deque[ev.Fact | None], command: RunTask | ReadItems | WriteResults
    ) -> None:
        """Take the result of an open task where there is one, else make sure that it is in its queue."""
        result = await self._steps.result(live.execution, command.task)
        fact = None if result is None else self._fact(result)
        if fact is not None:
            inbox.append(fact)
        if not isinstance(result, StepSucceeded | StepFailed):
            await self._carry_out(live, [command])
            started = live.interpreter.execution.tasks[command.task].task_started
            if isinstance(command, RunTask) and started:
                self.heartbeats.begin(live.execution, command.task, command.heartbeat_seconds)

    async def _carry_out(self, live: LiveExecution, commands: Sequence[Command]) -> None:
        # A step is cancelled after it was given out, where facts that came together did both.
        for _, some in groupby(commands, key=lambda one: isinstance(one, CancelTask)):
            await together(list(some), partial(self._carry_out_one, live), most=COMMANDS_AT_ONCE)

    async def _carry_out_one(self, live: LiveExecution, command: Command) -> None:
        match command:
            case RunTask() | ReadItems() | WriteResults():
                self.figures.given += 1
                if not await self._steps.give(
                    live.workflow, live.execution, command, generation=live.generation
                ):
                    self.post(live.execution, self._too_large(command.task))
            case CancelTask():
                await self._steps.cancel(live.execution, command.task)
            case StartTimer():
                self.timers.add(command.due, Due(live.execution, "timer", command.timer))
                if command.timer.endswith("/timeout"):
                    self._begin_heartbeat(live, command.timer.removesuffix("/timeout"))

    async def _look_at_queues(self) -> None:
        """Fail steps that no runner takes up for too long, until cancelled."""
        while True:
            self.fail_overdue()
            await asyncio.sleep(LOOK_EVERY)

    def fail_overdue(self) -> None:
        """Fail the steps that no runner has taken up for too long."""
        now = self._clock.now()
        for execution, step in self.waiting():
            if now - step.since > self._queued_max:
                self.post(execution, self._overdue(step, now))

    def _overdue(self, step: WaitingStep, now: datetime) -> ev.TaskFailed:
        who = "runner" if step.queue == ANY_RUNNER else f"runner at {step.queue}"
        cause = (
            f"No {who} took the step up since {step.since:%Y-%m-%dT%H:%M:%SZ}: start one there, or have "
            "`Resource` name another site; SPICERACK_WORKFLOW_QUEUE_SECONDS bounds the wait."
        )
        return ev.TaskFailed(at=now, task=step.task, error=NO_RUNNER, cause=cause)

    async def _withdrawn(self, live: LiveExecution, task: str) -> bool:
        """Take the step back before it fails for want of a runner: one may have begun just now."""
        entry = live.interpreter.execution.tasks.get(task)
        return (
            entry is not None and not entry.task_started and await self._steps.withdraw(live.execution, task)
        )

    def _too_large(self, task: str) -> ev.TaskFailed:
        cause = (
            f"The task's arguments take more than {JOB_BYTES_MAX} bytes: pass a path instead of a content."
        )
        return ev.TaskFailed(at=self._clock.now(), task=task, error=DATA_LIMIT_EXCEEDED, cause=cause)

    def _begin_heartbeat(self, live: LiveExecution, task: str) -> None:
        # A task with a heartbeat has a time-out too: the language gives it one.
        entry = live.interpreter.execution.tasks.get(task)
        if entry is not None and entry.task is not None:
            self.heartbeats.begin(live.execution, task, entry.task.heartbeat_seconds)

    def _fact(self, result: Result) -> ev.Fact | None:
        """Return the fact that a result is. Its time is ours: clocks of hosts are never compared."""
        now = self._clock.now()
        match result:
            case StepStarted():
                return ev.TaskStarted(at=now, task=result.task)
            case StepSucceeded():
                return ev.TaskSucceeded(at=now, task=result.task, output=result.output)
            case StepFailed():
                return ev.TaskFailed(at=now, task=result.task, error=result.error, cause=result.cause)
        return None

    def _trim(self) -> None:
        over = len(self._live) - self._loaded_max
        if over > 0:
            idle = [one for one in self._live if one not in self._working]
            for execution in idle[:over]:
                del self._live[execution]
            # They are read again, so that steps of theirs that nobody takes up are seen.
            for execution in idle[:over]:
                self.timers.add(self._clock.now() + self._queued_max, Due(execution, "again"))

    def _note_stuck(self, execution: str, why: str) -> None:
        log.error("execution %s cannot be carried on: %s", execution, why)
        if len(self.figures.stuck) < STUCK_MAX:
            self.figures.stuck[execution] = why


def _is_want_of_runner(fact: ev.Fact) -> TypeGuard[ev.TaskFailed]:
    return isinstance(fact, ev.TaskFailed) and fact.error == NO_RUNNER
