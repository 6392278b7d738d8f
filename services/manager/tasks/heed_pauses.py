"""The task that hears of pauses of this site, and of their ends."""

import logging

from services.manager.context import ManagerContext
from shared.bus.buckets import bucket_stream, key_subject
from shared.contracts.bucket_keys import pause_key
from shared.contracts.buckets import Bucket
from shared.service.pauses import PauseStore

log = logging.getLogger(__name__)


async def read_pause(context: ManagerContext) -> None:
    """Take over what the bus says now. Call it before anything is said. Raises BusError."""
    identity, before = context.identity, context.observed.pause
    pause = await PauseStore(context.bus, identity.collection).of(identity.site)
    if pause == before:
        return
    context.observed.pause = pause
    log.warning("site %s is %s", identity.site, "resumed" if pause is None else pause.words)
    context.wake()


async def heed_pauses(context: ManagerContext) -> None:
    """Take over each change, without end."""
    subject = key_subject(Bucket.RULES, pause_key(context.identity.collection, "*"))
    async for _ in context.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
        # What the leader has now: of several changes only the last counts.
        await read_pause(context)
