"""The bus over HTTP: the figures that are metrics, for an admin of all collections."""

from httpx import ASGITransport, AsyncClient
from prometheus_client import CollectorRegistry

from services.orchestrator.observe.bus_figures import ConsumerFigures, StreamFigures
from services.orchestrator.observe.rack_survey import Surveyor
from services.orchestrator.observe.status import API
from shared.contracts.topology import Topology
from shared.observability.health import Health
from shared.web.application import make_application
from testing.bus.memory import MemoryBus, MemoryServer


async def test_streams_and_consumers_are_told_as_they_were_seen_last() -> None:
    """A stream without a message has no oldest one; before the first look there is nothing."""
    registry = CollectorRegistry()
    surveyor = Surveyor(registry, bus=MemoryBus(MemoryServer(Topology()), "orchestrator"))
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=registry, parts=(surveyor,)
    )
    transport = ASGITransport(application)
    async with AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert (await client.get("/api/v1/bus")).json() == {"streams": [], "consumers": []}
        surveyor.streams = (
            StreamFigures(name="LOG", messages=2, bytes=9, bytes_max=None, first_at=0.0),
            StreamFigures(name="DEAD", messages=0, bytes=0, bytes_max=5, first_at=None),
        )
        surveyor.consumers = (
            ConsumerFigures(stream="JOBS", name="a", pending=1, in_flight=2, redelivered=3),
        )
        told = (await client.get("/api/v1/bus")).json()
    assert [(one["name"], one["first_at"]) for one in told["streams"]] == [
        ("DEAD", None),
        ("LOG", "1970-01-01T00:00:00Z"),
    ]
    assert told["consumers"] == [
        {"stream": "JOBS", "name": "a", "pending": 1, "in_flight": 2, "redelivered": 3}
    ]
