"""The embedded server: started, stopped, killed, and left behind by its parent."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shared.bus.nats.bus import connect_bus
from shared.bus.port import BusTimeoutError
from shared.bus.server.config import ServerError, ServerSettings
from shared.bus.server.server import EmbeddedServer
from shared.bus.settings import BusSettings
from shared.contracts.topology import Stream
from testing.bus.nats_server import running_server, server_bus

REPOSITORY = Path(__file__).parents[3]

PARENT = """
import asyncio, sys
from pathlib import Path
from shared.bus.server.server import EmbeddedServer
from shared.bus.server.config import ServerSettings

async def main():
    server = EmbeddedServer(ServerSettings(directory=Path(sys.argv[1])))
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def alive(pid):
    """Tell whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_server_has_the_same_port_and_credentials_after_a_restart(tmp_path):
    """Another object on the same directory, as after a restart of the whole program."""
    states = []
    for _ in range(2):
        async with running_server(tmp_path / "nats") as server:
            states.append(server.state)
    assert states[0] == states[1]


async def test_data_survive_a_kill(tmp_path):
    """What was acknowledged before a SIGKILL is there afterwards."""
    async with running_server(tmp_path / "nats") as server:
        async with server_bus(server) as bus:
            await bus.publish(bus.topology.log("c"), b"1")
        await server.kill()
        await server.start()
        async with server_bus(server) as bus:
            assert (await bus.last(Stream.LOG, bus.topology.log("c"))).data == b"1"


async def test_secrets_are_for_their_owner_only(tmp_path):
    """Neither state nor configuration can be read by others."""
    async with running_server(tmp_path / "nats"):
        for name in ("server.json", "server.conf"):
            assert stat.S_IMODE((tmp_path / "nats" / name).stat().st_mode) == 0o600


async def test_second_server_on_a_directory_is_refused(tmp_path):
    """Two servers on one store would destroy it."""
    async with running_server(tmp_path / "nats"):
        second = EmbeddedServer(ServerSettings(directory=tmp_path / "nats"))
        with pytest.raises(ServerError, match="another nats-server"):
            await second.start()


async def test_server_that_cannot_start_says_why(tmp_path):
    """The end of its log is in the error, and nothing runs."""
    (tmp_path / "nats").mkdir()
    (tmp_path / "nats" / "store").write_text("no directory")
    server = EmbeddedServer(ServerSettings(directory=tmp_path / "nats"))
    with pytest.raises(ServerError, match="storage directory"):
        await server.start()
    assert not server.running


async def test_server_ends_when_its_parent_is_killed(tmp_path):
    """SIGKILL leaves no time to stop children, and yet no orphan stays."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(tmp_path / "nats")),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    )
    pid = int(await parent.stdout.readline())
    assert alive(pid)
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    deadline = asyncio.get_running_loop().time() + 10
    while alive(pid):
        assert asyncio.get_running_loop().time() < deadline, "the server outlived its parent"
        await asyncio.sleep(0.05)


async def test_wrong_password_is_told(tmp_path):
    """Not just "no connection": the operator must know what to mend."""
    async with running_server(tmp_path / "nats") as server:
        settings = server.bus_settings().model_copy(update={"user": "stranger"})
        with pytest.raises(BusTimeoutError, match=r"[Aa]uthorization"):
            async with connect_bus(settings, wait=1):
                pass


async def test_absent_server_is_told():
    """Where it was looked for, and how long."""
    with pytest.raises(BusTimeoutError, match=r"127\.0\.0\.1:1 within 0\.5 s"):
        async with connect_bus(BusSettings(servers=("nats://127.0.0.1:1",)), wait=0.5):
            pass


async def test_bus_may_be_made_before_its_server_is_there(tmp_path):
    """A process that works on alone connects when it can, by itself."""
    async with running_server(tmp_path / "nats") as server:
        async with server_bus(server):
            pass
        await server.stop()
        async with connect_bus(server.bus_settings(), wait=0) as bus:
            assert not bus.connected
            publishing = asyncio.ensure_future(bus.publish(bus.topology.log("c"), b"1"))
            await server.start()
            assert (await publishing).sequence == 1


def told_memory(server):
    """Return the limit of memory that a server process was given."""
    told = Path(f"/proc/{server.pid}/environ").read_text().split("\0")
    return next(line.partition("=")[2] for line in told if line.startswith("GOMEMLIMIT="))


async def test_a_server_that_stores_more_aims_at_more_memory(tmp_path, monkeypatch):
    """It keeps every subject in memory; what the operator says counts before what is stored."""
    monkeypatch.delenv("GOMEMLIMIT", raising=False)
    async with running_server(tmp_path / "nats") as server:
        begun = int(told_memory(server))
        await server.stop()
        (tmp_path / "nats" / "store" / "more").write_bytes(bytes(1024 * 1024))
        await server.start()
        assert int(told_memory(server)) > begun
        await server.stop()
        monkeypatch.setenv("GOMEMLIMIT", "300MiB")
        await server.start()
        assert told_memory(server) == "300MiB"
