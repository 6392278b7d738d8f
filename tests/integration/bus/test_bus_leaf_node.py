"""A leaf node at the edge, with mirrors: what crosses its line, and what its cut and the hub's restart do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.read import read_direct
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError
from shared.bus.server.config import find_binary
from shared.bus.settings import BusSettings
from shared.contracts.streams import mirror_of
from shared.contracts.topology import Bucket, Stream
from spicerack.commands.deployment.access import grant_access, parse_access
from testing.bus.nats_server import SmallTopology

PATIENCE = 60.0
"""Seconds for what takes one."""

PART = Random(1).randbytes(256 * 1024)
"""Of bytes that the servers do not compress."""


def part_of(number: int) -> bytes:
    """Return bytes of another part: servers compress what comes again within one write."""
    return Random(number).randbytes(len(PART))


HUB, EDGE = "hub", "edge"
SITES = ("site-b", "site-c", "site-d")
TOPOLOGY = SmallTopology("rack")


class Line:
    """The line between leaf node and hub: it counts what crosses it, and can be cut."""

    def __init__(self) -> None:
        self.port = 0
        self.behind = 0
        self.came = 0
        """Bytes from the hub to the edge."""
        self.cut = asyncio.Event()
        self.whole = asyncio.Event()
        self.whole.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def break_it(self) -> None:
        """Drop the connection, and take none until it is mended."""
        self.whole.clear()
        for task in self._tasks:
            task.cancel()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Look after one connection."""
        if not self.whole.is_set():
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            hub_reader, hub_writer = await asyncio.open_connection("127.0.0.1", self.behind)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, hub_writer))
                group.create_task(self._pass(hub_reader, writer, counted=True))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool = False
    ) -> None:
        while data := await reader.read(65536):
            self.came += len(data) if counted else 0
            writer.write(data)
            await writer.drain()
        writer.close()


@dataclass
class Server:
    """One nats-server of a domain, on a store and ports of its own."""

    directory: Path
    domain: str
    client_port: int
    more: str
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and wait until it takes clients."""
        self.directory.mkdir(exist_ok=True)
        config = self.directory / "server.conf"
        store = f'  store_dir: "{self.directory}/store"\n  domain: "{self.domain}"\n  max_file_store: 256GB\n'
        config.write_text(
            f'listen: "127.0.0.1:{self.client_port}"\nserver_name: "{self.domain}"\n'
            f"jetstream {{\n{store}}}\n{self.more}\n"
        )
        log = self.directory / "server.log"
        arguments = [str(find_binary()), "-c", str(config), "-l", str(log)]
        self.process = await asyncio.create_subprocess_exec(*arguments)
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.client_port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                return

    async def stop(self) -> None:
        """End it."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()

    def settings(self, **more: object) -> BusSettings:
        """Return how it is reached."""
        return BusSettings.model_validate({"servers": [f"nats://127.0.0.1:{self.client_port}"], **more})


@dataclass
class Edge:
    """A hub, a line, a leaf node, and who is behind it."""

    hub: Server
    line: Line
    leaf: Server
    at_hub: NatsBus
    sites: list[NatsBus]


