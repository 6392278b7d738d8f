"""Metrics of a describer, for Prometheus."""

from collections.abc import Iterable
from dataclasses import asdict

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.describer.context import DescriberContext
from shared.observability.metrics import PREFIX

TOLD = ("recognised", "unknown", "failed")

COUNTERS = {
    "outrun": ("outrun_descriptions", "Descriptions that another describer had published first."),
    "deaths": ("worker_deaths", "Worker processes that died of a content."),
    "absent": ("absent_contents", "Looks for a content that this site does not hold."),
}


class DescriberMetrics(Collector):
    """Figures that are read from the describer when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, context: DescriberContext) -> None:
        self._context = context
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        labels = {"collection": self._context.collection, "site": self._context.me.site}
        figures = asdict(self._context.figures)
        waiting = GaugeMetricFamily(
            f"{PREFIX}_describer_undescribed",
            "Contents of the tree without a description, as this process knows.",
            labels=tuple(labels),
        )
        waiting.add_metric(tuple(labels.values()), self._context.backlog.count())
        told = CounterMetricFamily(
            f"{PREFIX}_describer_descriptions",
            "Descriptions that this process published, by what came of the look.",
            labels=(*labels, "told"),
        )
        for name in TOLD:
            told.add_metric((*labels.values(), name), figures[name])
        yield from (waiting, told)
        for name, (metric, documentation) in COUNTERS.items():
            family = CounterMetricFamily(f"{PREFIX}_describer_{metric}", documentation, labels=tuple(labels))
            family.add_metric(tuple(labels.values()), figures[name])
            yield family
