"""Spans told to OpenTelemetry. Imported only where an OTLP endpoint is configured: see `spans`."""

import logging
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace as api
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import IdGenerator

from shared.observability.task_context import task_context, within
from shared.observability.trace_context import SAMPLED, SPAN_BYTES, TRACE_BYTES, TraceContext
from shared.observability.tracing import NOTHING, Attributes, SpanKind

CLOSE_SECONDS = 3.0
"""For the last spans at the end of a process: less than what a container's grace leaves after the drain."""

KINDS = {
    SpanKind.INTERNAL: api.SpanKind.INTERNAL,
    SpanKind.PRODUCER: api.SpanKind.PRODUCER,
    SpanKind.CONSUMER: api.SpanKind.CONSUMER,
}


class _Ids(IdGenerator):
    """Identifiers from a source of randomness that is passed in, or those that a root span must have."""

    def __init__(self, source: random.Random) -> None:
        self._source = source
        self.root: TraceContext | None = None

    def generate_trace_id(self) -> int:
        if self.root is not None:
            return int(self.root.trace_id, 16)
        return int.from_bytes(self._source.randbytes(TRACE_BYTES), "big") or 1

    def generate_span_id(self) -> int:
        if self.root is not None:
            return int(self.root.span_id, 16)
        return int.from_bytes(self._source.randbytes(SPAN_BYTES), "big") or 1


class OpenTelemetryTracer:
    """Implements `Tracer` with OpenTelemetry's SDK. Close it, or the last spans are lost."""

    def __init__(
        self,
        *,
        service: str,
        attributes: Attributes,
        source: random.Random,
        exporter: SpanExporter | None = None,
    ) -> None:
        """Wire it.

        Args:
            service: which service this process is.
            attributes: what all its spans have in common, such as its site.
            source: randomness, for identifiers.
            exporter: where spans go; by default OTLP over HTTP, as the `OTEL_EXPORTER_OTLP_*` variables
                say. `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` win over what is passed in here.
        """
        # It warns of every try while the receiver is away, and then says that it has given up.
        logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)
        self._ids = _Ids(source)
        common = {"service.namespace": "spicerack", "service.name": f"spicerack-{service}", **attributes}
        resource = Resource(common).merge(Resource.create())
        if str(resource.attributes.get("service.name")).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": common["service.name"]}))
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("spicerack")

    @contextmanager
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
    ) -> Iterator[None]:
        """See `Tracer`."""
        parent = task_context().trace if root is None else None
        self._ids.root = root
        span = self._tracer.start_span(
            name,
            context=_context_of(parent),
            kind=KINDS[kind],
            attributes=dict(attributes),
            links=[api.Link(_span_context(link)) for link in links],
            start_time=started_ns,
        )
        self._ids.root = None
        try:
            with within(_trace_of(span)):
                yield
        except Exception as error:
            if not isinstance(error, expected):
                span.record_exception(error)
                span.set_status(api.StatusCode.ERROR, str(error))
            raise
        finally:
            span.end()

    def close(self) -> None:
        """Tell what was not told yet; blocks for at most `CLOSE_SECONDS`."""
        # The exporter's own time-out counts for each try: a receiver that is silent would hold up the stop.
        last = threading.Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(CLOSE_SECONDS)


def _span_context(trace: TraceContext) -> api.SpanContext:
    flags = api.TraceFlags(SAMPLED if trace.sampled else 0)
    return api.SpanContext(int(trace.trace_id, 16), int(trace.span_id, 16), is_remote=True, trace_flags=flags)


def _context_of(parent: TraceContext | None) -> Context:
    """Return a context with this parent alone: the library's own notion of what is current is not used."""
    if parent is None:
        return Context()
    return api.set_span_in_context(api.NonRecordingSpan(_span_context(parent)), Context())


def _trace_of(span: api.Span) -> TraceContext:
    context = span.get_span_context()
    return TraceContext(
        api.format_trace_id(context.trace_id),
        api.format_span_id(context.span_id),
        sampled=context.trace_flags.sampled,
    )
