"""Metrics of a transfer worker, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.transfer.jobs.send import Sender
from services.transfer.jobs.worker import Worker
from shared.contracts.messages.manifest import Encoding
from shared.observability.metrics import PREFIX


class TransferMetrics(Collector):
    """Figures that are read from the worker when they are scraped."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        worker: Worker,
        sender: Sender,
        reserve_bytes: int,
    ) -> None:
        self._worker = worker
        self._sender = sender
        self._room = worker.room
        self._reserve_bytes = reserve_bytes
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        figures = self._worker.figures
        counters = {
            "transfer_sent_bytes": ("Bytes of packs and signatures put on the bus.", self._sender.sent_bytes),
            "transfer_full_bytes": ("Bytes that whole files would have cost.", figures.full_bytes),
            "transfer_placed_files": ("Paths published.", figures.files_placed),
            "transfer_refused_files": ("Paths that could not be published.", figures.files_refused),
        }
        for name, (documentation, value) in counters.items():
            family = CounterMetricFamily(f"{PREFIX}_{name}", documentation, labels=("site",))
            family.add_metric((self._worker.site,), value)
            yield family
        yield from self._encodings()
        yield self._gauge("transfer_active_packs", "Packs under way.", len(figures.active))
        yield self._gauge(
            "transfer_reserve_bytes", "Bytes left free on the site's disk.", self._reserve_bytes
        )
        if self._room.free_bytes is not None:
            yield self._gauge("transfer_free_bytes", "Free bytes on the site's disk.", self._room.free_bytes)

    def _gauge(self, name: str, documentation: str, value: float) -> Metric:
        family = GaugeMetricFamily(f"{PREFIX}_{name}", documentation, labels=("site",))
        family.add_metric((self._worker.site,), value)
        return family

    def _encodings(self) -> Iterable[Metric]:
        contents = CounterMetricFamily(
            f"{PREFIX}_transfer_encoded",
            "Contents packed, by how they travel.",
            labels=("site", "encoding"),
        )
        sizes = CounterMetricFamily(
            f"{PREFIX}_transfer_encoded_bytes",
            "Bytes that they take in packs, by how they travel.",
            labels=("site", "encoding"),
        )
        encoded = self._worker.building.encoded
        for encoding in Encoding:
            contents.add_metric((self._worker.site, encoding), encoded.contents[encoding])
            sizes.add_metric((self._worker.site, encoding), encoded.bytes[encoding])
        yield from (contents, sizes)
