"""The port by which services tell what they do in spans. `NoTracer` passes traces on and tells nobody."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import Protocol

from shared.observability.task_context import within
from shared.observability.trace_context import TraceContext

Attributes = Mapping[str, str | int]

NOTHING: Attributes = {}


class SpanKind(StrEnum):
    """Which part a span plays, as OpenTelemetry has it."""

    INTERNAL = "internal"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Tracer(Protocol):
    """Tells of pieces of work."""

    def span(
        self,
        name: str,
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Attributes = NOTHING,
        links: Sequence[TraceContext] = (),
        root: TraceContext | None = None,
        started_ns: int | None = None,
        expected: tuple[type[Exception], ...] = (),
    ) -> AbstractContextManager[None]:
        """Work in the block as one span; its parent is the trace at hand, and within it the span is.

        Args:
            name: few different ones: no paths, no sites.
            kind: its part.
            attributes: what it was about.
            links: spans of other traces that have to do with it.
            root: the identifiers of a span that begins its trace; it then has no parent.
            started_ns: when it began, if before now; nanoseconds since 1970.
            expected: exceptions by which it may end without having failed.
        """


class NoTracer:
    """Tells nobody. A trace that began elsewhere is passed on as it came."""

    @contextmanager
    def span(
        self,
        name: str,  # noqa: ARG002
        *,
        kind: SpanKind = SpanKind.INTERNAL,  # noqa: ARG002
        attributes: Attributes = NOTHING,  # noqa: ARG002
        links: Sequence[TraceContext] = (),  # noqa: ARG002
        root: TraceContext | None = None,
        started_ns: int | None = None,  # noqa: ARG002
        expected: tuple[type[Exception], ...] = (),  # noqa: ARG002
    ) -> Iterator[None]:
        """See `Tracer`."""
        with within(root):
            yield
