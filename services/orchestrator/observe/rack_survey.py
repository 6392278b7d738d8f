"""Metrics of the whole rack, told by every orchestrator: streams, consumers, sites.

All of them tell the same; the rules and dashboards take the largest. What could not be read now is left
out, so that nobody takes an old figure for a new one.
"""

import asyncio
import logging
from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.orchestrator.observe.bus_figures import (
    STREAMS_WITH_CONSUMERS,
    ConsumerFigures,
    StreamFigures,
    consumer_figures,
    stream_figures,
)
from services.orchestrator.observe.site_survey import Survey, survey
from shared.bus.nats.bus import NatsBus
from shared.bus.port import BusError
from shared.observability.metrics import PREFIX

log = logging.getLogger(__name__)

SURVEY_EVERY = 15.0
"""Seconds: as often as Prometheus usually scrapes."""


class Surveyor(Collector):
    """Looks around now and then."""

    def __init__(self, registry: CollectorRegistry, *, bus: NatsBus) -> None:
        self._bus = bus
        self.streams: tuple[StreamFigures, ...] = ()
        self.consumers: tuple[ConsumerFigures, ...] = ()
        self.survey: Survey | None = None
        registry.register(self)

    async def run(self) -> None:
        """Look around until cancelled."""
        while True:
            try:
                await self.look()
            except BusError as error:
                self.streams, self.consumers, self.survey = (), (), None
                log.debug("no figures of the bus now: %s", error)
            await asyncio.sleep(SURVEY_EVERY)

    async def look(self) -> None:
        """Look around once. Raises BusError."""
        self.streams = await stream_figures(self._bus.jetstream)
        found: list[ConsumerFigures] = []
        for stream in STREAMS_WITH_CONSUMERS:
            found.extend(await consumer_figures(self._bus.jetstream, stream))
        self.consumers = tuple(found)
        self.survey = await survey(self._bus, self._bus.topology)

    def collect(self) -> Iterable[Metric]:
        """Return all figures that there are."""
        yield from self._streams()
        yield from self._consumers()
        yield from self._sites()

    def _streams(self) -> Iterable[Metric]:
        messages = _gauge("stream_messages", "Messages in a stream.", "stream")
        size = _gauge("stream_bytes", "Bytes in a stream.", "stream")
        bound = _gauge("stream_max_bytes", "Bound of a stream that has one.", "stream")
        first = _gauge(
            "stream_first_timestamp_seconds",
            "When the oldest message of a stream came, since 1970.",
            "stream",
        )
        for one in self.streams:
            messages.add_metric((one.name,), one.messages)
            size.add_metric((one.name,), one.bytes)
            if one.bytes_max is not None:
                bound.add_metric((one.name,), one.bytes_max)
            if one.first_at is not None:
                first.add_metric((one.name,), one.first_at)
        return (messages, size, bound, first)

    def _consumers(self) -> Iterable[Metric]:
        labels = ("stream", "consumer")
        pending = _gauge("consumer_pending", "Messages not delivered yet.", *labels)
        in_flight = _gauge("consumer_in_flight", "Messages delivered and not acknowledged.", *labels)
        again = _gauge("consumer_redelivered", "Messages in flight for more than the first time.", *labels)
        for one in self.consumers:
            pending.add_metric((one.stream, one.name), one.pending)
            in_flight.add_metric((one.stream, one.name), one.in_flight)
            again.add_metric((one.stream, one.name), one.redelivered)
        return (pending, in_flight, again)

    def _sites(self) -> Iterable[Metric]:
        present = _gauge(
            "site_present", "1 while a registered site gives signs of life.", "collection", "site"
        )
        whole = _gauge("collection_whole_copies", "Sites that hold all of a collection.", "collection")
        if self.survey is not None:
            for (collection, site), there in self.survey.present.items():
                present.add_metric((collection, site), there)
            for collection, count in self.survey.whole_copies.items():
                whole.add_metric((collection,), count)
        return (present, whole)


def _gauge(name: str, documentation: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{PREFIX}_{name}", documentation, labels=labels)
