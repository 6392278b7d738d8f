"""Every site speaks for itself alone: services of two sites, each as a user of its own on one server."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from blake3 import blake3
from pydantic import SecretStr

from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.translate import Cause
from shared.bus.port import BusError
from shared.bus.server.config import find_binary
from shared.bus.settings import BusSettings
from shared.contracts.topology import Bucket, Stream, Topology
from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import synchronise
from spicerack.commands.times import Time
from spicerack.errors import ExitCode
from testing.servers.listening import free_ports
from tests.e2e.harness import PATIENCE, REPOSITORY, assert_same, eventually, write

SITES = ("a", "b")
TOPOLOGY = Topology()

CONFIGURATION = """\
listen: "127.0.0.1:{port}"
jetstream {{
  store_dir: "{store}"
  max_file_store: 256GB
}}
include "access/users.conf"
"""


def settings_of(access: Path, user: str) -> dict[str, str]:
    """Return what `spicerack access` has written for a user."""
    lines = (access / f"{user}.env").read_text().splitlines()
    return dict(line.split("=", maxsplit=1) for line in lines)


async def refusals(bus: NatsBus) -> int:
    """Return how often the server refused something, once it has said so, apart from any answer."""
    async with asyncio.timeout(PATIENCE):
        while not bus.errors[Cause.PERMISSION]:  # noqa: ASYNC110  a counter is no event
            await asyncio.sleep(0.05)
    return bus.errors[Cause.PERMISSION]


def bus_settings(access: Path, user: str, port: int, *, patience: float = 1) -> BusSettings:
    """Return how a user reaches the bus; who asks for what is refused need not wait long for it."""
    said = settings_of(access, user)
    return BusSettings(
        servers=(f"nats://127.0.0.1:{port}",),
        user=said["SPICERACK_NATS_USER"],
        password=SecretStr(said["SPICERACK_NATS_PASSWORD"]),
        inbox_prefix=said["SPICERACK_NATS_INBOX_PREFIX"],
        publish_timeout=patience,
        request_timeout=patience,
    )


class Confined:
    """A server with its users, and services that each know the settings of one of them."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        self.directory, self.access = directory, directory / "access"
        self.port, *self.http = range(free := free_ports(8), free + 8)
        self._stack = stack

    def run(self, *command: str, log: str, environment: dict[str, str] | None = None) -> None:
        """Run a program until the test ends."""
        file = self._stack.enter_context((self.directory / log).open("w"))
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={**os.environ, **(environment or {})},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        self._stack.callback(process.wait, PATIENCE)
        self._stack.callback(process.send_signal, signal.SIGTERM)

    def serve(self, service: str, user: str, port: int, **more: str) -> None:
        """Run a service as a user."""
        state = self.directory / f"{service}-{user}"
        state.mkdir()
        own = {"NATS_URL": f"nats://127.0.0.1:{self.port}", "HTTP_PORT": str(port), "STATE": str(state)}
        environment = {f"SPICERACK_{name}": value for name, value in {**own, **more}.items()}
        self.run(
            *(sys.executable, "-m", "spicerack", "serve", service),
            log=f"{service}-{user}.log",
            environment={**settings_of(self.access, user), **environment},
        )

    def start(self) -> None:
        """Make users, and start the server and all services."""
        names = [word for site in SITES for word in ("--site", site)]
        command = [sys.executable, "-m", "spicerack", "access", str(self.access), *names]
        subprocess.run(command, cwd=REPOSITORY, check=True)
        configuration = self.directory / "server.conf"
        configuration.write_text(CONFIGURATION.format(port=self.port, store=self.directory / "store"))
        self.run(str(find_binary()), "-c", str(configuration), log="server.log")
        ports = iter(self.http)
        self.serve("orchestrator", "orchestrator", next(ports))
        for site in SITES:
            more = {"SITE": site, "ROOT": str(self.root(site))}
            self.root(site).mkdir()
            self.serve("manager", f"site-{site}", next(ports), **more, SETTLE_SECONDS="0.2")
            self.serve("transfer", f"site-{site}", next(ports), **more)
        self.serve("gateway", "site-a", next(ports), SITE="a", ROOT=str(self.root("a")))
        eventually(self.ready, what="all services are ready")

    @property
    def serving(self) -> list[int]:
        """The ports of all services; the last one is the gateway's."""
        return self.http[: 2 + 2 * len(SITES)]

    def root(self, site: str) -> Path:
        """Return the directory of a site."""
        return self.directory / site

    def ready(self) -> bool:
        """Tell whether all services are ready."""
        try:
            return all(self.get(port, "/readyz").is_success for port in self.serving)
        except httpx.HTTPError:
            return False

    def get(self, port: int, path: str) -> httpx.Response:
        """Ask a service."""
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=30, trust_env=False, verify=False)

    def sync(self) -> None:
        """Wait until both sites hold the same."""
        with ManagerClient(f"http://127.0.0.1:{self.http[1]}") as client:
            clock = Time(now=time.monotonic, sleep=time.sleep)
            verdict = synchronise(client, timeout=PATIENCE, time=clock, show=lambda _: None)
        assert verdict.exit_code is ExitCode.DONE, verdict.text


@pytest.fixture(scope="module")
def confined(tmp_path_factory):
    """A rack whose services are confined."""
    with ExitStack() as stack:
        rack = Confined(tmp_path_factory.mktemp("confined"), stack)
        rack.start()
        yield rack


