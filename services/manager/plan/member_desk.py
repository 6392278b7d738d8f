"""Sites that come and go: what is where, and what persons decide of it."""

from collections.abc import Mapping

from services.manager.context import ManagerContext
from services.manager.plan.live import live_entries
from services.manager.plan.only_here import OnlyHere, holds_all, only_here
from services.manager.plan.planning import said_wants
from shared.catalog.holdings import spelled_out
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.sites.membership import KeyRevoked, SiteStanding
from shared.contracts.messages.presence import ManagerPresence
from shared.contracts.messages.sites.membership import Membership, Standing
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Stream
from shared.service.members import MemberStore, RevocationStore
from shared.service.rack_view import RackView
from shared.web.problem import NotFoundError, RefusedError

MEMBER = "member"

SILENT = "it has never said what it holds"
AWAY = "its manager gives no sign of life: what was changed there and is not published is not known"


class MemberDesk:
    """Answers people, and says on the bus what they decide. Everything may raise BusError."""

    def __init__(self, context: ManagerContext, rack: RackView) -> None:
        self._context = context
        self._rack = rack
        self._collection = context.identity.collection
        self._members = MemberStore(context.said, self._collection)

    async def standing(self, site: str) -> SiteStanding:
        """Return how a site stands, and what it alone holds. Raises NotFoundError."""
        context, members = self._context, await self._members.all()
        await self._check(site, members)
        last = await context.bus.caught_up(Stream.LOG, context.topology.log(self._collection))
        # What was committed a moment ago may be at its author alone, and not be folded here.
        reading = context.observed.log_read() < last
        present = await self._rack.managers(self._collection)
        wants = await said_wants(self._context)
        stay = {name: one for name, one in wants.items() if _stays(name, site, members, present)}
        found = await ask(self._context.open_view, lambda view: _found(view, wants.get(site), stay))
        told = _told(site, members.get(site), found, said=site in wants, online=site in present)
        return told.model_copy(update={"reading": reading})

    async def drain(self, site: str, *, by: str) -> SiteStanding:
        """Have no other site count on what a site holds. Raises NotFoundError."""
        before = await self.standing(site)
        if before.standing == MEMBER:
            await self._members.set(site, Standing.DRAINING, since=self._context.clock.now(), by=by)
        return await self.standing(site)

    async def remove(self, site: str, *, abandon: bool, by: str) -> SiteStanding:
        """Have a site be listed and waited for no more.

        Raises:
            NotFoundError: there is none of this name.
            RefusedError: files would be nowhere, or nobody knows; `abandon` says that this is meant.
        """
        before = await self.check_removal(site, abandon=abandon)
        await self._members.set(site, Standing.REMOVED, since=self._context.clock.now(), by=by)
        return before.model_copy(update={"standing": Standing.REMOVED.value})

    async def check_removal(self, site: str, *, abandon: bool) -> SiteStanding:
        """Make sure that a site may go; return how it stands. Raises as `remove`."""
        before = await self.standing(site)
        if before.reading:
            raise RefusedError("the log is still read to its end here: nothing was changed; ask again")
        if before.only_here_files and not abandon:
            files = "1 file" if before.only_here_files == 1 else f"{before.only_here_files} files"
            alone = f"{files}, e.g. {before.only_here_shown[0]!r}"
            raise RefusedError(
                f"site {site} alone holds {alone}: nothing was changed; `spicerack site drain {site}` waits "
                "until others hold them. If its disk is dead, --abandon gives them up"
            )
        if before.unknown and not abandon:
            raise RefusedError(
                f"nobody knows all that site {site} holds: {before.unknown}. Nothing was changed; start it, "
                "or say --abandon"
            )
        return before

    async def add(self, site: str) -> SiteStanding:
        """Have a site be a member as any other again. Raises NotFoundError."""
        await self._check(site, await self._members.all())
        await self._members.add(site)
        return SiteStanding(name=site, standing=MEMBER)

    async def revoke(self, site: str, *, by: str) -> KeyRevoked:
        """Have nothing be believed any more that the key of a site signs. Raises NotFoundError."""
        record = await self._context.registry.site(self._collection, site)
        if record is None:
            raise NotFoundError(f"there is no site {site}; `spicerack status` lists the sites")
        store = RevocationStore(self._context.said, self._collection)
        said = await store.add(site, record.key, since=self._context.clock.now(), by=by)
        return KeyRevoked(site=site, key=said.key, since=said.since, by=said.by)

    async def _check(self, site: str, members: Mapping[str, Membership]) -> None:
        known = {record.site for record in await self._rack.sites(self._collection)}
        if site not in known and site not in members:
            raise NotFoundError(
                f"there is no site {site}; a new one joins by itself, when its manager is started"
            )


def _stays(
    name: str, site: str, members: Mapping[str, Membership], present: Mapping[str, ManagerPresence]
) -> bool:
    """Tell whether others may count on what a site holds."""
    there = present.get(name)
    return name != site and name not in members and there is not None and there.hold is None


def _found(view: ProjectionView, site: Want | None, others: Mapping[str, Want]) -> OnlyHere:
    if any(holds_all(one, head=view.position.revision) for one in others.values()):
        return OnlyHere()
    spelled = {name: spelled_out(one, view) for name, one in others.items()}
    mine = None if site is None else spelled_out(site, view)
    return only_here(mine, spelled, live_entries(view), catalogue=view)


def _told(site: str, member: Membership | None, found: OnlyHere, *, said: bool, online: bool) -> SiteStanding:
    removed = member is not None and member.standing is Standing.REMOVED
    unknown = "" if online or removed else AWAY if said else SILENT
    return SiteStanding(
        name=site,
        standing=MEMBER if member is None else member.standing.value,
        since=None if member is None else member.since,
        by="" if member is None else member.by,
        online=online,
        only_here_files=found.files,
        only_here_bytes=found.bytes,
        only_here_shown=tuple(found.shown),
        unfollowed_files=found.unfollowed,
        unknown=unknown,
    )
