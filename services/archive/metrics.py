"""Metrics of an archive, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.archive.context import ArchiveContext
from services.archive.refusals import KINDS
from shared.observability.metrics import PREFIX


class ArchiveMetrics(Collector):
    """Figures that are read from the archive when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, context: ArchiveContext) -> None:
        self._context = context
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        figures, known = self._context.figures, self._context.databases.known
        labels = {"collection": self._context.collection, "site": self._context.config.site}
        gauges = {
            "database_connected": ("Whether the database answers.", float(figures.connected)),
            "writes": ("Whether this process is the one that writes.", float(figures.writes)),
            "revision": ("The revision of the log that the rows stand at.", float(known.revision)),
            "behind_revisions": (
                "Revisions of the log that are folded and not in the rows yet.",
                float(max(0, self._context.followed.revision - known.revision)),
            ),
        }
        for name, (words, value) in gauges.items():
            gauge = GaugeMetricFamily(f"{PREFIX}_archive_{name}", words, labels=tuple(labels))
            gauge.add_metric(tuple(labels.values()), value)
            yield gauge
        yield from self._counters(labels)
        yield from self._hooks(labels)

    def _hooks(self, labels: dict[str, str]) -> Iterable[Metric]:
        names = (*labels, "hook")
        told = CounterMetricFamily(
            f"{PREFIX}_archive_hook_events",
            "Events that receivers were told of, or that were given up.",
            labels=(*names, "outcome"),
        )
        failed = CounterMetricFamily(
            f"{PREFIX}_archive_hook_failures", "Tries to tell a receiver that failed.", labels=names
        )
        waits = GaugeMetricFamily(
            f"{PREFIX}_archive_hook_waiting_seconds",
            "Since the oldest event that does not get through was first tried; 0 where none waits.",
            labels=names,
        )
        now = self._context.clock.now()
        for name, figures in self._context.figures.hooks.items():
            of_hook = (*labels.values(), name)
            told.add_metric((*of_hook, "told"), figures.sent)
            told.add_metric((*of_hook, "given up"), figures.given_up)
            failed.add_metric(of_hook, figures.tries_failed)
            since = figures.waiting_since
            waits.add_metric(of_hook, 0.0 if since is None else (now - since).total_seconds())
        yield from (told, failed, waits)

    def _counters(self, labels: dict[str, str]) -> Iterable[Metric]:
        figures = self._context.figures
        taken = CounterMetricFamily(
            f"{PREFIX}_archive_inputs", "What was taken in, by its stream.", labels=(*labels, "stream")
        )
        for stream, count in (
            ("log", figures.commits),
            ("descriptions", figures.described),
            ("records", figures.recorded),
        ):
            taken.add_metric((*labels.values(), stream), count)
        asked = CounterMetricFamily(
            f"{PREFIX}_archive_questions", "Questions, by the database that answered.", labels=(*labels, "by")
        )
        asked.add_metric((*labels.values(), "replica"), figures.by_replica)
        asked.add_metric((*labels.values(), "writer"), figures.by_writer)
        refused = CounterMetricFamily(
            f"{PREFIX}_archive_refused", "Questions that were refused, by why.", labels=(*labels, "kind")
        )
        for kind in KINDS:
            refused.add_metric((*labels.values(), kind), figures.refused[kind])
        yield refused
        rebuilt = CounterMetricFamily(
            f"{PREFIX}_archive_rebuilds",
            "Times that all rows were built anew, since a stream was another one.",
            labels=tuple(labels),
        )
        rebuilt.add_metric(tuple(labels.values()), figures.rebuilt)
        events = CounterMetricFamily(
            f"{PREFIX}_archive_events", "Events of frames that were said.", labels=tuple(labels)
        )
        events.add_metric(tuple(labels.values()), figures.events)
        yield from (taken, asked, rebuilt, events)
