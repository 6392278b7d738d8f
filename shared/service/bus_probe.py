"""The distance of the bus, and the difference of this host's clock from the server's."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.bus.nats.bus import NatsBus
from shared.bus.nats.translate import Cause
from shared.bus.port import BusError
from shared.contracts.topology import Stream
from shared.observability.clock import Clock
from shared.observability.health import Health
from shared.observability.metrics import PREFIX

log = logging.getLogger(__name__)

CONNECTED = "connected"
"""The condition of readiness that this keeps up to date."""

CONNECTION_EVERY = 1.0
"""Seconds: no request, only a look at the connections while they stand."""

CONNECT_SECONDS = 5.0
"""For one try to connect: after it, readiness says why not."""

NO_ANSWER = "the server does not answer; it is tried again and again"

PROBE_EVERY = 15.0
"""Seconds: one small request, as often as Prometheus usually scrapes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What one request showed. Seconds."""

    round_trip: float
    clock_offset: float
    """This host's clock less the server's; only good to half a round trip."""


def evaluate_answer(*, asked: datetime, answered: datetime, server: datetime, round_trip: float) -> Probed:
    """Return what a request shows. As in NTP, the server is taken to have answered half way. Pure."""
    middle = asked + (answered - asked) / 2
    return Probed(round_trip=round_trip, clock_offset=(middle - server) / timedelta(seconds=1))


class BusProbe(Collector):
    """Asks the server now and then, and tells Prometheus. Without an answer it has no figures."""

    def __init__(self, registry: CollectorRegistry, *, bus: NatsBus, clock: Clock, health: Health) -> None:
        self._bus = bus
        self._health = health
        self._clock = clock
        self.last: Probed | None = None
        self._why_not = NO_ANSWER
        registry.register(self)

    async def run(self) -> None:
        """Probe until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_connection())
            while True:
                try:
                    self.last = await self.probe()
                except BusError as error:
                    self.last = None
                    log.debug("the bus was not probed: %s", error)
                await asyncio.sleep(PROBE_EVERY)

    async def _watch_connection(self) -> None:
        """Tell readiness whether the bus is connected now; connect, and say why not, while it is not."""
        while True:
            if not self._bus.connected:
                self._health.fail(CONNECTED, self._why_not)
                await self._connect()
            if self._bus.connected:
                self._health.fulfil(CONNECTED)
            await asyncio.sleep(CONNECTION_EVERY)

    async def _connect(self) -> None:
        try:
            await self._bus.ready(timeout=CONNECT_SECONDS)
        except BusError as error:
            if str(error) != self._why_not:
                log.warning("not connected: %s; it is tried again and again", error)
            self._why_not = str(error)
            self._health.fail(CONNECTED, self._why_not)
        else:
            self._why_not = NO_ANSWER

    async def probe(self) -> Probed:
        """Probe once. Raises BusError."""
        loop = asyncio.get_running_loop()
        asked, begun = self._clock.now(), loop.time()
        answer = await self._bus.jetstream.call(f"STREAM.INFO.{Stream.LOG}")
        return evaluate_answer(
            asked=asked,
            answered=self._clock.now(),
            server=datetime.fromisoformat(answer["ts"]),
            round_trip=loop.time() - begun,
        )

    def collect(self) -> Iterable[Metric]:
        """Return all figures that there are."""
        yield GaugeMetricFamily(
            f"{PREFIX}_bus_connected", "1 while all connections to NATS stand.", value=self._bus.connected
        )
        yield GaugeMetricFamily(
            f"{PREFIX}_bus_unread_messages",
            "Messages that have come and wait for a reader: 256 and 8 MiB of each stream at most.",
            value=self._bus.unread,
        )
        errors = CounterMetricFamily(
            f"{PREFIX}_bus_errors", "Errors that came from NATS unasked, by cause.", labels=("cause",)
        )
        for cause in Cause:
            errors.add_metric((cause,), self._bus.errors[cause])
        yield errors
        if self.last is None:
            return
        yield GaugeMetricFamily(
            f"{PREFIX}_bus_round_trip_seconds",
            "Time of the last request to JetStream.",
            value=self.last.round_trip,
        )
        yield GaugeMetricFamily(
            f"{PREFIX}_bus_clock_offset_seconds",
            "This host's clock less the NATS server's.",
            value=self.last.clock_offset,
        )
