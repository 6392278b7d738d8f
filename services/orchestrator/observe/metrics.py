"""Metrics of an orchestrator, for Prometheus."""

from prometheus_client import CollectorRegistry

from services.orchestrator.orchestrator import Orchestrator
from services.orchestrator.upkeep.sweep_expired import ExpiredSweeper
from shared.observability.metrics import gauge


class OrchestratorMetrics:
    """Gauges that are read from the orchestrator when they are scraped."""

    def __init__(
        self, registry: CollectorRegistry, *, orchestrator: Orchestrator, sweeper: ExpiredSweeper
    ) -> None:
        collections = orchestrator.collections
        figures = {
            "orchestrator_collections": (
                "Collections that this orchestrator holds the lease of.",
                lambda: len(collections),
            ),
            "orchestrator_active_packs": (
                "Targets with a pack under way.",
                lambda: sum(one.planner.active for one in collections.values()),
            ),
            "orchestrator_lost_contents": (
                "Wanted contents that no online site holds.",
                lambda: sum(len(one.planner.lost) for one in collections.values()),
            ),
            "orchestrator_checkpoints_ignored": (
                "Checkpoints that were not believed when a fold began.",
                lambda: sum(one.begun.ignored for one in collections.values()),
            ),
            "orchestrator_expired_values_swept": (
                "Leases and signs of life that outlived their time on the server, and were removed.",
                lambda: sweeper.swept,
            ),
        }
        for name, (documentation, read) in figures.items():
            gauge(registry, name, documentation).set_function(read)
