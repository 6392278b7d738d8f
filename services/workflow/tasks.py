"""The tasks of a workflow process: it follows what is said of executions and files, and carries on."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from services.workflow.context import WorkflowContext
from services.workflow.executions import actions
from services.workflow.executions.journal import OutrunError
from services.workflow.executions.summary import RUNNING
from services.workflow.share.partition import partition_of
from services.workflow.share.partitions import Share
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import BusError
from shared.bus.pubsub import PubSub
from shared.bus.retry_forever import retry_forever
from shared.contracts.messages.step import StepBeat

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""

AGE_MAX = timedelta(days=28)
"""Of a running execution: the stream of executions keeps 30 days (`shared.contracts.streams`)."""

KEPT = timedelta(days=30)

AGE_EVERY = 3600.0
"""Seconds between two looks at old executions."""

SILENCE = 3600.0
"""Seconds after which a mailbox without signs of life is listened to anew."""


async def run_tasks(
    context: WorkflowContext,
    *,
    pubsub: PubSub,
    instance: str,
    lease_seconds: float,
    ready: Callable[[], None],
) -> None:
    """Do everything until cancelled; `ready` is called once all that stood at the start is known."""
    known, heard, folded, listening = (asyncio.Event() for _ in range(4))
    share = Share(
        context.bus,
        collection=context.collection,
        instance=instance,
        seconds=lease_seconds,
        gained=context.engine.hold,
        lost=context.engine.leave,
    )

    async def begin() -> None:
        for event in (known, heard, folded, listening):
            await event.wait()
        ready()
        async with asyncio.TaskGroup() as group:
            group.create_task(share.run(), name="share")
            group.create_task(context.dispatcher.run(), name="dispatch rules")
            group.create_task(context.schedules.run(), name="dispatch schedules")
            group.create_task(_keep_young(context), name="age")

    async with asyncio.TaskGroup() as group:
        forever = {
            "follow definitions": partial(context.book.run, ready=known.set),
            "follow executions": partial(follow_records, context, heard),
            "follow results of steps": partial(follow_results, context, listening),
            "listen to steps": partial(listen_to_beats, context, pubsub),
        }
        for doing, action in forever.items():
            group.create_task(retry_forever(action, doing=doing, pause=RETRY), name=doing)
        group.create_task(context.followed.run(ready=folded.set), name="follow the log")
        group.create_task(context.engine.run(), name="carry on")
        group.create_task(begin(), name="begin")


async def follow_records(context: WorkflowContext, heard: asyncio.Event) -> None:
    """Take all records in, and tell the engine; `heard` is set once all that stood at the start is known."""
    head = await context.journal.head()
    if head < context.store.position:
        log.error("the executions on the server are others than those that were known: they are read anew")
        context.store.forget()
    context.store.prune((context.clock.now() - KEPT).isoformat())
    if head <= context.store.position:
        heard.set()
    async for sequence, record in context.journal.follow(after=context.store.position):
        summary = context.store.take(sequence, record)
        if summary is not None:
            context.engine.take(summary, record)
            if summary.ended_at is not None and summary.rule:
                context.dispatcher.bell.set()
                context.schedules.bell.set()
        context.moved.set()
        if sequence >= head:
            heard.set()


async def follow_results(context: WorkflowContext, listening: asyncio.Event) -> None:
    """Tell the engine what becomes of steps; what was before is looked up as executions are read."""
    await context.steps.begin()
    listening.set()
    async for execution, result in context.steps.follow(wanted=context.engine.holds):
        context.engine.hear(execution, result)


async def listen_to_beats(context: WorkflowContext, pubsub: PubSub) -> None:
    """Note signs of life of steps."""
    subject = context.topology.step_beat(context.collection, "*")
    async with pubsub.listen(subject) as mailbox:
        while True:
            try:
                heard = await mailbox.next(timeout=SILENCE)
                beat = None if heard is None else decode(StepBeat, heard.data)
            except (TimeoutError, BadMessageError):
                continue
            if beat is not None:
                context.engine.heartbeats.hear(beat.execution, beat.task)


async def _keep_young(context: WorkflowContext) -> None:
    """End executions before the stream forgets how they began."""
    while True:
        oldest = (context.clock.now() - AGE_MAX).isoformat()
        for one in context.store.page(
            "status = ? AND started_at < ?", (RUNNING, oldest), order="started_at", limit=1000, skip=0
        ):
            if partition_of(one.execution) in context.engine.held:
                await _end(context, one.execution)
        await asyncio.sleep(AGE_EVERY)


async def _end(context: WorkflowContext, execution: str) -> None:
    known = context.store.get(execution)
    if known is None or known.status != RUNNING:
        return
    cause = f"It ran longer than {AGE_MAX.days} days, and its history is kept for {KEPT.days}."
    try:
        await actions.cancel(
            context.journal, known, collection=context.collection, cause=cause, now=context.clock.now()
        )
    except (OutrunError, BusError) as error:
        log.info("execution %s is too old, and will be ended later: %s", execution, error)
