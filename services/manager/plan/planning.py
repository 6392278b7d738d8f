"""The plan of all sites, read from the bus and the folded log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from services.manager.context import ManagerContext
from services.manager.plan.moves import Moves, moves
from shared.bus.codec import BadMessageError, decode
from shared.catalog.holdings import spelled_out
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.sites.plan import Obstacle, Plan, SitePlan, SourcePlan
from shared.contracts.messages.presence import ManagerPresence, WorkerPresence
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream
from shared.service.rack_view import RackView

PATHS_MAX = 100_000
"""Looked at for one site: some seconds of one thread."""

PAGE = 1000

AWAY = "its manager gives no sign of life: start it, and it catches up"
SILENT = "it has never said what it holds: start its manager"


async def said_wants(context: ManagerContext) -> dict[str, Want]:
    """Return the newest want of each site, also of those that are away. Raises BusError."""
    found = {}
    subject = context.topology.want(context.identity.collection, "*")
    for message in await context.bus.last_per_subject(Stream.WANTS, subject):
        try:
            want = decode(Want, message.data)
        except (BadMessageError, NewerSchemaError):
            continue
        found[want.site] = want
    return found


class Planner:
    """Tells what would move."""

    def __init__(self, context: ManagerContext, rack: RackView) -> None:
        self._context = context
        self._rack = rack

    async def plan(self) -> Plan:
        """Return what each site lacks. Raises BusError."""
        collection = self._context.identity.collection
        records = await self._rack.sites(collection)
        present, workers = await self._rack.managers(collection), await self._rack.workers()
        wants = await said_wants(self._context)

        def look(view: ProjectionView) -> Plan:
            spelled = {site: spelled_out(want, view) for site, want in wants.items()}
            told = _Told(view, spelled, present, workers)
            sites = tuple(told.plan(record.site) for record in records)
            return Plan(collection=collection, revision=view.position.revision, sites=sites)

        return await ask(self._context.open_view, look)


@dataclass(frozen=True, slots=True)
class _Told:
    """The log, and all that sites say."""

    view: ProjectionView
    wants: Mapping[str, Want]
    present: Mapping[str, ManagerPresence]
    workers: Mapping[str, Sequence[WorkerPresence]]

    def plan(self, site: str) -> SitePlan:
        """Return what a site lacks. Blocks."""
        want = self.wants.get(site)
        if want is None:
            return SitePlan(name=site, obstacle=Obstacle.SILENT, words=SILENT)
        paths = list(islice(self._paths(want), PATHS_MAX + 1))
        heads = (head for path in paths[:PATHS_MAX] if (head := self.view.head(path)) is not None)
        others = {name: one for name, one in self.wants.items() if name != site and self._serves(name)}
        found = moves(want, heads, catalogue=self.view, others=others)
        obstacle, words = self._obstacle(site, found)
        told = _as_told(site, found, obstacle, words, whole=len(paths) <= PATHS_MAX)
        stand_in = None if want.followed is None else want.followed.stand_in
        return told if stand_in is None else told.model_copy(update={"stands_in_for": stand_in.sites})

    def _paths(self, want: Want) -> Iterator[str]:
        """Yield the paths that a site may lack: those of its step, and what came after it."""
        named = {need.path for need in want.needs} | want.not_placed
        yield from sorted(named)
        after = ""
        while page := self.view.touched(
            above=want.placed, up_to=self.view.position.revision, after=after, limit=PAGE
        ):
            yield from (path for path in page if path not in named)
            after = page[-1]

    def _serves(self, site: str) -> bool:
        """Tell whether anything is fetched from a site."""
        presence = self.present.get(site)
        return presence is not None and presence.pause is None

    def _obstacle(self, site: str, found: Moves) -> tuple[Obstacle | None, str]:
        presence = self.present.get(site)
        if presence is None:
            return Obstacle.AWAY, AWAY
        if presence.hold is not None:
            return Obstacle.HELD, presence.hold
        if presence.pause is not None:
            return Obstacle.PAUSED, presence.pause.words
        free = [worker.free_bytes for worker in self.workers.get(site, ()) if worker.free_bytes is not None]
        needed = found.travels.bytes + found.local.bytes
        if free and needed > max(free):
            return Obstacle.FULL, f"{needed} bytes are needed and {max(free)} are free: make room on its disk"
        return None, ""


def _as_told(site: str, found: Moves, obstacle: Obstacle | None, words: str, *, whole: bool) -> SitePlan:
    sources = sorted(found.sources.items())
    return SitePlan(
        name=site,
        obstacle=obstacle,
        words=words,
        files=found.travels.files,
        bytes=found.travels.bytes,
        local_files=found.local.files,
        deletions=found.deletions,
        blocked=found.blocked,
        sources=tuple(SourcePlan(site=name, files=one.files, bytes=one.bytes) for name, one in sources),
        unavailable_files=found.unavailable.files,
        unavailable_bytes=found.unavailable.bytes,
        whole=whole,
    )
