"""Metrics of a transfer worker, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.transfer.jobs.send import Sender
from services.transfer.jobs.worker import Worker
from services.transfer.reads.read_server import GONE, ReadFigures
from shared.contracts.messages.transfers.manifest import Encoding
from shared.contracts.messages.transfers.read import Verdict
from shared.observability.metrics import PREFIX


class TransferMetrics(Collector):
    """Figures that are read from the worker when they are scraped."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        worker: Worker,
        sender: Sender,
        reads: ReadFigures,
        reserve_bytes: int,
    ) -> None:
        self._worker = worker
        self._reads = reads
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
            "transfer_read_bytes": ("Bytes of contents sent to gateways.", self._reads.sent_bytes),
            "transfer_read_malformed": (
                "Requests of gateways that nobody can answer.",
                self._reads.malformed,
            ),
        }
        for name, (documentation, value) in counters.items():
            family = CounterMetricFamily(f"{PREFIX}_{name}", documentation, labels=("site",))
            family.add_metric((self._worker.site,), value)
            yield family
        yield from self._paces()
        yield from self._encodings()
        yield self._readings()
        yield self._gauge("transfer_active_reads", "Contents being sent to gateways.", self._reads.active)
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

    def _paces(self) -> Iterable[Metric]:
        labels = ("site", "direction")
        rates = GaugeMetricFamily(
            f"{PREFIX}_transfer_rate_bytes",
            "Bytes a second that may pass at this time of the day; absent where nothing bounds them.",
            labels=labels,
        )
        waited = CounterMetricFamily(
            f"{PREFIX}_transfer_rate_waited_seconds", "Time that bytes were held back.", labels=labels
        )
        parts = GaugeMetricFamily(
            f"{PREFIX}_transfer_parts_at_once",
            "Parts of a pack that may be on their way at a time, as the round trip to the bus has it.",
            labels=labels,
        )
        windows = {"send": self._sender.window, "fetch": self._worker.applying.fetcher.window}
        for direction, window in windows.items():
            parts.add_metric((self._worker.site, direction), window.size)
        yield parts
        fetching = self._worker.applying.fetcher.pace
        for direction, pace in (("send", self._sender.pace), ("fetch", fetching)):
            waited.add_metric((self._worker.site, direction), pace.waited_seconds)
            if (rate := pace.rate()) is not None:
                rates.add_metric((self._worker.site, direction), rate)
        yield from (rates, waited)

    def _readings(self) -> Metric:
        family = CounterMetricFamily(
            f"{PREFIX}_transfer_reads", "Contents read for gateways.", labels=("site", "verdict")
        )
        for verdict in (*Verdict, GONE):
            family.add_metric((self._worker.site, verdict), self._reads.ended[verdict])
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
