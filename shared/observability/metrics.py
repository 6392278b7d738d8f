"""Metrics of one process: a registry that is passed around, and helpers that name things alike.

Names follow the Prometheus conventions (https://prometheus.io/docs/practices/naming/): base units,
the unit as a suffix, `_total` after counters (which the library adds). Labels must have few values:
a site or a collection, never a path or a content.
"""

from collections.abc import Sequence

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

PREFIX = "spicerack"
"""Every metric of ours is called `spicerack_...`; those of the process keep their usual `process_...`."""

SECONDS_BUCKETS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0, 300.0)
"""From one message over a loopback (1 ms) to a large kernel over a slow line (5 min)."""

BYTES_BUCKETS = tuple(float(4**power) for power in range(5, 17))
"""From 1 KiB to 4 GiB, each four times the one before."""


def new_registry() -> CollectorRegistry:
    """Return a registry that holds the process' own figures (memory, CPU, open files) and nothing else."""
    registry = CollectorRegistry(auto_describe=True)
    ProcessCollector(registry=registry)
    return registry


def counter(
    registry: CollectorRegistry, name: str, documentation: str, labels: Sequence[str] = ()
) -> Counter:
    """Make a counter `spicerack_<name>_total`. Raises ValueError if the registry has the name already."""
    return Counter(name, documentation, labels, namespace=PREFIX, registry=registry)


def gauge(registry: CollectorRegistry, name: str, documentation: str, labels: Sequence[str] = ()) -> Gauge:
    """Make a gauge `spicerack_<name>`. Raises ValueError if the registry has the name already."""
    return Gauge(name, documentation, labels, namespace=PREFIX, registry=registry)


def histogram(
    registry: CollectorRegistry,
    name: str,
    documentation: str,
    labels: Sequence[str] = (),
    *,
    buckets: Sequence[float] = SECONDS_BUCKETS,
) -> Histogram:
    """Make a histogram `spicerack_<name>`. Raises ValueError if the registry has the name already."""
    return Histogram(name, documentation, labels, namespace=PREFIX, registry=registry, buckets=buckets)


def exposition(registry: CollectorRegistry) -> tuple[bytes, str]:
    """Return the Prometheus text exposition of all metrics, and its media type."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
