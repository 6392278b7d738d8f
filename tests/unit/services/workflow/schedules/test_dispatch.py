"""Each time of a schedule starts one execution or is named as skipped, whoever is killed at whatever step."""

import json
import random
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from services.workflow.definitions.book import DefinitionBook
from services.workflow.executions.journal import Journal, OutrunError
from services.workflow.executions.store import SummaryStore
from services.workflow.executions.summary import RUNNING
from services.workflow.schedules.dispatch import Figures, ScheduleDispatch, ScheduleParts
from services.workflow.schedules.state import execution_of
from shared.contracts.messages.workflow import (
    ExecutionRecord,
    Overlap,
    WorkflowSchedule,
    WorkflowVersion,
)
from shared.contracts.topology import Topology
from shared.schedules.times import times
from shared.schedules.timing import Timing
from shared.states.definition.parse import parse_definition
from shared.states.history import events as ev
from shared.states.limits import Limits
from testing.bus.memory import MemoryBus, MemoryServer

BEGIN = datetime(2026, 3, 28, 12, tzinfo=UTC)
TEXT = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
HOURLY = Timing(cron="0 * * * *", zone="Europe/Berlin")


def scheduled(timing=HOURLY, overlap=Overlap.SKIP):
    """Return a schedule that begins at the beginning."""
    return WorkflowSchedule(
        collection="kernels",
        schedule="hourly",
        workflow="w",
        timing=timing,
        overlap=overlap,
        payload={"n": 1},
        since=BEGIN,
        saved_at=BEGIN,
    )


class KilledError(Exception):
    """The process is gone."""


class FragileBus:
    """A bus whose process is killed at one of its writes: before it arrives, or before it is answered."""

    def __init__(self, bus):
        self._bus = bus
        self.left = None
        self.arrives = False

    def __getattr__(self, name):
        method = getattr(self._bus, name)
        if name not in ("publish", "create", "update"):
            return method

        async def write(*args, **options):
            if self.left == 0:
                if self.arrives:
                    await method(*args, **options)
                raise KilledError
            if self.left is not None:
                self.left -= 1
            return await method(*args, **options)

        return write


class WallClock:
    """A clock that goes as the test says."""

    at = BEGIN

    def now(self):
        return self.at

    def time_ns(self):
        return int(self.at.timestamp() * 1e9)


class Process:
    """One process' view: its own bus, its own memory of executions, which it hears of when told to."""

    def __init__(self, rack, number):
        self.bus = FragileBus(MemoryBus(rack.server, f"p{number}"))
        self.journal = Journal(self.bus, topology=rack.topology, collection="kernels")
        self.store = SummaryStore(":memory:")
        self.parts = ScheduleParts(
            bus=self.bus,
            book=rack.book,
            journal=self.journal,
            store=self.store,
            clock=rack.clock,
            figures=Figures(),
        )
        self.rack = rack
        self.dispatch = None

    def hear(self):
        """Hear of all executions."""
        for sequence, record in self.rack.records():
            if sequence > self.store.position:
                self.store.take(sequence, record)

    async def go(self, *, kill_after=None, arrives=False):
        """Dispatch as far as it goes, or up to a write at which the process is killed."""
        self.bus.left, self.bus.arrives = kill_after, arrives
        try:
            if self.dispatch is None:
                dispatch = ScheduleDispatch(self.rack.schedule, self.parts)
                await dispatch.begin()
                self.dispatch = dispatch
            while await self.dispatch.go_on():
                pass
        except (KilledError, OutrunError):
            self.dispatch = None
        finally:
            self.bus.left = None


class Rack:
    """One schedule, its workflow, and processes."""

    def __init__(self, schedule):
        self.schedule = schedule
        self.topology = Topology()
        self.server = MemoryServer(self.topology)
        self.clock = WallClock()
        bus = MemoryBus(self.server, "test")
        self.journal = Journal(bus, topology=self.topology, collection="kernels")
        self.book = DefinitionBook(bus, topology=self.topology, collection="kernels", limits=Limits())
        self.digest = parse_definition(TEXT, Limits()).digest
        self.all = SummaryStore(":memory:")

    async def save_workflow(self, *, retired=False):
        """Save the workflow, or retire it."""
        version = WorkflowVersion(
            collection="kernels",
            workflow="w",
            digest=self.digest,
            text=TEXT,
            saved_at=BEGIN,
            retired=retired,
        )
        await self.book.save(version)

    def records(self):
        """Return all records of all executions, each with its sequence."""
        return [
            (message.sequence, ExecutionRecord.model_validate_json(message.data))
            for message in self.server.stored("EXECUTIONS")
        ]

    def running(self):
        """Return the executions that run."""
        for sequence, record in self.records():
            if sequence > self.all.position:
                self.all.take(sequence, record)
        return [
            one
            for one in self.all.page("1", (), order="sequence", limit=10_000, skip=0)
            if one.status == RUNNING
        ]

    async def end_all(self):
        """End all executions that run."""
        for one in self.running():
            event = ev.ExecutionSucceeded(at=self.clock.now(), output=None)
            record = ExecutionRecord(
                collection="kernels",
                workflow="w",
                execution=one.execution,
                first=one.position,
                events=(event,),
            )
            await self.journal.append(record, after=one.sequence)

    def started(self):
        """Return the times that have an execution, as they were started."""
        return [
            datetime.fromisoformat(record.events[0].input["due"])
            for _, record in self.records()
            if record.first == 0
        ]

    async def check(self, process):
        """Hold the schedule to what it promises, as the last process to dispatch it has it."""
        place = process.dispatch.place
        due = []
        for one in times(self.schedule.timing, since=BEGIN, after=BEGIN):
            if one > place.place:
                break
            due.append(one)
        started = self.started()
        assert place.starting is None
        assert started == sorted(set(started))
        assert set(started) <= set(due)
        assert (place.started, place.skipped) == (len(started), len(due) - len(started))
        for row in place.skips:
            assert not [one for one in started if row.first <= one <= row.last]
            assert row.count == sum(row.first <= one <= row.last for one in due)


