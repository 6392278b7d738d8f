"""Metrics of a gateway, for Prometheus."""

from prometheus_client import CollectorRegistry

from services.gateway.context import GatewayContext
from shared.observability.metrics import gauge

LABELS = ("collection", "site")


class GatewayMetrics:
    """Figures of one gateway, read when they are scraped."""

    def __init__(self, registry: CollectorRegistry, context: GatewayContext) -> None:
        labels = (context.identity.collection, context.identity.site)
        head = gauge(registry, "gateway_head_revision", "Revision that the log was folded to.", LABELS)
        head.labels(*labels).set_function(lambda: context.followed.revision)
