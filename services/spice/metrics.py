"""Metrics of the SPICE service, for Prometheus."""

from prometheus_client import CollectorRegistry

from services.spice.context import SpiceContext
from shared.observability.metrics import gauge

LABELS = ("collection", "site")


class SpiceMetrics:
    """Figures of one process, read when they are scraped."""

    def __init__(self, registry: CollectorRegistry, context: SpiceContext) -> None:
        labels = (context.collection, context.site)
        head = gauge(registry, "spice_head_revision", "Revision that the log was folded to.", LABELS)
        head.labels(*labels).set_function(lambda: context.followed.revision)
        kernels = gauge(registry, "spice_kernels", "Live files that are kernels, or called so.", LABELS)
        kernels.labels(*labels).set_function(context.store.count)
        untold = gauge(registry, "spice_undescribed", "Of these, those that nobody has described.", LABELS)
        untold.labels(*labels).set_function(context.store.undescribed)
