"""A NATS server with the users that `spicerack access` writes. No test module."""

import asyncio
import signal
from contextlib import asynccontextmanager

from pydantic import SecretStr

from shared.bus.server.config import find_binary
from shared.bus.settings import BusSettings
from spicerack.commands.deployment.access import grant_access, parse_access
from tests.integration.satellites.satellites_process import free_port

PASSWORD = "a password of the test"


@asynccontextmanager
async def confined_server(directory, *, sites=("a",), satellites=True):
    """Run a server with the users that `spicerack access` writes; yield its port."""
    request = parse_access(
        directory=directory, collection="spice", sites=list(sites), prefix="rack", satellites=satellites
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


def settings_of(user, port, inbox, *, patience=30):
    """Return how a user reaches the server; who asks for what is refused need not wait long for it."""
    return BusSettings(
        servers=(f"nats://127.0.0.1:{port}",),
        user=user,
        password=SecretStr(PASSWORD),
        inbox_prefix=inbox,
        request_timeout=patience,
        publish_timeout=patience,
    )
