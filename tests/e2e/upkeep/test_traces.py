"""One trace from a change at one site to visible at the other, over real processes and a real receiver."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.e2e.harness import Rack, eventually, write

WHOLE = {
    ("spicerack-manager", "a", "change"),
    ("spicerack-manager", "a", "publish batch"),
    ("spicerack-orchestrator", "", "process batch"),
    ("spicerack-manager", "a", "fold"),
    ("spicerack-manager", "b", "fold"),
    ("spicerack-orchestrator", "", "supply"),
    ("spicerack-transfer", "a", "process job.build"),
    ("spicerack-transfer", "b", "process job.apply"),
    ("spicerack-manager", "b", "visible"),
}
"""(service, site, name) of every span between a change and its being visible at the other site."""


@dataclass(frozen=True)
class Span:
    """What the tests look at."""

    trace: bytes
    span: bytes
    parent: bytes
    place: tuple[str, str, str]
    began: int
    ended: int


@dataclass
class Receiver:
    """Receives OTLP over HTTP on the loopback interface."""

    spans: list[Span] = field(default_factory=list)
    port: int = 0

    def take(self, body: bytes) -> None:
        """Take in one request."""
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            known = {one.key: one.value.string_value for one in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [
                    Span(
                        span.trace_id,
                        span.span_id,
                        span.parent_span_id,
                        (known["service.name"], known.get("spicerack.site", ""), span.name),
                        span.start_time_unix_nano,
                        span.end_time_unix_nano,
                    )
                    for span in scope.spans
                ]

    def traces(self) -> dict[bytes, list[Span]]:
        """Return the spans by trace."""
        found: dict[bytes, list[Span]] = {}
        for span in list(self.spans):
            found.setdefault(span.trace, []).append(span)
        return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that listens."""
    receiving = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiving.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiving.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield receiving
    server.shutdown()
    server.server_close()
    thread.join()


def whole(receiver: Receiver) -> list[list[Span]]:
    """Return the traces that have every span."""
    return [spans for spans in receiver.traces().values() if {span.place for span in spans} >= WHOLE]


def test_one_trace_leads_from_a_change_to_visible_at_the_other_site(
    tmp_path: Path, receiver: Receiver
) -> None:
    """A file that changes at one site gives one trace, with a span of every service that brought it over."""
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver.port}",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    with Rack(tmp_path, "a", "b", settings=settings).running() as rack:
        write(rack["a"] / "lsk/naif0012.tls", "leap")
        eventually(lambda: bool(whole(receiver)), what="a trace with all spans")
    (spans,) = whole(receiver)
    (root,) = [span for span in spans if span.place[2] == "change"]
    known = {span.span for span in spans}
    assert root.parent == b""
    assert all(span.parent in known for span in spans if span is not root), "a span has no parent"
    # More than one where the directory and the file came in packs of their own.
    visible = [span for span in spans if span.place[2] == "visible"]
    assert all(root.began < span.ended for span in visible)
