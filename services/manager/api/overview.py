"""Gathering what all sites say of themselves."""

from services.manager.context import ManagerContext
from shared.catalog.store.projection_view import ask
from shared.contracts.http.sites.pauses import pause_row
from shared.contracts.http.sites.status import (
    CollectionStatus,
    ServiceStatus,
    SiteStatus,
    SiteSync,
    SyncProgress,
    TransferStatus,
)
from shared.contracts.messages.presence import ManagerPresence, SiteRecord
from shared.contracts.messages.verification import Verification
from shared.service.rack_view import RackView


class Overview:
    """All sites of one collection, from what this process follows of the rack."""

    def __init__(self, context: ManagerContext, rack: RackView) -> None:
        self._context = context
        self._rack = rack
        self.collection = context.identity.collection

    async def status(self) -> CollectionStatus:
        """Return the state of the collection everywhere."""
        context = self._context
        totals = await ask(context.open_view, lambda view: view.totals())
        counters, working = await self._rack.counters(), await self._rack.workers()
        active = {pack for some in working.values() for worker in some for pack in worker.active}
        return CollectionStatus(
            collection=self.collection,
            revision=context.state.projection.position.revision,
            files=totals.files,
            bytes=totals.bytes,
            sites=await self.sites(),
            services=await self.services(),
            transfers=TransferStatus(
                active=len(active),
                sent_bytes=counters.sent_bytes,
                control_bytes=counters.control_bytes,
                full_bytes=counters.full_bytes,
            ),
        )

    async def sites(self) -> tuple[SiteStatus, ...]:
        """Return every site that was ever registered, by name."""
        return tuple(_site_status(record, presence) for record, presence in await self._known())

    async def services(self) -> tuple[ServiceStatus, ...]:
        """Return every process that is there."""
        found = await self._rack.services(self.collection)
        return tuple(
            ServiceStatus(service=one.service, site=one.site, url=one.url, state=one.state) for one in found
        )

    async def presence(self, name: str) -> ManagerPresence | None:
        """Return what one site says of itself; None while it is offline."""
        return (await self._rack.managers(self.collection)).get(name)

    async def verifications(self, ask: int) -> dict[str, Verification]:
        """Return what sites say of one verification, by name."""
        present = await self._rack.managers(self.collection)
        return {name: one for name, site in present.items() for one in site.verifications if one.ask == ask}

    async def is_registered(self, name: str) -> bool:
        """Tell whether the collection has a site of this name."""
        return name in {record.site for record in await self._rack.sites(self.collection)}

    async def sync(self, ask: int) -> SyncProgress:
        """Return how far the sites are with an ask to scan."""
        known = await self._known()
        sites = [_site_sync(record, presence, ask) for record, presence in known]
        there = [site for site in sites if site.online and site.held is None and site.pause is None]
        barrier = None
        if there and all(site.answered for site in there):
            present = [presence for _, presence in known if presence is not None]
            barrier = max((one.answered_revision for one in present if one.answered >= ask), default=0)
        done = barrier is not None and all(site.revision >= barrier and not site.behind for site in there)
        told = {record.site: _is_stuck(presence, barrier) for record, presence in known}
        answers = tuple(
            site.model_copy(update={"stuck": site.answered and told[site.name]}) for site in sites
        )
        return SyncProgress(ask=ask, barrier=barrier, done=done, sites=answers)

    async def _known(self) -> list[tuple[SiteRecord, ManagerPresence | None]]:
        present = await self._rack.managers(self.collection)
        return [(record, present.get(record.site)) for record in await self._rack.sites(self.collection)]


def _site_status(record: SiteRecord, presence: ManagerPresence | None) -> SiteStatus:
    if presence is None:
        return SiteStatus(
            name=record.site,
            online=False,
            state="offline",
            revision=0,
            behind=0,
            wanted_bytes=0,
            conflicts=0,
            receive_only=record.receive_only,
        )
    return SiteStatus(
        name=record.site,
        online=True,
        state=presence.state,
        revision=presence.revision,
        behind=presence.behind,
        wanted_bytes=presence.wanted_bytes,
        conflicts=presence.conflicts,
        problems=presence.problems,
        receive_only=presence.receive_only,
        hold=presence.hold,
        pause=None if presence.pause is None else pause_row(presence.pause),
        rule=presence.rule,
        followed=presence.followed,
        ignored=presence.ignored,
        ignored_shown=presence.ignored_shown,
        scrub=presence.scrub,
    )


def _site_sync(record: SiteRecord, presence: ManagerPresence | None, ask: int) -> SiteSync:
    if presence is None:
        return SiteSync(name=record.site, online=False, held=None, answered=False, revision=0, behind=0)
    return SiteSync(
        name=record.site,
        online=True,
        held=presence.hold,
        pause=None if presence.pause is None else pause_row(presence.pause),
        answered=presence.answered >= ask,
        revision=presence.revision,
        behind=presence.behind,
        missing=presence.missing,
        refusals=presence.refusals,
        unpublished=presence.unpublished,
        unpublished_shown=presence.unpublished_shown,
    )


def _is_stuck(presence: ManagerPresence | None, barrier: int | None) -> bool:
    """Tell whether a site has tried all that it misses, and its file system refused it."""
    if presence is None or barrier is None:
        return False
    return presence.head >= barrier and 0 < presence.behind <= presence.refused
