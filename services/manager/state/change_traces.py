"""Traces of what happens at a site, kept in memory: a restart costs the end of some."""

from collections.abc import Iterable

from shared.contracts.messages.batch import Batch
from shared.observability.task_context import task_context, within
from shared.observability.trace_context import TraceContext, trace_of_batch
from shared.observability.tracing import Tracer

REVISIONS_MAX = 1000
"""Of the last commits; what is placed later than that many commits has no end in its trace."""

VISIBLE_MAX = 100
"""Traces in which one report is told of: a first sync places files of many commits at once."""


class Traces:
    """What is known of the traces of changes, here and elsewhere."""

    def __init__(self) -> None:
        self._stirred_ns: int | None = None
        self._of: dict[int, TraceContext] = {}
        self.newest: TraceContext | None = None
        """Of the commit that was folded last: what the next want comes from."""

    def change_seen(self, now_ns: int) -> None:
        """Note that something may have changed in the directory; the first time counts."""
        if self._stirred_ns is None:
            self._stirred_ns = now_ns

    def calm(self) -> None:
        """Note that nothing had changed after all."""
        self._stirred_ns = None

    def take_first_change(self) -> int | None:
        """Return when the change that is told of now was noticed first, once."""
        change_seen, self._stirred_ns = self._stirred_ns, None
        return change_seen

    def folded(self, revision: int) -> None:
        """Note that the commit at hand was folded."""
        trace = task_context().trace
        if trace is None:
            return
        self._of[revision] = self.newest = trace
        if len(self._of) > REVISIONS_MAX:
            del self._of[min(self._of)]

    def visible(self, tracer: Tracer, site: str, revisions: Iterable[int]) -> None:
        """Tell, in the trace of each of these revisions, that what it changed is in place at this site.

        The report at hand comes from a pack, which may hold what several commits changed.
        """
        report = task_context().trace
        for revision in sorted(set(revisions), reverse=True)[:VISIBLE_MAX]:
            trace = self._of.get(revision) or report
            same = report is None or trace is None or trace.trace_id == report.trace_id
            attributes: dict[str, str | int] = {"spicerack.site": site, "spicerack.revision": revision}
            with within(report if same else trace):
                links = () if same or report is None else (report,)
                with tracer.span("visible", attributes=attributes, links=links):
                    pass


def trace_of(batch: Batch) -> TraceContext:
    """Return the first span of the trace of a batch."""
    return trace_of_batch(
        collection=batch.collection,
        site=batch.site,
        incarnation=batch.incarnation,
        sequence=batch.sequence,
    )
