"""The release of a held site by a person, for each reason. It deletes nothing but what the person was
shown: the deletions of a mass change.
"""

import logging

from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import HoldReason
from services.manager.state.database.site_values import SiteValue
from services.manager.tasks.follow_log import LogFollower

log = logging.getLogger(__name__)

LOG_REASONS = frozenset({HoldReason.LOG_EMPTY, HoldReason.LOG_FOREIGN, HoldReason.LOG_SHORTER})


async def release(context: ManagerContext, follower: LogFollower) -> None:
    """End the hold of this site, if there is one, as its reason asks for."""
    standing = context.hold
    if standing is None:
        return
    reason = standing.hold.reason
    log.warning("released by a person from: %s", reason)
    match reason:
        case HoldReason.KEY_TAKEN:
            await context.registry.register_site(context.record(), replace=True)
            # A batch that waits is signed with the key that was lost: it is made again, under new numbers.
            context.state.restart_incarnation(context.new_incarnation())
        case HoldReason.LOG_UNVERIFIED:
            context.state.values.keep(SiteValue.UNVERIFIED, "")
        case HoldReason.MASS_CHANGE:
            context.observed.braked = False
        case _:
            await _take_as_found(context, follower, rejoin=reason in LOG_REASONS)
    # The person has seen what was lost up to now: none of it counts any more.
    context.directory_look.recent.clear()
    context.directory_look.rewritten.clear()
    context.end_hold()
    context.dirty.add_all()


async def _take_as_found(context: ManagerContext, follower: LogFollower, *, rejoin: bool) -> None:
    """Forget what was placed here, so that nothing that is missing can be a deletion."""
    await context.root.take_over()
    context.state.forget_bases(context.new_incarnation())
    if rejoin:
        context.state.projection.forget()
        context.observed.log_seen = None
        follower.start()
