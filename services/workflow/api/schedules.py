"""Routes about schedules: when which workflow is started."""

from datetime import datetime

from fastapi import APIRouter

from services.workflow.api.parameters import PREFIX, NamePart, OfWorkflow
from services.workflow.api.workflows import ADMINS, READS
from services.workflow.schedules.dispatch import kept_place, read_place
from shared.bus.port import BusError, WrongLastSequenceError
from shared.contracts.http.workflows import ScheduleBody, ScheduleRow
from shared.contracts.messages.workflow import Overlap, WorkflowSchedule
from shared.schedules.times import TimingError, check, next_times
from shared.states.values import TooLargeError, check_size
from shared.web.problem import BusyError, MalformedError, NotFoundError, RefusedError, problems

PAYLOAD_BYTES_MAX = 64 * 1024
"""Of a schedule's payload: it is kept with the place, beside what else an execution begins with."""

router = APIRouter(prefix=f"{PREFIX}/workflow-schedules", tags=["schedules"])


@router.get("", dependencies=READS, responses=problems(503))
async def list_schedules(context: OfWorkflow) -> list[ScheduleRow]:
    """All schedules: how far each is, its next times, and what it skipped."""
    return [await _row(context, one) for one in context.book.schedules()]


@router.get("/{name}", dependencies=READS, responses=problems(404, 503))
async def read_schedule(context: OfWorkflow, name: NamePart) -> ScheduleRow:
    """One schedule."""
    return await _row(context, _known(context, name))


@router.put("/{name}", dependencies=ADMINS, responses=problems(404, 409, 422, 503))
async def save_schedule(context: OfWorkflow, name: NamePart, body: ScheduleBody) -> ScheduleRow:
    """Save a schedule; the answer has the next times. With another timing it begins anew from now."""
    if context.book.newest(body.workflow) is None:
        raise NotFoundError(f"no workflow {body.workflow}: save it before the schedule that starts it")
    now = context.clock.now()
    since = _since(context.book.schedule(name), body, now)
    _check(context, body, since)
    one = WorkflowSchedule(
        collection=context.collection,
        schedule=name,
        workflow=body.workflow,
        timing=body.timing,
        overlap=body.overlap,
        payload=body.payload,
        since=since,
        enabled=body.enabled,
        saved_at=now,
    )
    await _save(context, one)
    return await _row(context, one)


@router.delete("/{name}", dependencies=ADMINS, responses=problems(404, 409), status_code=204)
async def remove_schedule(context: OfWorkflow, name: NamePart) -> None:
    """Remove a schedule; what it started goes on."""
    one = _known(context, name)
    await _save(context, one.model_copy(update={"removed": True, "saved_at": context.clock.now()}))


def _since(before: WorkflowSchedule | None, body: ScheduleBody, now: datetime) -> datetime:
    """Return when a schedule begins: what came while it was off, or had other times, was not missed."""
    if body.since is not None:
        return body.since
    goes_on = before is not None and before.enabled and before.timing.due == body.timing.due
    return before.since if before is not None and goes_on else now


def _check(context: OfWorkflow, body: ScheduleBody, since: datetime) -> None:
    if since.tzinfo is None:
        raise MalformedError("since: say the time with its offset from UTC, as 2027-01-01T03:00:00Z")
    try:
        check(body.timing, since=since)
        check_size(body.payload, PAYLOAD_BYTES_MAX, context.limits.payload_depth)
    except TimingError as error:
        raise MalformedError(str(error)) from error
    except TooLargeError as error:
        raise MalformedError(f"payload: {error}") from error
    catch_up = body.timing.catch_up
    if body.overlap is Overlap.QUEUE and catch_up == 0:
        raise MalformedError("catch_up: a queue of 0 holds no time: say 1 or more, or another overlap")
    if body.overlap is not Overlap.QUEUE and catch_up > 1:
        raise MalformedError(
            f"catch_up: of {catch_up} times that are made up, each would find the one before running: "
            "say overlap queue, or 1"
        )


def _known(context: OfWorkflow, name: str) -> WorkflowSchedule:
    one = context.book.schedule(name)
    if one is None:
        raise NotFoundError(f"no schedule {name}: list them with GET {PREFIX}/workflow-schedules")
    return one


async def _save(context: OfWorkflow, one: WorkflowSchedule) -> None:
    try:
        await context.book.save_schedule(one)
    except WrongLastSequenceError as error:
        raise RefusedError(
            f"somebody else saved schedule {one.schedule} just now: look, and try again"
        ) from error
    except BusError as error:
        raise BusyError(f"unknown whether it was saved, ask again: {error}") from error
    context.schedules.bell.set()


async def _row(context: OfWorkflow, one: WorkflowSchedule) -> ScheduleRow:
    try:
        place = await read_place(kept_place(context.bus, one), one)
    except BusError as error:
        raise BusyError(f"how far schedule {one.schedule} is cannot be read now: {error}") from error
    dispatch = context.schedules.dispatches.get(one.schedule)
    after = max(place.place, context.clock.now())
    return ScheduleRow(
        **one.model_dump(exclude={"schema_version", "collection", "removed"}),
        next=next_times(one.timing, since=one.since, after=after) if one.enabled else (),
        place=place.place,
        started=place.started,
        skipped=place.skipped,
        skips=place.skips,
        last=place.last,
        here=dispatch is not None,
        waits_for="" if dispatch is None else dispatch.waits_for,
    )
