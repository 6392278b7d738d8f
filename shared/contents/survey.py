"""The survey of what sites say of themselves: asked at most now and then, however often it is needed."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus
from shared.bus.presence import workers
from shared.catalog.store.projection_view import OpenView, ask
from shared.contents.holders import Holder, choose_holders, likely_holders
from shared.contents.wanted import Wanted
from shared.contracts.bucket_keys import site_key
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Bucket, Stream, Topology

log = logging.getLogger(__name__)

FRESH_SECONDS = 2.0
"""How old an answer may be: one question of the bus serves a burst of requests."""

SHUN_SECONDS = 600.0
"""How long a site that gave wrong bytes is asked last."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at one look."""

    wants: Mapping[str, Want]
    """The newest want of each site of the collection."""
    present: frozenset[str]
    """Sites whose workers give signs of life."""
    at: float


class HolderSurvey:
    """Knows whom to ask for a content."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        collection: str,
        site: str,
        open_view: OpenView,
        monotonic: Callable[[], float],
    ) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._site = site
        self._open_view = open_view
        self._monotonic = monotonic
        self._seen: Seen | None = None
        self._looking = asyncio.Lock()
        self._shunned: dict[str, float] = {}

    async def holders(self, wanted: Wanted) -> tuple[Holder, ...]:
        """Return the sites to ask for a content, in order.

        Raises:
            BusError: the bus does not answer.
        """
        seen = await self._look()
        known = await ask(self._open_view, lambda view: likely_holders(wanted.content, view, seen.wants))
        now = self._monotonic()
        shunned = {site for site, until in self._shunned.items() if until > now}
        present = [site for site in seen.present if site in seen.wants]
        return choose_holders(wanted.content, known, present=present, own=self._site, shunned=shunned)

    def shun(self, sites: list[str]) -> None:
        """Ask sites last for a while: a content came with wrong bytes, and they gave them."""
        log.error("wrong bytes came from %s: see their disks and who runs them", " and ".join(sites))
        for site in sites:
            self._shunned[site] = self._monotonic() + SHUN_SECONDS

    async def _look(self) -> Seen:
        async with self._looking:
            now = self._monotonic()
            if self._seen is None or now - self._seen.at > FRESH_SECONDS:
                present = frozenset(await workers(self._bus))
                self._seen = Seen(await self._wants(), present, now)
            return self._seen

    async def _wants(self) -> dict[str, Want]:
        prefix = site_key(self._collection, "")
        keys = await self._bus.values(Bucket.SITES)
        sites = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
        wants = await asyncio.gather(*(self._want(site) for site in sites))
        return {site: want for site, want in zip(sites, wants, strict=True) if want is not None}

    async def _want(self, site: str) -> Want | None:
        message = await self._bus.last(Stream.WANTS, self._topology.want(self._collection, site))
        if message is None:
            return None
        try:
            return decode(Want, message.data)
        except (BadMessageError, NewerSchemaError) as error:
            log.warning("the want of site %s is not understood: %s", site, error)
            return None
