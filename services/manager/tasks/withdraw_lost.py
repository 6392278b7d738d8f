"""The task that withdraws conflict copies of this site whose bytes no site has.

Somebody saved a file, it was published, and lost; and they saved it again before any site had fetched what
they had saved first. Its bytes are gone by their doing, as if they had saved the file once. Without a
word of this site, all sites would wait for them for ever.
"""

import asyncio
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from services.manager.context import ManagerContext
from services.manager.plan.planning import said_wants
from shared.bus.presence import managers_in, workers_in
from shared.catalog.holdings import Catalogue, Holdings, spelled_out
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.membership import Standing
from shared.contracts.messages.transfers.want import Want
from shared.model.conflict_name import original_path
from shared.model.entry import Entry, Kind
from shared.service.members import MemberStore

log = logging.getLogger(__name__)

ROUNDS = 3
"""In a row that nobody has the bytes: a worker that starts again, or looks into its trash, has them then."""


async def withdraw_lost(context: ManagerContext) -> None:
    """Withdraw what is lost, round after round, without end."""
    lost = LostCopies(context)
    while True:
        await asyncio.sleep(context.timing.lost)
        await lost.round()


@dataclass(slots=True)
class LostCopies:
    """Remembers for how many rounds nobody had what."""

    context: ManagerContext
    _rounds: dict[tuple[str, int], int] = field(default_factory=dict)

    async def round(self) -> None:
        """Look once. Raises BusError."""
        lost = {(entry.path, entry.revision): entry for entry in await self._lost()}
        self._rounds = {key: self._rounds.get(key, 0) + 1 for key in lost}
        ripe = [entry for key, entry in lost.items() if self._rounds[key] >= ROUNDS]
        gone = self.context.state.withdraw(ripe) if ripe else []
        for path in gone:
            log.warning(
                "%r is withdrawn: what it is to hold was written over at this site before any site had it",
                path,
            )
        if gone:
            self.context.wake()

    async def _lost(self) -> Collection[Entry]:
        """Return what this site made and no site has; nothing while any site is away that may have it."""
        context, lacking = self.context, dict(self.context.publisher.lacking)
        if not lacking or not await self._all_are_there():
            return ()
        site, wants = context.identity.site, await said_wants(context)

        def look(view: ProjectionView) -> list[Entry]:
            spelled = [spelled_out(want, view) for want in wants.values()]
            return list(lost_copies(lacking, site=site, catalogue=view, wants=spelled))

        return await ask(context.open_view, look)

    async def _all_are_there(self) -> bool:
        context, collection = self.context, self.context.identity.collection
        values = await context.bus.values(Bucket.PRESENCE)
        present, workers = managers_in(values, collection), workers_in(values)
        members = await MemberStore(context.said, collection).all()
        removed = {name for name, one in members.items() if one.standing is Standing.REMOVED}
        records = await context.registry.sites()
        sites = {one.site for one in records if one.collection == collection} - removed
        return all(name in present and present[name].pause is None and name in workers for name in sites)


def lost_copies(
    lacking: Mapping[str, int], *, site: str, catalogue: Catalogue, wants: Iterable[Want]
) -> Iterable[Entry]:
    """Yield the conflict copies that a site made and nobody has, of paths whose content it could not get.

    Args:
        lacking: these paths, with their revisions.
        site: that made the copies.
        catalogue: the folded log.
        wants: what all sites have said last, spelled out.
    """
    holdings, wants = Holdings(catalogue), list(wants)
    for path, revision in lacking.items():
        head = catalogue.head(path)
        if head is None or (head.revision, head.author) != (revision, site):
            continue
        is_copy = head.state.kind is Kind.FILE and original_path(path) is not None
        if is_copy and not any(holdings.paths(want, head.state.content or "") for want in wants):
            yield head
