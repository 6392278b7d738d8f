"""Runners that are there, for those who ask why a step waits."""

from collections.abc import Sequence

from services.workflow.context import WorkflowContext
from services.workflow.executions.waiting import WaitingStep
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.port import BusError
from shared.contracts.bucket_keys import service_key
from shared.contracts.http.workflows import WaitingFor
from shared.contracts.messages.step import ANY_RUNNER
from shared.contracts.topology import Bucket
from shared.web.problem import BusyError

RUNNER = "runner"
"""The service's name, in its signs of life."""


async def waiting_for(context: WorkflowContext, steps: Sequence[WaitingStep]) -> tuple[WaitingFor, ...]:
    """Return for what steps wait. Raises BusyError."""
    try:
        there = {queue: await _runners(context, queue) for queue in {step.queue for step in steps}}
    except BusError as error:
        raise BusyError(f"it cannot be seen now which runners are there: {error}") from error
    return tuple(
        WaitingFor(
            state=step.state,
            site="" if step.queue == ANY_RUNNER else step.queue,
            since=step.since,
            runners=there[step.queue],
        )
        for step in steps
    )


async def _runners(context: WorkflowContext, queue: str) -> int:
    site = "*" if queue == ANY_RUNNER else queue
    subject = key_subject(Bucket.PRESENCE, service_key(RUNNER, context.collection, site, "*"))
    found = await context.bus.last_per_subject(bucket_stream(Bucket.PRESENCE), subject)
    return sum(not is_removed(message) for message in found)