class Users:
    """The users that `spicerack access` writes for a hub, and for a leaf node with b and c behind it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "access"
        request = parse_access(
            directory=self.directory, collection="spice", sites="abc", prefix="rack", behind="bc", domain=HUB
        )
        grant_access(request, new_password=lambda: "secret", say=lambda _: None)

    def includes(self) -> tuple[str, str, str]:
        """Return what the configurations of hub and leaf node have of it, and who the leaf node is there."""
        # A server takes the path as one beside its own file.
        hub, leaf = (
            f'include "../{self.directory.name}/{name}"' for name in ("users.conf", "leaf-users.conf")
        )
        return hub, leaf, "leaf:secret@"

    def settings(self, user: str) -> dict[str, object]:
        """Return how a user says who it is."""
        lines = (self.directory / f"{user}.env").read_text().splitlines()
        said = dict(line.split("=", 1) for line in lines)
        return {
            "user": said["SPICERACK_NATS_USER"],
            "password": said["SPICERACK_NATS_PASSWORD"],
            "inbox_prefix": said["SPICERACK_NATS_INBOX_PREFIX"],
        }


@asynccontextmanager
async def edge(directory: Path, *, sites: int, users: Users | None = None) -> AsyncIterator[Edge]:
    """Run all of it for the block. With users, each site is one of its own, and so is the leaf node."""
    hub_users, leaf_users, leaf_user = ("", "", "") if users is None else users.includes()
    said = (lambda _: {}) if users is None else users.settings
    hub_port, leaf_port, edge_port = await free_ports(3)
    line = Line()
    line.behind = leaf_port
    async with AsyncExitStack() as stack:
        listener = await asyncio.start_server(line.serve, "127.0.0.1", 0)
        stack.callback(listener.close)
        line.port = listener.sockets[0].getsockname()[1]
        hub = Server(
            directory / HUB,
            HUB,
            hub_port,
            f'leafnodes {{\n  listen: "127.0.0.1:{leaf_port}"\n}}\n{hub_users}',
        )
        remote = f'[{{ url: "nats-leaf://{leaf_user}127.0.0.1:{line.port}" }}]'
        leaf = Server(
            directory / EDGE,
            EDGE,
            edge_port,
            f'leafnodes {{\n  reconnect: "1s"\n  remotes: {remote}\n}}\n{leaf_users}',
        )
        for server in (hub, leaf):
            await server.start()
            stack.push_async_callback(server.stop)
        at_hub = await stack.enter_async_context(connect_bus(hub.settings(name="hub", **said("operator"))))
        await reconcile_topology(at_hub, TOPOLOGY)
        behind = [
            await stack.enter_async_context(
                connect_bus(
                    leaf.settings(name=f"site {number}", domain=HUB, mirrored=True, **said(SITES[number]))
                )
            )
            for number in range(sites)
        ]
        yield Edge(hub, line, leaf, at_hub, behind)


async def free_ports(count: int) -> list[int]:
    """Return free ports of the loopback interface."""
    listeners = [await asyncio.start_server(lambda *_: None, "127.0.0.1", 0) for _ in range(count)]
    ports = [one.sockets[0].getsockname()[1] for one in listeners]
    for one in listeners:
        one.close()
    return ports


async def first(bus: NatsBus, *, after: int, count: int) -> list[tuple[int, bytes]]:
    """Return the next messages of the log as one behind the line follows it."""
    found: list[tuple[int, bytes]] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            # As services do: what the bus fails is begun again.
            try:
                async for message in bus.follow(Stream.LOG, TOPOLOGY.log("spice"), after=after + len(found)):
                    found.append((message.sequence, message.data))
                    if len(found) == count:
                        return found
            except BusError:
                await asyncio.sleep(0.2)
    return found


async def stored(bus: NatsBus, subject: str, data: bytes, *, bulk: bool = False) -> int:
    """Publish until it is stored, as a service does that tries again; return its sequence."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                ack = await bus.publish(subject, data, message_id=f"{subject}{data[:9]!r}", bulk=bulk)
            except BusError:
                await asyncio.sleep(0.2)
            else:
                return ack.sequence


async def test_a_pack_crosses_the_line_once_for_all_sites_behind_it(tmp_path: Path) -> None:
    """And so does the log: three sites read what one message brought."""
    async with edge(tmp_path, sites=3) as rack:
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"one")
        assert [await first(bus, after=0, count=1) for bus in rack.sites] == [[(1, b"one")]] * 3
        before = rack.line.came
        packs = {TOPOLOGY.pack("spice", "a", "0" * 32, number): part_of(number) for number in range(4)}
        for subject, data in packs.items():
            await stored(rack.at_hub, subject, data, bulk=True)
        for subject, data in packs.items():
            async with asyncio.timeout(PATIENCE):
                parts = await asyncio.gather(*(bus.direct(Stream.PACKS, subject) for bus in rack.sites))
            assert [part is not None and part.data == data for part in parts] == [True] * 3
        crossed = rack.line.came - before
        assert len(packs) * len(PART) <= crossed < 1.1 * len(packs) * len(PART) + 50_000, crossed
        assert await rack.sites[0].direct(Stream.PACKS, TOPOLOGY.pack("spice", "a", "0" * 32, 9)) is None


