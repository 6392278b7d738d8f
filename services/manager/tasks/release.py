"""What a person's release of a held site does, for each reason. Nothing is ever deleted by it but what a
person was shown: the deletions of a mass change.
"""

import logging

from services.manager.context import Core
from services.manager.look.brake import HoldReason
from services.manager.tasks.follow_log import LogFollower

log = logging.getLogger(__name__)

LOG_REASONS = frozenset({HoldReason.LOG_EMPTY, HoldReason.LOG_FOREIGN, HoldReason.LOG_SHORTER})


async def release(core: Core, follower: LogFollower) -> None:
    """End the hold of this site, if there is one, as its reason asks for."""
    standing = core.hold
    if standing is None:
        return
    reason = standing.hold.reason
    log.warning("released by a person from: %s", reason)
    match reason:
        case HoldReason.KEY_TAKEN:
            await core.parts.registry.register_site(core.parts.record(), replace=True)
            # A batch that waits is signed with the key that was lost: it is made again, under new numbers.
            core.parts.state.restart_incarnation(core.parts.new_incarnation())
        case HoldReason.MASS_CHANGE:
            core.notes.braked = False
        case _:
            await _take_as_found(core, follower, rejoin=reason in LOG_REASONS)
    # The person has seen what was lost up to now: none of it counts any more.
    core.parts.looking.recent.clear()
    core.end_hold()
    core.dirt.add_all()


async def _take_as_found(core: Core, follower: LogFollower, *, rejoin: bool) -> None:
    """Forget what was placed here, so that nothing that is missing can be a deletion."""
    parts = core.parts
    await parts.root.take_over()
    parts.state.forget_bases(parts.new_incarnation())
    if rejoin:
        parts.state.projection.forget()
        core.notes.log_seen = None
        follower.start()
