"""The dispatch of one schedule: each of its times starts one execution, or is named as skipped.

What becomes of a time is decided by one compare-and-set of the schedule's place, with the whole record of the
execution in it: whoever reads such a place begins the execution, and a log of an execution begins once. So
processes may be killed anywhere, and two may dispatch one schedule.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.workflow.definitions.book import DefinitionBook
from services.workflow.executions import actions
from services.workflow.executions.journal import Journal, OutrunError
from services.workflow.executions.running import may_run
from services.workflow.executions.store import SummaryStore
from services.workflow.schedules import state
from services.workflow.share.kept import Kept
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Bus
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.messages.workflow import Overlap, SchedulePlace, WorkflowSchedule
from shared.observability.clock import Clock
from shared.schedules.look import Missed, look
from shared.schedules.times import TimingError

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Figures:
    """What the dispatches of a process have done since it was started."""

    started: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleParts:
    """What the dispatches of all schedules share."""

    bus: Bus
    book: DefinitionBook
    journal: Journal
    store: SummaryStore
    clock: Clock
    figures: Figures
    started: Callable[[], None] = lambda: None


def kept_place(bus: Bus, schedule: WorkflowSchedule) -> Kept:
    """Return where the place of a schedule is kept."""
    return Kept(bus, workflow_key(schedule.collection, "schedule", schedule.schedule))


async def read_place(kept: Kept, schedule: WorkflowSchedule) -> SchedulePlace:
    """Return how far a schedule is. Raises BusError."""
    data = await kept.read()
    try:
        found = None if data is None else decode(SchedulePlace, data)
    except BadMessageError as error:
        log.error("the place of schedule %s makes no sense, and it begins anew: %s", schedule.schedule, error)
        found = None
    return state.place_of(schedule, found)


class ScheduleDispatch:
    """One schedule, as long as this process has it."""

    def __init__(self, schedule: WorkflowSchedule, parts: ScheduleParts) -> None:
        self.schedule = schedule
        self._parts = parts
        self._kept = kept_place(parts.bus, schedule)
        self._cancelled = ""
        self._look_at: datetime | None = None
        self.place = state.place_of(schedule, None)
        self.waits_for = ""
        """For what a time waits that has come; empty where none does."""

    async def begin(self) -> None:
        """Learn how far the schedule is, and begin what was decided. Raises BusError and OutrunError."""
        self.place = await read_place(self._kept, self.schedule)
        if self.place.starting is not None:
            await self._begin_execution()

    async def go_on(self) -> bool:
        """Decide on the next time that has come; tell whether another one may have.

        Raises:
            BusError: begin again.
            OutrunError: another process dispatches this schedule: begin again.
        """
        now = self._parts.clock.now()
        if self._look_at is not None and now < self._look_at:
            return False
        one = self.schedule
        try:
            found = look(
                one.schedule, one.timing, since=one.since, place=self.place.place, now=now, most=one.most
            )
        except TimingError as error:
            self.waits_for = f"a person: {error}"
            return False
        if found.missed is not None:
            await self._skip(found.missed, self._missed())
            return True
        if found.due is not None:
            return await self._take(found.due, now)
        self.waits_for, self._look_at = "", found.next_at
        return False

    async def _take(self, due: datetime, now: datetime) -> bool:
        """Start the execution for a time, skip it, or have it wait; tell whether it is decided."""
        one, parts = self.schedule, self._parts
        version = parts.book.newest(one.workflow)
        if version is None:
            await self._skip(_only(due), f"there is no workflow {one.workflow}")
            return True
        last = self.place.last
        if last and await may_run(parts.store, parts.journal, last):
            if one.overlap is Overlap.SKIP:
                await self._skip(_only(due), f"execution {last}, which was started before, still ran")
                return True
            if one.overlap is Overlap.CANCEL:
                await self._cancel(last, due, now)
            self.waits_for = f"the end of execution {last}"
            return False
        record = state.start_of(one, due, digest=version.digest, now=now)
        await self._keep(state.decided(self.place, due, record))
        parts.figures.started += 1
        await self._begin_execution()
        self.waits_for = ""
        return True

    async def _begin_execution(self) -> None:
        record = self.place.starting
        assert record is not None
        try:
            await self._parts.journal.append(record, after=0)
            self._parts.started()
        except OutrunError:
            log.info("schedule %s: %s was begun before", self.schedule.schedule, record.execution)
        await self._keep(state.begun(self.place))

    async def _cancel(self, execution: str, due: datetime, now: datetime) -> None:
        known = self._parts.store.get(execution)
        if known is None or self._cancelled == execution:
            return
        cause = f"Schedule {self.schedule.schedule} is due at {state.stamp(due)}, and ends the one before."
        try:
            await actions.cancel(
                self._parts.journal, known, collection=self.schedule.collection, cause=cause, now=now
            )
        except actions.OverError:
            return
        except OutrunError as error:
            log.info("schedule %s: %s", self.schedule.schedule, error)
            return
        self._cancelled = execution

    async def _skip(self, times: Missed, why: str) -> None:
        await self._keep(state.skipped(self.place, times, why))
        self._parts.figures.skipped += times.count
        log.warning("schedule %s: %d times skipped: %s", self.schedule.schedule, times.count, why)

    async def _keep(self, place: SchedulePlace) -> None:
        await self._kept.put(encode(place))
        self.place = place

    def _missed(self) -> str:
        return f"nobody was there, or the one before ran, and catch_up is {self.schedule.timing.catch_up}"


def _only(due: datetime) -> Missed:
    return Missed(first=due, last=due, count=1)