async def test_of_a_collection_that_nobody_behind_the_line_holds_nothing_crosses_it(tmp_path: Path) -> None:
    """Sequences stay those of the hub. Its mirrors come with the first who follows its log there."""
    async with edge(tmp_path, sites=1) as rack:
        (site,) = rack.sites
        await stored(rack.at_hub, TOPOLOGY.log("other"), b"not ours")
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"one")
        assert await first(site, after=0, count=1) == [(2, b"one")]
        before = rack.line.came
        theirs = [TOPOLOGY.pack("other", "a", "0" * 32, number) for number in range(4)]
        for subject in theirs:
            await stored(rack.at_hub, subject, PART, bulk=True)
        await stored(rack.at_hub, TOPOLOGY.log("other"), b"nor this")
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"two")
        assert await first(site, after=2, count=1) == [(4, b"two")]
        assert rack.line.came - before < len(PART)
        async for message in site.follow(Stream.LOG, TOPOLOGY.log("other"), after=1):
            assert (message.sequence, message.data) == (3, b"nor this")
            break
        part = await site.direct(Stream.PACKS, theirs[0])
        assert part is not None and part.data == PART


async def test_the_line_is_cut_and_the_hub_starts_again(tmp_path: Path) -> None:
    """What was read stays readable meanwhile, what both sides say afterwards arrives, and nothing twice."""
    async with edge(tmp_path, sites=1) as rack:
        (site,) = rack.sites
        part = TOPOLOGY.pack("spice", "a", "0" * 32, 1)
        await stored(rack.at_hub, part, PART, bulk=True)
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"one")
        assert await first(site, after=0, count=1) == [(1, b"one")]
        assert (await site.direct(Stream.PACKS, part)).data == PART  # type: ignore[union-attr]
        following = asyncio.create_task(first(site, after=1, count=2))
        rack.line.break_it()
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"two")
        assert (await site.direct(Stream.PACKS, part)).data == PART  # type: ignore[union-attr]
        await rack.hub.stop()
        await rack.hub.start()
        rack.line.whole.set()
        await stored(site, TOPOLOGY.want("spice", "b"), b"a want from behind the line")
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"three")
        await site.put(Bucket.PRESENCE, "manager.spice.b", b"here", ttl=60)
        assert (await rack.at_hub.value(Bucket.PRESENCE, "manager.spice.b")).data == b"here"  # type: ignore[union-attr]
        assert await following == [(2, b"two"), (3, b"three")]


async def test_sites_behind_a_leaf_node_speak_for_themselves_alone(tmp_path: Path) -> None:
    """Each by its own user, and so does the leaf node at the hub: all of a site's ways go, and no other."""
    async with edge(tmp_path, sites=2, users=Users(tmp_path)) as rack:
        site, other = rack.sites
        await stored(rack.at_hub, TOPOLOGY.log("spice"), b"one")
        assert await first(site, after=0, count=1) == [(1, b"one")]
        await stored(site, TOPOLOGY.want("spice", "b"), b"want")
        await stored(site, TOPOLOGY.ask("spice", "a"), b"ask")
        await stored(site, TOPOLOGY.signature("spice", "b", "1" * 64, 0), b"signature")
        await site.put(Bucket.PRESENCE, "manager.spice.b", b"here", ttl=60)
        await site.put(Bucket.RULES, "pause.spice.b", b"pause")
        assert (await other.value(Bucket.RULES, "pause.spice.b")).data == b"pause"  # type: ignore[union-attr]
        for author, bus in (("a", rack.at_hub), ("b", site)):
            part = TOPOLOGY.pack("spice", author, "0" * 32, 1)
            await stored(bus, part, PART, bulk=True)
            assert (await other.direct(Stream.PACKS, part)).data == PART  # type: ignore[union-attr]
            # Not over the line from the hub, as where the mirror may not be filled.
            mirror = mirror_of(Stream.PACKS, "spice")
            assert await read_direct(other._edge, mirror, part) is not None
        assert not site.errors["permission"]
        refused = (
            TOPOLOGY.want("spice", "c"),
            TOPOLOGY.log("spice"),
            TOPOLOGY.pack("spice", "c", "0" * 32, 1),
        )
        tries = [asyncio.create_task(site.publish(subject, b"x")) for subject in refused]
        async with asyncio.timeout(PATIENCE):
            while site.errors["permission"] < len(refused):  # noqa: ASYNC110  what a server says is no event
                await asyncio.sleep(0.01)
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
