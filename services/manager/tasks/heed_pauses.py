"""The task that hears of pauses of this site, of its removal, and of their ends."""

import logging

from services.manager.context import ManagerContext
from shared.bus.buckets import bucket_stream, key_subject
from shared.contracts.bucket_keys import member_key, pause_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.membership import Membership, Standing
from shared.contracts.messages.sites.pause import Pause
from shared.service.members import MemberStore
from shared.service.pauses import PauseStore

log = logging.getLogger(__name__)


async def read_pause(context: ManagerContext) -> None:
    """Take over what the bus says now. Call it before anything is said. Raises BusError."""
    identity, before = context.identity, context.observed.pause
    member = await MemberStore(context.said, identity.collection).of(identity.site)
    drains = member is not None and member.standing is Standing.DRAINING
    context.observed.leaving = member.words if member is not None and drains else ""
    pause = _removal(member) or await PauseStore(context.said, identity.collection).of(identity.site)
    if pause == before:
        return
    context.observed.pause = pause
    log.warning("site %s %s", identity.site, "goes on" if pause is None else f"is {pause.words}")
    context.wake()


def _removal(member: Membership | None) -> Pause | None:
    """Return the rest of a site that was removed: as long as it is, and as deep as a pause."""
    if member is None or member.standing is not Standing.REMOVED:
        return None
    return Pause(
        collection=member.collection, site=member.site, since=member.since, by=member.by, removed=True
    )


async def heed_pauses(context: ManagerContext) -> None:
    """Take over each change, without end."""
    subject = key_subject(Bucket.RULES, pause_key(context.identity.collection, "*"))
    async for _ in context.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
        # What the leader has now: of several changes only the last counts.
        await read_pause(context)


async def heed_membership(context: ManagerContext) -> None:
    """Take over that this site was removed, or added again, without end; one that is back says its key."""
    identity = context.identity
    subject = key_subject(Bucket.RULES, member_key(identity.collection, identity.site))
    async for _ in context.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
        await read_pause(context)
        context.added.set()
