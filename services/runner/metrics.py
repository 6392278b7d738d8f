"""Metrics of a runner, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.runner.context import RunnerContext
from shared.observability.metrics import PREFIX

ENDED = ("succeeded", "failed", "cancelled")

COUNTERS = {
    "outrun": "Results that another runner had recorded first.",
    "skipped": "Steps that came again after their results were recorded, or that nobody waits for.",
    "log_bytes": "Bytes of logs of steps that were published.",
}


class RunnerMetrics(Collector):
    """Figures that are read when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, context: RunnerContext) -> None:
        self._context = context
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        figures = self._context.figures
        labels = {"collection": self._context.collection, "site": self._context.site}
        running = GaugeMetricFamily(f"{PREFIX}_runner_running", "Steps that run now.", labels=tuple(labels))
        running.add_metric(tuple(labels.values()), figures.running)
        steps = CounterMetricFamily(
            f"{PREFIX}_runner_steps", "Steps that ended here, by how.", labels=(*labels, "ended")
        )
        for name in ENDED:
            steps.add_metric((*labels.values(), name), getattr(figures, name))
        yield from (running, steps)
        for name, documentation in COUNTERS.items():
            family = CounterMetricFamily(f"{PREFIX}_runner_{name}", documentation, labels=tuple(labels))
            family.add_metric(tuple(labels.values()), getattr(figures, name))
            yield family
