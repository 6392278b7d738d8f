"""Certificates, authorities and users of a server that change while clients are connected."""

import asyncio
import signal
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from shared.bus.nats.bus import connect_bus
from shared.bus.port import BusTimeoutError
from shared.bus.server.config import find_binary
from shared.bus.settings import BusSettings
from spicerack.commands.deployment.access import grant_access, parse_access
from tests.integration.deploy.test_deploy_bus import write_certificate
from tests.integration.satellites.satellites_process import free_port

PATIENCE = 60.0


class Server:
    """A nats-server that takes TLS alone, with the users that `spicerack access` writes."""

    def __init__(self, directory, *, nkeys=False):
        self.directory = directory
        self.nkeys = nkeys
        self.port = free_port()
        self.process = None
        self.passwords = iter(f"a password {number}" for number in range(100))
        write_certificate(directory)
        (directory / "server.conf").write_text(
            f'listen: "127.0.0.1:{self.port}"\n'
            f'tls {{ cert_file: "{directory}/tls.crt", key_file: "{directory}/tls.key" }}\n'
            'include "users.conf"\n'
        )

    def grant(self, *sites):
        """Write the users of sites."""
        request = parse_access(
            directory=self.directory, collection="spice", sites=list(sites), prefix="rack", nkeys=self.nkeys
        )
        grant_access(request, new_password=lambda: next(self.passwords), say=lambda _: None)

    async def start(self):
        """Start it, or start it again on the same port."""
        self.process = await asyncio.create_subprocess_exec(
            str(find_binary()), "-c", str(self.directory / "server.conf"), stderr=asyncio.subprocess.DEVNULL
        )

    async def stop(self):
        """End it."""
        self.process.terminate()
        await self.process.wait()

    def reload(self):
        """Have it read its configuration again."""
        self.process.send_signal(signal.SIGHUP)

    def settings(self, site):
        """Return how the services of a site reach it."""
        lines = (self.directory / f"site-{site}.env").read_text().splitlines()
        said = dict(line.split("=", 1) for line in lines)
        return BusSettings(
            servers=(f"tls://localhost:{self.port}",),
            ca_file=self.directory / "tls.crt",
            user=said.get("SPICERACK_NATS_USER"),
            password=secret(said.get("SPICERACK_NATS_PASSWORD")),
            seed=secret(said.get("SPICERACK_NATS_SEED")),
            inbox_prefix=said["SPICERACK_NATS_INBOX_PREFIX"],
        )


def secret(text):
    """Return a secret, if there is one."""
    return None if text is None else SecretStr(text)


@asynccontextmanager
async def running(directory, *sites, nkeys=False):
    """Run the server."""
    server = Server(directory, nkeys=nkeys)
    server.grant(*sites)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def until(true):
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  what a library has seen is no event
            await asyncio.sleep(0.01)


async def can_connect(settings):
    """Tell whether a new client gets in."""
    try:
        async with connect_bus(settings, wait=1):
            return True
    except BusTimeoutError:
        return False


async def test_certificate_and_authority_change_without_a_stop(tmp_path):
    """Who is connected stays so; who connects again believes the authority that stands there by then."""
    async with running(tmp_path, "a") as server, connect_bus(server.settings("a")) as bus:
        before = (tmp_path / "tls.crt").read_bytes()
        write_certificate(tmp_path)
        server.reload()
        async with asyncio.timeout(PATIENCE):
            while not await can_connect(server.settings("a")):
                pass
        (tmp_path / "old.crt").write_bytes(before)
        old = server.settings("a").model_copy(update={"ca_file": tmp_path / "old.crt"})
        assert not await can_connect(old)
        assert bus.connected
        await server.stop()
        await until(lambda: not bus.connected)
        await server.start()
        await until(lambda: bus.connected)


@pytest.mark.parametrize("nkeys", [False, True])
async def test_users_come_and_go_without_a_stop(tmp_path, nkeys):
    """A site that is added gets in, one that is not named any more is cut off, the others notice nothing."""
    async with running(tmp_path, "a", "b", nkeys=nkeys) as server, connect_bus(server.settings("a")) as stays:
        gone, before = server.settings("b"), dict(stays.errors)
        async with connect_bus(gone) as goes:
            server.grant("a", "c")
            server.reload()
            await until(lambda: not goes.connected)
        async with connect_bus(server.settings("c")) as comes:
            assert comes.connected
        assert not await can_connect(gone)
        assert stays.connected
        assert stays.errors == before


async def test_what_a_user_may_not_say_is_counted_and_named(tmp_path, caplog):
    """As a violation of the server's rules, with its subject."""
    async with running(tmp_path, "a") as server, connect_bus(server.settings("a")) as bus:
        with pytest.raises(BusTimeoutError):
            await asyncio.wait_for(bus.publish("rack.batch.spice.other", b"x"), timeout=PATIENCE)
        assert bus.errors["permission"]
        assert "rack.batch.spice.other" in caplog.text
