"""Traces: what passes them on, what tells of them, and what costs nothing when nobody asks."""

import asyncio
import logging
import random
import subprocess
import sys
import threading
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.observability.task_context import handling, task_context, within
from shared.observability.telemetry import OpenTelemetryTracer
from shared.observability.trace_context import (
    TraceContext,
    new_trace,
    parse_trace_parent,
    trace_of_batch,
)
from shared.observability.tracing import NoTracer, SpanKind
from shared.service.spans import tracing, wants_spans

HEADER = f"00-{'a' * 32}-{'b' * 16}-01"
TRACE = TraceContext("a" * 32, "b" * 16)


class ExpectedError(Exception):
    """An end that is no failure."""


def told(tracer: OpenTelemetryTracer, exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """Return the spans by name."""
    tracer.close()
    return {span.name: span for span in exporter.get_finished_spans()}


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    """Keeps spans."""
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> OpenTelemetryTracer:
    """A tracer that keeps its spans."""
    return OpenTelemetryTracer(
        service="manager", attributes={"spicerack.site": "a"}, source=random.Random(1), exporter=exporter
    )


def test_a_header_is_read_as_it_is_written() -> None:
    """What `header` writes, `parse_trace_parent` reads."""
    assert TRACE.header() == HEADER
    assert parse_trace_parent(HEADER) == TRACE
    assert parse_trace_parent(HEADER[:-1] + "0") == TraceContext("a" * 32, "b" * 16, sampled=False)


@pytest.mark.parametrize(
    "text",
    [None, "", "00-a-b-01", f"00-{'0' * 32}-{'b' * 16}-01", HEADER.upper(), HEADER + "-x", "01" + HEADER],
)
def test_a_header_out_of_form_is_no_trace(text: str | None) -> None:
    """A header that another program has spoilt costs its trace, and nothing else."""
    assert parse_trace_parent(text) is None


def test_a_batch_has_one_trace_wherever_it_is_read() -> None:
    """The trace follows from what the batch is, and differs from that of the next one."""
    one = trace_of_batch(collection="c", site="a", incarnation="0" * 16, sequence=1)
    again = trace_of_batch(collection="c", site="a", incarnation="0" * 16, sequence=1)
    other = trace_of_batch(collection="c", site="a", incarnation="0" * 16, sequence=2)
    assert one == again
    assert one.trace_id != other.trace_id
    assert parse_trace_parent(one.header()) == one


def test_a_new_trace_asks_nobody_to_record_it() -> None:
    """What no change has caused is not sampled, and equal randomness gives equal identifiers."""
    assert new_trace(random.Random(3)) == new_trace(random.Random(3))
    assert not new_trace(random.Random(3)).sampled


async def test_what_is_at_hand_belongs_to_its_task() -> None:
    """A message at hand is seen by the tasks and threads that its handling begins, and by no other."""
    seen: list[TraceContext | None] = []

    async def look() -> None:
        seen.append(await asyncio.to_thread(lambda: task_context().trace))

    with handling(subject="rack.log.c", sequence=1, headers={"traceparent": HEADER}):
        await asyncio.create_task(look())
    await look()
    assert seen == [TRACE, None]
    assert task_context().message == {}


def test_without_a_receiver_a_trace_passes_as_it_came() -> None:
    """`NoTracer` leaves the trace at hand alone, and begins one where it is told with which identifiers."""
    with within(TRACE), NoTracer().span("work"):
        assert task_context().trace == TRACE
    with NoTracer().span("change", root=TRACE):
        assert task_context().trace == TRACE


def test_a_span_has_the_trace_at_hand_for_a_parent(
    tracer: OpenTelemetryTracer, exporter: InMemorySpanExporter
) -> None:
    """A span belongs to the trace that a message brought, and what it causes belongs to the span."""
    with within(TRACE), tracer.span("outer", kind=SpanKind.CONSUMER):
        inside = task_context().trace
        with tracer.span("inner"):
            pass
    spans = told(tracer, exporter)
    assert inside is not None
    assert inside.trace_id == TRACE.trace_id
    outer, inner = spans["outer"], spans["inner"]
    assert outer.parent is not None
    assert outer.parent.span_id == int(TRACE.span_id, 16)
    assert inner.parent is not None
    assert inner.parent.span_id == int(inside.span_id, 16)
    assert outer.resource.attributes["spicerack.site"] == "a"
    assert outer.resource.attributes["service.name"] == "spicerack-manager"


def test_a_root_span_has_the_identifiers_that_it_is_given(
    tracer: OpenTelemetryTracer, exporter: InMemorySpanExporter
) -> None:
    """A root has no parent, whatever is at hand, and begins when it is said to have begun."""
    other = TraceContext("c" * 32, "d" * 16)
    with within(other), tracer.span("change", root=TRACE, started_ns=5, links=[other]):
        assert task_context().trace == TRACE
    with tracer.span("next"):
        pass
    spans = told(tracer, exporter)
    change = spans["change"]
    assert (change.parent, change.start_time) == (None, 5)
    assert change.context is not None
    assert change.context.trace_id == int(TRACE.trace_id, 16)
    assert [link.context.trace_id for link in change.links] == [int(other.trace_id, 16)]
    assert spans["next"].context is not None
    assert spans["next"].context.trace_id != change.context.trace_id


def test_a_receiver_that_is_silent_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracer is closed although its last spans cannot be told."""
    monkeypatch.setattr("shared.observability.telemetry.CLOSE_SECONDS", 0.05)
    silent = threading.Event()

    class Silent(InMemorySpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            silent.wait(60)
            return SpanExportResult.FAILURE

    tracer = OpenTelemetryTracer(service="m", attributes={}, source=random.Random(1), exporter=Silent())
    with tracer.span("last"):
        pass
    tracer.close()
    assert not silent.is_set(), "it did not wait for the receiver"
    silent.set()


def test_a_failure_shows_in_its_span(tracer: OpenTelemetryTracer, exporter: InMemorySpanExporter) -> None:
    """An exception marks its span as failed, unless it is one by which such work may end."""
    with pytest.raises(ValueError, match="no"), tracer.span("bad"):
        raise ValueError("no")
    with pytest.raises(ExpectedError), tracer.span("fine", expected=(ExpectedError,)):
        raise ExpectedError
    spans = told(tracer, exporter)
    assert not spans["bad"].status.is_ok
    assert spans["fine"].status.is_unset


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_the_standard_variables_say_whether_spans_are_wanted(
    environment: dict[str, str], wanted: bool
) -> None:
    """An endpoint asks for spans; the variables that turn OpenTelemetry off win."""
    assert wants_spans(environment) is wanted


async def test_a_missing_package_is_said_and_is_no_reason_to_stop(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a receiver is named and the extra is missing, the service works and says what to install."""
    monkeypatch.delitem(sys.modules, "shared.observability.telemetry", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}
    spans = tracing("manager", attributes={}, source=random.Random(1), environment=environment)
    with caplog.at_level(logging.WARNING):
        async with spans as tracer:
            assert isinstance(tracer, NoTracer)
    assert "pip install 'spicerack[telemetry]'" in caplog.text


def test_services_do_not_load_opentelemetry_unasked() -> None:
    """Importing every service loads neither the SDK nor the exporter: who wants no spans pays nothing.

    The small API package is another matter: FastAPI looks for it by itself.
    """
    code = (
        "import sys, services.manager.app, services.orchestrator.app, services.transfer.app\n"
        "heavy = ('opentelemetry.sdk', 'opentelemetry.exporter')\n"
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
