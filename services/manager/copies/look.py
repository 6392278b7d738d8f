"""A look at all sites of the collection: who is there, who is gone, and who can hold more."""

import asyncio
from collections.abc import Mapping

from services.manager.context import ManagerContext
from services.manager.copies.seen import SeenSite, seen
from services.manager.plan.planning import said_wants
from shared.bus.presence import managers_in, workers_in
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import ManagerPresence
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.service.members import MemberStore

HOUR = 3600.0


async def see_sites(
    context: ManagerContext, rules: ReplicaRules
) -> tuple[list[SeenSite], Mapping[str, ManagerPresence]]:
    """Return all sites by some rules, and what those say that are there. Raises BusError."""
    collection, now = context.identity.collection, asyncio.get_running_loop().time()
    values = await context.bus.values(Bucket.PRESENCE)
    present, workers = managers_in(values, collection), workers_in(values)
    members = await MemberStore(context.said, collection).all()
    records = await context.registry.sites()
    wants = await said_wants(context)
    found = []
    for name in sorted({one.site for one in records if one.collection == collection} | members.keys()):
        there = name in present and present[name].hold is None
        away = context.observed.absences.look(there, name, now)
        one = seen(
            name,
            rules,
            presence=present.get(name),
            workers=workers.get(name, ()),
            want=wants.get(name),
            gone=name in members or away > rules.away_hours * HOUR,
        )
        found.append(one)
    if (seconds := context.observed.absences.to_keep()) is not None:
        context.state.values.keep_absences(seconds)
    return found, present
