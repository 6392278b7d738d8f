"""Metrics of an acquirer, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.acquirer.context import AcquirerContext
from services.acquirer.fetch.failure import Blame
from services.acquirer.state.rows import Status
from services.acquirer.work.look_task import overdue_seconds
from shared.observability.metrics import PREFIX

COUNTERS = {
    "looks": "Looks at feeds.",
    "failed_looks": "Looks at feeds that saw nothing, or not all.",
    "done": "Granules that came to a good end: published, or found to be there.",
    "bytes": "Bytes of granules that were published.",
}


class AcquirerMetrics(Collector):
    """Figures that are read when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, context: AcquirerContext) -> None:
        self._context = context
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        context = self._context
        labels = {"collection": context.collection, "site": context.site}
        values = tuple(labels.values())
        granules = GaugeMetricFamily(
            f"{PREFIX}_acquirer_granules",
            "Granules by feed and status.",
            labels=(*labels, "feed", "status"),
        )
        silent = GaugeMetricFamily(
            f"{PREFIX}_acquirer_well_looked_timestamp_seconds",
            "When a feed was last listed to its end, in seconds since 1970; 0: never.",
            labels=(*labels, "feed"),
        )
        overdue = GaugeMetricFamily(
            f"{PREFIX}_acquirer_look_overdue_seconds",
            "For how long a feed should have been listed to its end, and was not.",
            labels=(*labels, "feed"),
        )
        queue = GaugeMetricFamily(
            f"{PREFIX}_acquirer_queue_seconds",
            "For how long the first queued granule has been due, and was not begun.",
            labels=(*labels, "feed"),
        )
        slots = GaugeMetricFamily(
            f"{PREFIX}_acquirer_slot_seconds",
            "For how long the connection that was taken first is in use.",
            labels=(*labels, "provider"),
        )
        together = GaugeMetricFamily(
            f"{PREFIX}_acquirer_publishing",
            "Granules that are fetched and wait to be published, and publications that are under way.",
            labels=(*labels, "kind"),
        )
        together.add_metric((*values, "granules"), context.together.waiting)
        together.add_metric((*values, "publications"), context.together.running)
        for provider, pool in context.pools.items():
            slots.add_metric((*values, provider), pool.oldest_seconds)
        for feed, said in context.file.feeds.items():
            overdue.add_metric((*values, feed), overdue_seconds(context, feed))
            since = context.store.due_since(feed, now=context.now())
            waits = since is not None and context.may_ask(said.provider)
            queue.add_metric((*values, feed), max(context.now() - since, 0.0) if since and waits else 0.0)
            counts, last = context.store.counts(feed), context.store.last_look(feed)
            for status in Status:
                granules.add_metric((*values, feed, status), counts.get(status, 0))
            silent.add_metric((*values, feed), 0 if last is None else last.well_at)
        failures = CounterMetricFamily(
            f"{PREFIX}_acquirer_failures",
            "Tries that failed, by whose fault it was.",
            labels=(*labels, "blame"),
        )
        for blame in Blame:
            failures.add_metric((*values, blame), context.figures.failures.get(blame, 0))
        yield from (granules, silent, failures, overdue, queue, slots, together)
        for name, documentation in COUNTERS.items():
            family = CounterMetricFamily(f"{PREFIX}_acquirer_{name}", documentation, labels=tuple(labels))
            family.add_metric(values, getattr(context.figures, name))
            yield family
