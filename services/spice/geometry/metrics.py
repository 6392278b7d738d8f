"""Metrics of geometry, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.spice.geometry.geometry import Geometry
from shared.observability.metrics import PREFIX

COUNTERS = {
    "answered": ("answers", "Questions of geometry that were answered, jobs among them."),
    "started": ("cspice_starts", "Processes that were started to hold kernels."),
    "deaths": ("cspice_deaths", "Processes that ended, or were ended, while they had a question."),
    "hung": ("cspice_hung", "Of these, processes that took too long."),
    "handed": ("handed_on", "Questions that another process of the site answered for this one."),
    "taken": ("taken_over", "Questions that this process answered for another one of the site."),
    "recycled": ("cspice_recycled", "Processes that made way for new ones, being spent."),
}


class GeometryMetrics(Collector):
    """Figures that are read when they are scraped."""

    def __init__(self, registry: CollectorRegistry, geometry: Geometry, *, site: str) -> None:
        self._geometry = geometry
        self._labels = {"collection": geometry.collection, "site": site}
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        pool, files = self._geometry.pool, self._geometry.files
        values = tuple(self._labels.values())
        for name, (metric, documentation) in COUNTERS.items():
            family = CounterMetricFamily(
                f"{PREFIX}_geometry_{metric}", documentation, labels=tuple(self._labels)
            )
            family.add_metric(values, getattr(pool.figures, name))
            yield family
        remote = self._geometry.remote
        for metric, documentation, value in (
            ("remote_kernels", "Kernels that came whole and right from other sites.", remote.fetched),
            ("remote_bytes", "Bytes that came from other sites.", remote.received_bytes),
            ("remote_wrong", "Kernels that came whole and had another hash.", remote.wrong),
        ):
            counter = CounterMetricFamily(
                f"{PREFIX}_geometry_{metric}", documentation, labels=tuple(self._labels)
            )
            counter.add_metric(values, value)
            yield counter
        for metric, documentation, value in (
            ("cspice_processes", "Processes that hold kernels now.", pool.running),
            ("waiting", "Questions that wait for a process.", pool.waiting),
            ("kernel_bytes", "Bytes of the files of kernels that processes load.", files.bytes),
            (
                "job_kernel_bytes",
                "Of these, bytes of kernels that jobs hold until they end.",
                self._geometry.jobs.kernels.bytes,
            ),
        ):
            gauge = GaugeMetricFamily(
                f"{PREFIX}_geometry_{metric}", documentation, labels=tuple(self._labels)
            )
            gauge.add_metric(values, value)
            yield gauge
