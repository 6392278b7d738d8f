"""Metrics of a gateway, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.gateway.contents.remote.contents import RemoteParts
from services.gateway.context import GatewayContext
from shared.contents.reading import Failure
from shared.observability.metrics import PREFIX, gauge

LABELS = ("collection", "site")


class GatewayMetrics:
    """Figures of one gateway, read when they are scraped."""

    def __init__(
        self, registry: CollectorRegistry, context: GatewayContext, *, remote: RemoteParts | None = None
    ) -> None:
        labels = (context.identity.collection, context.identity.site)
        head = gauge(registry, "gateway_head_revision", "Revision that the log was folded to.", LABELS)
        followers = gauge(registry, "gateway_followers", "Who follows events now.", LABELS)
        followers.labels(*labels).set_function(lambda: context.followers.now)
        waiting = gauge(registry, "gateway_changes_waiting", "Changes that wait for their commits.", LABELS)
        waiting.labels(*labels).set_function(lambda: context.changes.waiting)
        head.labels(*labels).set_function(lambda: context.followed.revision)
        if remote is not None:
            registry.register(RemoteMetrics(remote, labels))


class RemoteMetrics(Collector):
    """Figures of what is read at other sites, read when they are scraped."""

    def __init__(self, remote: RemoteParts, labels: tuple[str, ...]) -> None:
        self._remote = remote
        self._labels = labels

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        figures, cache = self._remote.figures, self._remote.cache
        counters = {
            "remote_bytes": ("Bytes that came from other sites.", figures.received_bytes),
            "remote_fetched": ("Contents that came whole and right, and were kept.", figures.fetched),
            "remote_passed": ("Readings past the cache, which the content did not fit.", figures.passed),
            "remote_wrong": ("Contents that came whole and had another hash.", figures.wrong),
            "remote_joined": ("Readers that joined a fetch under way.", figures.shared),
            "cache_hits": ("Contents of other sites that the cache had.", figures.hits),
        }
        for name, (documentation, value) in counters.items():
            yield self._counter(name, documentation, value)
        family = CounterMetricFamily(
            f"{PREFIX}_gateway_remote_failures",
            "Readings at other sites that ended early, by the reason.",
            labels=(*LABELS, "failure"),
        )
        for failure in Failure:
            family.add_metric((*self._labels, failure), figures.failures[failure])
        yield family
        kept = GaugeMetricFamily(
            f"{PREFIX}_gateway_cache_bytes", "Bytes of contents of other sites on disk.", labels=LABELS
        )
        kept.add_metric(self._labels, cache.bytes)
        yield kept

    def _counter(self, name: str, documentation: str, value: float) -> Metric:
        family = CounterMetricFamily(f"{PREFIX}_gateway_{name}", documentation, labels=LABELS)
        family.add_metric(self._labels, value)
        return family
