"""Metrics of the workflow service, for Prometheus."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.workflow.context import WorkflowContext
from services.workflow.executions.summary import STATUSES
from shared.observability.metrics import PREFIX

COUNTERS = {
    "turns": "Facts that executions were given.",
    "loaded": "Executions that were read from their logs.",
    "outrun": "Appends that another process was before in.",
    "given": "Steps that were put into queues.",
}


class WorkflowMetrics(Collector):
    """Figures that are read when they are scraped."""

    def __init__(self, registry: CollectorRegistry, *, context: WorkflowContext) -> None:
        self._context = context
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """Return all figures."""
        context, engine = self._context, self._context.engine
        labels = {"collection": context.collection, "site": context.site}
        executions = GaugeMetricFamily(
            f"{PREFIX}_workflow_executions",
            "Executions that this process knows, by status.",
            labels=(*labels, "status"),
        )
        counts = context.store.counts()
        for status in STATUSES:
            executions.add_metric((*labels.values(), status), counts.get(status, 0))
        yield executions
        now = context.clock.now()
        waits = [(now - step.since).total_seconds() for _, step in engine.waiting()]
        gauges = {
            "steps_waiting": (len(waits), "Steps of this process's executions that no runner has taken up."),
            "step_wait_seconds": (
                max(waits, default=0.0),
                "For how long the oldest of them has waited for a runner.",
            ),
            "partitions": (len(engine.held), "Parts of all executions that this process works on."),
            "stuck": (len(engine.figures.stuck), "Executions that cannot be carried on: a person must look."),
            "rules_waiting": (
                sum(bool(one.waiting.waits_for) for one in context.dispatcher.dispatches.values()),
                "Rules of this process with files that wait for a slot or a workflow.",
            ),
        }
        gauges["schedules_waiting"] = (
            sum(bool(one.waits_for) for one in context.schedules.dispatches.values()),
            "Schedules of this process with a time that waits for the end of an execution, or for a person.",
        )
        for name, (value, documentation) in gauges.items():
            gauge = GaugeMetricFamily(f"{PREFIX}_workflow_{name}", documentation, labels=tuple(labels))
            gauge.add_metric(tuple(labels.values()), value)
            yield gauge
        figures = context.schedule_figures
        for name, value in (("started", figures.started), ("skipped", figures.skipped)):
            family = CounterMetricFamily(
                f"{PREFIX}_workflow_times_{name}",
                f"Times of schedules that were {name}.",
                labels=tuple(labels),
            )
            family.add_metric(tuple(labels.values()), value)
            yield family
        for name, documentation in COUNTERS.items():
            family = CounterMetricFamily(f"{PREFIX}_workflow_{name}", documentation, labels=tuple(labels))
            family.add_metric(tuple(labels.values()), getattr(engine.figures, name))
            yield family
