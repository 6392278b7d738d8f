"""The contents of one collection at other sites: whom to ask, and how they are read there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.catalog.store.projection_view import OpenView
from shared.contents.download import Download, nobody
from shared.contents.figures import RemoteFigures
from shared.contents.reading import ReadBounds, RemoteReader
from shared.contents.relay import PAUSE, Relay
from shared.contents.survey import HolderSurvey
from shared.contents.wanted import Wanted
from shared.contracts.topology import Topology


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Reads contents at the sites that hold them."""

    survey: HolderSurvey
    reader: RemoteReader
    figures: RemoteFigures = field(default_factory=RemoteFigures)
    pause: float = PAUSE
    """See `Relay`."""

    async def relay(self, wanted: Wanted) -> Relay:
        """Return what reads a content at its holders. Raises BusError."""
        holders = await self.survey.holders(wanted)
        return Relay(self.reader, wanted, holders, figures=self.figures, pause=self.pause)

    def blame(self, sites: list[str]) -> None:
        """Note that a content came with wrong bytes, and who gave them."""
        self.figures.wrong += 1
        self.survey.shun(sites)

    def download(
        self, wanted: Wanted, partial: Callable[[], Path], *, news: Callable[[], Awaitable[None]] = nobody
    ) -> Download:
        """Return a download of a content; see `Download`."""
        return Download(
            wanted, partial=partial, relay=lambda: self.relay(wanted), blame=self.blame, news=news
        )


def make_elsewhere(
    bus: Bus,
    pubsub: PubSub,
    *,
    topology: Topology,
    collection: str,
    site: str,
    open_view: OpenView,
    new_reading: Callable[[], str],
    monotonic: Callable[[], float],
    window_bytes: int,
) -> Elsewhere:
    """Wire reading at other sites.

    Args:
        bus: where sites say what they hold.
        pubsub: what bytes come over.
        topology: names their subjects.
        collection: whose contents.
        site: the site that asks.
        open_view: opens the folded log.
        new_reading: returns 32 hexadecimal digits that it never returned before.
        monotonic: seconds.
        window_bytes: on the way of one content.
    """
    survey = HolderSurvey(
        bus, topology=topology, collection=collection, site=site, open_view=open_view, monotonic=monotonic
    )
    reader = RemoteReader(
        pubsub=pubsub,
        topology=topology,
        collection=collection,
        site=site,
        new_reading=new_reading,
        bounds=ReadBounds(window_bytes=window_bytes),
    )
    return Elsewhere(survey=survey, reader=reader)
