"""Metrics of the service. Nothing is counted by visit, by source of an image or by satellite."""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.satellites.api.handshakes import Why
from services.satellites.catalogue.keeper import Keeper
from services.satellites.catalogue.refresh import Loads
from services.satellites.visits.pair_watch import ALONE, SHARED, PairWatch
from shared.observability.metrics import PREFIX


class SatellitesMetrics(Collector):
    """Figures that are read when they are scraped."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        keeper: Keeper,
        loads: Mapping[str, Loads],
        handshakes: Mapping[Why, int] | None = None,
        watch: PairWatch | None = None,
    ) -> None:
        self._keeper = keeper
        self._watch = watch
        self._loads = loads
        self._handshakes = handshakes
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        fresh = self._keeper.unfit() is None
        yield GaugeMetricFamily(
            f"{PREFIX}_satellites_catalogue_fresh", "1 while visits are answered.", value=fresh
        )
        if self._keeper.objects():
            yield GaugeMetricFamily(
                f"{PREFIX}_satellites_catalogue_age_seconds",
                "Since the source that was loaded longest ago.",
                value=self._keeper.age().total_seconds(),
            )
        if self._watch is not None and self._watch.state != ALONE:
            yield GaugeMetricFamily(
                f"{PREFIX}_satellites_pair_shared",
                "1 while other replicas hear of visits over the bus.",
                value=self._watch.state == SHARED,
            )
        family = CounterMetricFamily(
            f"{PREFIX}_satellites_loads",
            "Loads of each source, by what became of them.",
            labels=("source", "outcome"),
        )
        for name, loads in self._loads.items():
            family.add_metric((name, "used"), loads.used)
            family.add_metric((name, "doubted"), loads.doubted)
            family.add_metric((name, "failed"), loads.failed)
        yield family
        if self._handshakes is None:
            return
        family = CounterMetricFamily(
            f"{PREFIX}_satellites_handshakes_refused",
            "Handshakes of callers over TLS that failed, by reason.",
            labels=("reason",),
        )
        for why in Why:
            family.add_metric((why,), self._handshakes.get(why, 0))
        yield family


def quiet_registry() -> CollectorRegistry:
    """Return a registry without figures of the process: its CPU between questions tells of a field."""
    return CollectorRegistry(auto_describe=True)
