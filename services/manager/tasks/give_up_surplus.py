"""The task that gives up, now and then, what the rule of the site leaves out."""

import asyncio
from collections.abc import Container, Mapping
from contextlib import closing

from services.manager.context import ManagerContext
from services.manager.plan.planning import said_wants
from services.manager.surplus import Kept, Surplus
from shared.bus.presence import managers
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Stream
from shared.model.backoff import Backoff
from shared.model.paths import parent
from shared.service.members import MemberStore

FIRST = 1.0
"""Seconds between the first two rounds after a change: the other sites have to say that they keep it, too."""

REST_SHARE = 20.0
"""Of the time of a round, to wait after it: a round judges every file of the site."""


async def give_up_surplus(context: ManagerContext) -> None:
    """Give up what may go, round after round: soon after the rule has changed, and seldom later."""
    rests = Backoff(first=FIRST, longest=context.timing.surplus)
    rounds = 0
    while True:
        began = asyncio.get_running_loop().time()
        context.observed.surplus = await _round(context)
        rounds += 1
        took = asyncio.get_running_loop().time() - began
        if await _changes(context, within=max(rests.delay(rounds), REST_SHARE * took)):
            rounds = 0


async def _changes(context: ManagerContext, *, within: float) -> bool:
    """Tell whether the rule changes within so many seconds, as soon as it does."""
    try:
        async with asyncio.timeout(within):
            await context.rule_taken.wait()
    except TimeoutError:
        return False
    context.rule_taken.clear()
    return True


async def _round(context: ManagerContext) -> Kept:
    """Return what stays that is left out; nothing is looked for where the rule leaves nothing out."""
    followed = context.state.rule.now.followed
    if followed.everything:
        return Kept()
    subject = context.topology.log(context.identity.collection)
    last = await context.bus.caught_up(Stream.LOG, subject)
    ready = context.receives and context.observed.pause is None and context.observed.log_read() >= last
    if not ready or not await context.root.stands():
        return context.observed.surplus

    def look_at(path: str) -> None:
        context.dirty.add(parent(path))

    leaving = await MemberStore(context.said, context.identity.collection).all()
    wants = await _wants(context, leaving)
    known = context.meaning.current() if followed.by_meaning else None
    if not _is_said(context, wants) or (followed.by_meaning and known is None):
        return context.observed.surplus
    surplus = Surplus(
        context.state,
        site=context.identity.site,
        clock=context.clock,
        look_at=look_at,
        known=known,
        # A person who drains a site asks what lies there alone: it is told, and stays.
        gives=context.identity.site not in leaving,
    )
    files = await asyncio.to_thread(context.directory_look.open_files)
    with closing(files):
        return await surplus.give_up(files, wants)


def _is_said(context: ManagerContext, wants: Mapping[str, Want]) -> bool:
    """Tell whether the others could read what this site follows before it read what they do.

    Of two sites that leave the same file out at once, one sees then that the other does.
    """
    own, rule = wants.get(context.identity.site), context.state.rule.now
    return own is not None and (own.rule, own.followed) == (rule.version, rule.followed)


async def _wants(context: ManagerContext, leaving: Container[str]) -> dict[str, Want]:
    """Return the newest want of this site, and of each that gives a sign of life and does not leave."""
    collection, own = context.identity.collection, context.identity.site
    there = await managers(context.bus, collection)
    wants = await said_wants(context)
    return {
        site: want for site, want in wants.items() if site == own or (site in there and site not in leaving)
    }
