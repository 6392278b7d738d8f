"""States of a schedule: what is kept of it, and the executions that it starts. Pure."""

from datetime import UTC, datetime

from blake3 import blake3

from services.workflow.rules.pending import ID_BYTES
from shared.contracts.messages.workflow import (
    LINE_MAX,
    SKIPS_MAX,
    ExecutionRecord,
    SchedulePlace,
    SkippedTimes,
    WorkflowSchedule,
)
from shared.schedules.look import Missed
from shared.states.history.events import ExecutionStarted

MARK = "schedule:"
"""Begins what an execution says of who started it: no rule is called so."""


def place_of(schedule: WorkflowSchedule, kept: SchedulePlace | None) -> SchedulePlace:
    """Return how far a schedule is. One that begins anew still has to begin what was decided before."""
    if kept is not None and kept.since == schedule.since:
        return kept
    starting = None if kept is None else kept.starting
    last = "" if kept is None else kept.last
    return SchedulePlace(since=schedule.since, place=schedule.since, last=last, starting=starting)


def execution_of(schedule: WorkflowSchedule, due: datetime) -> str:
    """Return the id of the one execution that a schedule starts for one time."""
    since, at = (one.astimezone(UTC).isoformat() for one in (schedule.since, due))
    named = f"{schedule.collection}\nschedule\n{schedule.schedule}\n{since}\n{at}"
    return blake3(named.encode()).hexdigest(length=ID_BYTES)


def start_of(schedule: WorkflowSchedule, due: datetime, *, digest: str, now: datetime) -> ExecutionRecord:
    """Return the record that starts the execution for one time.

    Args:
        schedule: that starts it.
        due: the time.
        digest: of the definition.
        now: the time, UTC.
    """
    execution, at = execution_of(schedule, due), stamp(due)
    started = ExecutionStarted(
        at=now,
        execution=execution,
        name=f"{schedule.schedule}@{at}",
        workflow=schedule.workflow,
        definition=digest,
        input={"schedule": schedule.schedule, "due": at, "payload": schedule.payload},
        seed=execution,
    )
    return ExecutionRecord(
        collection=schedule.collection,
        workflow=schedule.workflow,
        execution=execution,
        first=0,
        rule=f"{MARK}{schedule.schedule}",
        events=(started,),
    )


def decided(place: SchedulePlace, due: datetime, record: ExecutionRecord) -> SchedulePlace:
    """Return the place once it is decided that a time has an execution."""
    changed = {
        "place": due,
        "started": place.started + 1,
        "last": record.execution,
        "starting": record,
    }
    return place.model_copy(update=changed)


def begun(place: SchedulePlace) -> SchedulePlace:
    """Return the place once what was decided is known to have begun."""
    return place.model_copy(update={"starting": None})


def skipped(place: SchedulePlace, times: Missed, why: str) -> SchedulePlace:
    """Return the place after times that have no execution; rows of one reason are one."""
    row = SkippedTimes(first=times.first, last=times.last, count=times.count, why=why[:LINE_MAX])
    before = place.skips
    if before and before[-1].why == row.why and before[-1].last == place.place:
        merged = {"last": row.last, "count": before[-1].count + row.count}
        row, before = before[-1].model_copy(update=merged), before[:-1]
    changed = {
        "place": times.last,
        "skipped": place.skipped + times.count,
        "skips": (*before, row)[-SKIPS_MAX:],
    }
    return place.model_copy(update=changed)


def stamp(at: datetime) -> str:
    """Return a time as people read it: to the second, or finer where it is."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