SEEDS = range(10)
HAPPENINGS = 60
"""Of one world: some ten times come, and as many processes are killed."""


def happenings(source):
    """Yield what happens in one world: time passes, executions end, processes hear, go on, are killed."""
    for _ in range(HAPPENINGS):
        match source.choice(("pass", "pass", "end", "hear", "go", "go", "kill", "jump")):
            case "pass":
                yield "pass", source.randint(1, 2 * 3600)
            case "jump":
                yield "pass", source.choice((-3600, -60, 60, 20 * 3600)) if source.random() < 0.3 else 0
            case "kill":
                yield "kill", (source.randrange(2), source.randrange(4), source.random() < 0.5)
            case what:
                yield what, source.randrange(2)


async def lived_through(schedule, source):
    """Live through what happens to two processes, then let one end it in peace."""
    rack = Rack(schedule)
    await rack.save_workflow()
    processes = [Process(rack, 0), Process(rack, 1)]
    for what, which in happenings(source):
        match what:
            case "pass":
                rack.clock.at += timedelta(seconds=which)
            case "end":
                await rack.end_all()
            case "hear":
                processes[which].hear()
            case "go":
                await processes[which].go()
            case "kill":
                number, writes, arrives = which
                await processes[number].go(kill_after=writes, arrives=arrives)
        assert len(rack.running()) <= 1
    rack.clock.at = max(rack.clock.at, BEGIN) + timedelta(days=3)
    last = Process(rack, 2)
    for _ in range(5):
        await rack.end_all()
        last.hear()
        await last.go()
    with closing(rack.all), closing(last.store):
        await rack.check(last)
    for one in processes:
        one.store.close()
    return rack


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("overlap", Overlap)
async def test_each_time_starts_once_or_is_named_as_skipped(overlap, seed):
    """Kills at each write, clocks that jump over a change of the hour, and two processes at once."""
    source = random.Random(seed)
    catch_up = source.randint(1, 3) if overlap is Overlap.QUEUE else source.randint(0, 1)
    changed = {"catch_up": catch_up, "jitter_seconds": source.choice((0, 900))}
    await lived_through(scheduled(HOURLY.model_copy(update=changed), overlap), source)


async def overlapped(overlap, catch_up=1):
    """Return a rack whose first execution runs as three more times come, and its process."""
    rack = Rack(scheduled(HOURLY.model_copy(update={"catch_up": catch_up}), overlap))
    await rack.save_workflow()
    process = Process(rack, 0)
    for hours in (1, 1, 1, 1):
        rack.clock.at += timedelta(hours=hours)
        await process.go()
        process.hear()
    return rack, process


async def test_a_time_is_skipped_where_the_one_before_runs():
    """Whose fault it was is told with the times."""
    rack, process = await overlapped(Overlap.SKIP)
    (row,) = process.dispatch.place.skips
    first = execution_of(rack.schedule, BEGIN + timedelta(hours=1))
    assert (row.count, row.why) == (3, f"execution {first}, which was started before, still ran")
    assert process.dispatch.place.last == first
    await rack.check(process)


async def test_times_wait_where_the_schedule_says_so():
    """So many as are made up wait, the newest; each is started once the one before has ended."""
    rack, process = await overlapped(Overlap.QUEUE, catch_up=2)
    assert "the end of execution" in process.dispatch.waits_for
    assert process.dispatch.place.skipped == 1
    for _ in range(2):
        await rack.end_all()
        process.hear()
        await process.go()
    assert rack.started() == [BEGIN + timedelta(hours=hours) for hours in (1, 3, 4)]
    await rack.check(process)


async def test_the_one_before_is_ended_where_the_schedule_says_so():
    """It is asked to end once, and the next one begins when it has."""
    rack, process = await overlapped(Overlap.CANCEL)
    asked = [
        event.cause
        for _, record in rack.records()
        for event in record.events
        if isinstance(event, ev.CancelRequested)
    ]
    assert len(asked) == 1
    assert "hourly is due at 2026-03-28T14:00:00Z" in asked[0]
    await rack.end_all()
    process.hear()
    await process.go()
    assert rack.started()[-1] == BEGIN + timedelta(hours=4)
    await rack.check(process)


async def test_times_without_a_workflow_are_skipped_with_words():
    """A workflow that was retired starts nothing, and nothing of it is made up later."""
    rack = Rack(scheduled())
    await rack.save_workflow()
    await rack.save_workflow(retired=True)
    process = Process(rack, 0)
    rack.clock.at += timedelta(hours=1)
    await process.go()
    assert process.dispatch.place.skips[0].why == "there is no workflow w"
    assert rack.started() == []


async def test_a_schedule_that_begins_anew_still_begins_what_was_decided():
    """A process that died between its decision and the start leaves the whole record."""
    rack = Rack(scheduled())
    await rack.save_workflow()
    rack.clock.at += timedelta(hours=1)
    await Process(rack, 0).go(kill_after=1)
    assert rack.started() == []
    rack.schedule = rack.schedule.model_copy(update={"since": rack.clock.at})
    other = Process(rack, 1)
    await other.go()
    assert rack.started() == [BEGIN + timedelta(hours=1)]
    assert other.dispatch.place.since == rack.clock.at
