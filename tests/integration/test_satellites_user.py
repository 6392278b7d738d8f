"""The user of the NATS server for replicas of the satellites service."""

import asyncio
import random
import secrets
import signal
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from services.satellites.providers.budget import Allowance, BusBudget
from services.satellites.providers.port import ProviderBusyError
from services.satellites.visits.pair import BusVisits, Seal
from shared.bus.nats.bus import connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError
from shared.bus.server.config import find_binary
from shared.bus.server.permissions import inbox_of
from shared.bus.settings import BusSettings
from shared.contracts.topology import Bucket, Topology
from spicerack.commands.deployment.access import OPERATOR, SATELLITES, grant_access, parse_access
from tests.integration.satellites_process import free_port
from tests.unit.services.satellites.visits.worlds import visit

PASSWORD = "a password of the test"


@asynccontextmanager
async def confined_server(directory):
    """Run a server with the users that `spicerack access --satellites` writes; yield its port."""
    request = parse_access(
        directory=directory, collection="spice", sites=["a"], prefix="rack", satellites=True
    )
    grant_access(request, new_password=lambda: PASSWORD, say=lambda _: None)
    port, store = free_port(), directory / "store"
    (directory / "server.conf").write_text(
        f'listen: "127.0.0.1:{port}"\njetstream {{\n store_dir: "{store}"\n max_file_store: 256GB\n}}\n'
        'include "users.conf"\n'
    )
    process = await asyncio.create_subprocess_exec(
        str(find_binary()), "-c", str(directory / "server.conf"), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


def settings_of(user, port, inbox):
    """Return how a user reaches the server."""
    return BusSettings(
        servers=(f"nats://127.0.0.1:{port}",),
        user=user,
        password=SecretStr(PASSWORD),
        inbox_prefix=inbox,
        request_timeout=1,
        publish_timeout=1,
    )


async def test_replicas_use_their_bucket_and_nothing_else(tmp_path):
    """With the written rules slots and visits work; batches, leases and other buckets are closed."""
    async with confined_server(tmp_path) as port:
        async with connect_bus(settings_of(OPERATOR, port, inbox_of(OPERATOR))) as bus:
            await reconcile_topology(bus, Topology())
        async with connect_bus(settings_of(SATELLITES, port, inbox_of(SATELLITES))) as bus:
            budget = BusBudget(bus, "account", random.Random(7))
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

            for attempt in (
                bus.publish("rack.batch.spice.a", b""),
                bus.put(Bucket.LEASES, "spice", b""),
                bus.value(Bucket.SITES, "site.spice.a"),
            ):
                with pytest.raises(BusError):
                    await attempt