def test_services_work_within_their_permissions(confined):
    """Files go both ways, with edits, deletions and a conflict; nothing that a service needs is denied."""
    a, b = confined.root("a"), confined.root("b")
    write(a / "kernels/one.bsp", os.urandom(300_000))
    write(b / "kernels/two.tls", "leap seconds")
    confined.sync()
    write(a / "kernels/one.bsp", (b / "kernels/one.bsp").read_bytes() + b"a day more")
    (b / "kernels/two.tls").unlink()
    confined.sync()
    write(a / "both", "from a")
    write(b / "both", "from b")
    confined.sync()
    assert len(assert_same(a, b)) == 4, "two versions of one file, the kernel, and its directory"
    for port in confined.serving:
        denied = [line for line in confined.get(port, "/metrics").text.splitlines() if "permission" in line]
        assert all(line.endswith(" 0.0") for line in denied), denied


def test_a_gateway_reads_at_another_site_what_its_own_has_no_more(confined):
    """An older version that only the trash of the other site still has, by the users' rules of the server."""
    a, old = confined.root("a"), os.urandom(300_000)
    write(a / "changing.bsp", old)
    confined.sync()
    write(a / "changing.bsp", os.urandom(300_000))
    confined.sync()
    gateway = confined.serving[-1]
    answer = confined.get(gateway, f"/api/v1/collections/spice/blobs/{blake3(old).hexdigest()}")
    assert answer.status_code == 200, answer.text
    assert answer.content == old
    figures = confined.get(gateway, "/metrics").text
    assert f'spicerack_gateway_remote_bytes_total{{collection="spice",site="a"}} {len(old):.1f}' in figures


FORBIDDEN = {
    "another site's changes": TOPOLOGY.batch("spice", "b"),
    "another site's want": TOPOLOGY.want("spice", "b"),
    "another site's report": TOPOLOGY.report("spice", "b"),
    "another site's bytes": TOPOLOGY.pack("spice", "b", "0" * 32, 0),
    "another site's parts of a content": TOPOLOGY.read_part("spice", "b", "a", "0" * 32, 1),
    "another site's signature": TOPOLOGY.signature("spice", "b", "0" * 64, 0),
    "a commit": TOPOLOGY.log("spice"),
    "a checkpoint": TOPOLOGY.checkpoint("spice", 1, 0),
    "work for another site": TOPOLOGY.job("b", "apply"),
    "a batch of another collection": TOPOLOGY.batch("other", "a"),
    "a key for another site": f"$KV.{Bucket.SITES}.site.spice.b",
    "the removal of another collection's site": f"$KV.{Bucket.RULES}.member.other.a",
    "the end of another collection's key": f"$KV.{Bucket.RULES}.revoked.other.{'0' * 64}",
    "a key that may commit": f"$KV.{Bucket.SITES}.orchestrator.{'0' * 64}",
    "a lease": f"$KV.{Bucket.LEASES}.spice",
}


@pytest.mark.parametrize("subject", FORBIDDEN.values(), ids=FORBIDDEN.keys())
async def test_a_site_cannot_speak_for_others(confined, subject):
    """What only another may say is refused by the server when a site's user says it."""
    async with connect_bus(bus_settings(confined.access, "site-a", confined.port)) as bus:
        with pytest.raises(BusError):
            await bus.publish(subject, b"forged")
        assert await refusals(bus) == 1


@pytest.mark.parametrize("request_", ["STREAM.DELETE.LOG", "STREAM.PURGE.WANTS", "STREAM.UPDATE.LOG"])
async def test_a_site_cannot_destroy_a_stream(confined, request_):
    """The API by which streams are emptied, changed or deleted is closed to a site's user."""
    async with connect_bus(bus_settings(confined.access, "site-a", confined.port)) as bus:
        with pytest.raises(BusError):
            await bus.jetstream.call(request_)
        assert await refusals(bus) == 1


@pytest.mark.parametrize("stream", ["LOG", "BATCHES", "KV_rack-sites"])
async def test_an_orchestrator_cannot_delete_what_is_no_cache(confined, stream):
    """What can be made again may be deleted where its node is gone, and nothing else."""
    async with connect_bus(bus_settings(confined.access, "orchestrator", confined.port)) as bus:
        with pytest.raises(BusError):
            await bus.jetstream.call(f"STREAM.DELETE.{stream}")
        assert await refusals(bus) == 1


async def test_an_orchestrator_may_delete_a_cache(confined):
    """It makes one anew whose only node is gone."""
    async with connect_bus(
        bus_settings(confined.access, "orchestrator", confined.port, patience=PATIENCE)
    ) as bus:
        await bus.jetstream.call("STREAM.DELETE.SIGNATURES")
        assert bus.errors[Cause.PERMISSION] == 0


async def test_a_site_cannot_take_the_work_of_another(confined):
    """Jobs of another site cannot be fetched with a site's user."""
    async with connect_bus(bus_settings(confined.access, "site-a", confined.port)) as bus:
        await bus.fetch(TOPOLOGY.worker("b").name, batch=1, timeout=0.1)
        assert await refusals(bus) > 0


async def test_a_stranger_is_not_let_in(confined):
    """A user with another password gets no connection."""
    known = bus_settings(confined.access, "site-a", confined.port)
    stranger = known.model_copy(update={"password": SecretStr("guessed")})
    with pytest.raises(BusError):
        async with connect_bus(stranger, wait=1):
            pass


async def test_an_operator_may_do_all(confined):
    """The operator's user reads every stream: backups are made with it."""
    write(confined.root("a") / "for-the-operator.txt", "1")
    confined.sync()
    async with connect_bus(
        bus_settings(confined.access, "operator", confined.port, patience=PATIENCE)
    ) as bus:
        assert await bus.caught_up(Stream.LOG, TOPOLOGY.log("spice")) > 0
