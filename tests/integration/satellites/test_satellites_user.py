"""The user of the NATS server for replicas of the satellites service."""

import random
import secrets

import pytest

from services.satellites.providers.budget import Allowance, BusBudget
from services.satellites.providers.port import ProviderBusyError
from services.satellites.visits.pair import BusVisits, Seal
from services.satellites.visits.pair_watch import NO_BUCKET, REFUSED, SHARED, PairWatch
from shared.bus.nats.bus import connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError
from shared.bus.server.permissions import inbox_of
from shared.contracts.topology import Bucket, Topology
from shared.observability.clock import SystemClock
from spicerack.commands.deployment.access import OPERATOR, SATELLITES
from tests.integration.bus.confined_server import confined_server, settings_of
from tests.unit.services.satellites.visits.worlds import visit


async def test_replicas_use_their_bucket_and_nothing_else(tmp_path):
    """With the written rules slots and visits work; batches, leases and other buckets are closed."""
    async with confined_server(tmp_path) as port:
        async with (
            connect_bus(settings_of(OPERATOR, port, inbox_of(OPERATOR))) as bus,
            connect_bus(settings_of(SATELLITES, port, inbox_of(SATELLITES))) as own,
        ):
            watch = PairWatch(own)
            await watch.look(own)
            assert watch.state == NO_BUCKET
            await reconcile_topology(bus, Topology())
            await watch.look(own)
            assert watch.state == SHARED
        async with connect_bus(settings_of(SATELLITES, port, "_OTHER", patience=1)) as bus:
            watch = PairWatch(bus)
            await watch.look(bus)
            assert watch.state == REFUSED
        async with connect_bus(settings_of(SATELLITES, port, inbox_of(SATELLITES))) as bus:
            budget = BusBudget(bus, "account", random.Random(7), SystemClock())
            slot = await budget.take(Allowance("one", 1, 60.0))
            with pytest.raises(ProviderBusyError):
                await budget.take(Allowance("one", 1, 60.0))
            await budget.give_back(slot)
            await budget.take(Allowance("one", 1, 60.0))

            visits = BusVisits(bus, Seal(b"0123456789abcdef", secrets.token_bytes), 60.0)
            assert await visits.find(visit().key) is None
            assert await visits.say(visit()) == visit()
            assert await visits.say(visit(boresight_ra_deg=1.0)) == visit()
            assert await visits.find(visit().key) == visit()

        hurried = settings_of(SATELLITES, port, inbox_of(SATELLITES), patience=1)
        async with connect_bus(hurried) as bus:
            for attempt in (
                bus.publish("rack.batch.spice.a", b""),
                bus.put(Bucket.LEASES, "spice", b""),
                bus.value(Bucket.SITES, "site.spice.a"),
            ):
                with pytest.raises(BusError):
                    await attempt
