"""Streams that a real server has lost while all goes on are found and made again, and nothing else is."""

import asyncio
from dataclasses import replace

import pytest

from services.orchestrator.upkeep.keep_streams import LOOKS, StreamKeeper
from services.transfer.jobs.send import Sender
from shared.bus.first_sequence import first_sequence
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.lost_streams import Lost, look_at_streams, make_lost
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError
from shared.bus.server.server import EmbeddedServer
from shared.bus.settings import BusSettings
from shared.contracts.topology import Bucket, Stream, StreamSpec, Topology
from shared.observability.clock import SystemClock
from testing.bus.nats_server import SmallTopology, server_bus
from tests.faults.cluster import NODES, PASSWORD, USER, Cluster

PATIENCE = 60
PACK = "rack.pack.spice.a.0.1"


async def delete(bus: NatsBus, *streams: str) -> None:
    """Take streams away, as a lost store does."""
    for stream in streams:
        await bus.jetstream.call(f"STREAM.DELETE.{stream}")


async def lost_now(bus: NatsBus) -> Lost:
    """Return what one look finds lost."""
    return await look_at_streams(bus, SmallTopology())


async def config(bus: NatsBus, stream: str) -> dict[str, object]:
    """Return how a stream is made."""
    answer = await bus.jetstream.call(f"STREAM.INFO.{stream}")
    found: dict[str, object] = answer["config"]
    return found


async def test_at_rest_nothing_is_lost(nats_server: EmbeddedServer) -> None:
    """Where all streams are, none is found lost, however often one looks."""
    async with server_bus(nats_server) as bus:
        keeper = StreamKeeper(bus, topology=SmallTopology(), replicas=1, clock=SystemClock())
        assert [await keeper.look() for _ in range(LOOKS + 1)] == [Lost()] * (LOOKS + 1)


async def test_streams_and_buckets_that_are_gone_are_made_again_as_they_were(
    nats_server: EmbeddedServer,
) -> None:
    """Lost for some looks they are made as at a start; what is there keeps its messages and its bounds."""
    async with server_bus(nats_server) as bus:
        bucket = f"KV_{Bucket.SITES}"
        before = {stream: await config(bus, stream) for stream in (Stream.WANTS, bucket)}
        await bus.publish("rack.log.spice", b"a commit")
        operators = {**await config(bus, Stream.JOBS), "max_bytes": 1024**2}
        await bus.jetstream.call(f"STREAM.UPDATE.{Stream.JOBS}", operators)
        await delete(bus, *before)

        keeper = StreamKeeper(bus, topology=SmallTopology(), replicas=1, clock=SystemClock())
        looks = [await keeper.look() for _ in range(LOOKS + 1)]
        assert looks == [Lost()] * (LOOKS - 1) + [Lost(absent=frozenset(before)), Lost()]

        after = {stream: await config(bus, stream) for stream in before}
        assert {name: {**one, "first_seq": 0} for name, one in after.items()} == {
            name: {**one, "first_seq": 0} for name, one in before.items()
        }
        assert await config(bus, Stream.JOBS) == operators
        assert await bus.caught_up(Stream.LOG, "rack.log.spice") == 1


@pytest.mark.parametrize("who", ("keeper", "start"))
async def test_no_number_is_given_out_again(nats_server: EmbeddedServer, who: str) -> None:
    """Who waits for the answer to an ask by its number does not take that to an older one for it.

    Not if streams are made again by who saw them, nor if by an orchestrator that starts and never did.
    """
    async with server_bus(nats_server) as bus:
        await delete(bus, Stream.ASKS, Stream.LOG)
        await reconcile_topology(bus, SmallTopology(), first=now())
        before = [(await bus.publish("rack.ask.spice.a", b"scan")).sequence for _ in range(3)]
        assert (await bus.publish("rack.log.spice", b"of a log")).sequence == 1
        await delete(bus, Stream.ASKS, Stream.LOG)
        if who == "start":
            await reconcile_topology(bus, SmallTopology(), first=now())
        else:
            keeper = StreamKeeper(bus, topology=SmallTopology(), replicas=1, clock=SystemClock())
            for _ in range(LOOKS):
                await keeper.look()
        assert (await bus.publish("rack.ask.spice.a", b"scan")).sequence > max(before)
        assert (await bus.publish("rack.log.spice", b"of another log")).sequence == 1

        class Larger(SmallTopology):
            def streams(self) -> tuple[StreamSpec, ...]:
                return tuple(replace(spec, max_bytes=spec.max_bytes * 2) for spec in super().streams())

        await reconcile_topology(bus, Larger(), first=now())


def now() -> int:
    """Return where a stream begins that is made now."""
    return first_sequence(now_ns=SystemClock().time_ns())


async def test_stream_that_is_back_in_time_is_left_alone(nats_server: EmbeddedServer) -> None:
    """What only some looks miss may be a server that starts: nothing is made in its place."""
    async with server_bus(nats_server) as bus:
        keeper = StreamKeeper(bus, topology=SmallTopology(), replicas=1, clock=SystemClock())
        await delete(bus, Stream.WANTS)
        looks = [await keeper.look() for _ in range(LOOKS - 1)]
        await reconcile_topology(bus, SmallTopology())
        await delete(bus, Stream.ASKS)
        assert [*looks, await keeper.look()] == [Lost()] * LOOKS


async def test_two_that_make_the_same_at_once_agree(nats_server: EmbeddedServer) -> None:
    """Several orchestrators look at the same time, and none fails by the others."""
    async with server_bus(nats_server) as bus:
        await delete(bus, Stream.PACKS, Stream.REPORTS)
        lost = await lost_now(bus)
        making = (make_lost(bus, SmallTopology(), lost, replicas=1, first=7) for _ in range(4))
        await asyncio.gather(*making)
        assert await lost_now(bus) == Lost()


async def test_builder_waits_for_the_store_of_packs_to_be_made_again(nats_server: EmbeddedServer) -> None:
    """A part that finds no store is sent when there is one: its job does not wait out a long delay."""
    async with server_bus(nats_server) as bus:
        sender = Sender(bus, patience=PATIENCE)
        await delete(bus, Stream.PACKS)
        sending = asyncio.create_task(sender.send(PACK, b"part"))
        await asyncio.wait([sending], timeout=0.5)
        await make_lost(bus, SmallTopology(), await lost_now(bus), replicas=1, first=1)
        await asyncio.wait_for(sending, PATIENCE)
        assert await bus.caught_up(Stream.PACKS, PACK) == 1


async def test_cache_on_a_node_that_is_gone_is_made_again_on_another(tmp_path) -> None:
    """Packs move while the node that kept them is away, and when it is back it does not bring its own."""
    cluster = Cluster(tmp_path)
    with cluster.running():
        async with connect_bus(settings(cluster)) as bus:
            await made(bus)
            holder = cluster.led(Stream.PACKS)
            cluster.kill(holder)
            keeper = StreamKeeper(bus, topology=SmallTopology(), replicas=len(NODES), clock=SystemClock())
            gone = await until_looks_find(keeper)
            assert Stream.PACKS in gone.offline
            assert gone.absent == frozenset()
            await Sender(bus, patience=PATIENCE).send(PACK, b"part")
            assert cluster.led(Stream.PACKS) != holder
            sent = await bus.caught_up(Stream.PACKS, PACK)

            cluster.start(holder)
            await asyncio.to_thread(cluster.caught_up, holder)
            assert await bus.caught_up(Stream.PACKS, PACK) == sent > 1
            assert await lost_now(bus) == Lost()


@pytest.mark.slow
async def test_what_is_not_a_cache_waits_for_its_node(tmp_path) -> None:
    """On a cluster that keeps everything once, only caches are given up: the log may be the only copy."""
    cluster = Cluster(tmp_path)
    with cluster.running():
        async with connect_bus(settings(cluster)) as bus:
            await made(bus, replicas=1)
            holder = cluster.led(Stream.LOG)
            cluster.kill(holder)
            keeper = StreamKeeper(bus, topology=SmallTopology(), replicas=1, clock=SystemClock())
            caches = {spec.name for spec in Topology().streams() if spec.single_replica}
            for _ in range(LOOKS + 1):
                lost = await patient_look(keeper)
                assert lost.absent == frozenset()
                assert lost.offline <= caches


def settings(cluster: Cluster) -> BusSettings:
    """Return how to reach any node of a cluster."""
    servers = tuple(
        f"nats://{url.rpartition('@')[2].removeprefix('nats://')}" for url in cluster.urls.split(",")
    )
    return BusSettings(servers=servers, user=USER, password=PASSWORD)


async def made(bus: NatsBus, *, replicas: int = len(NODES)) -> None:
    """Make the streams once the cluster is ready for it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await reconcile_topology(bus, SmallTopology(), replicas=replicas)
            except BusError:
                await asyncio.sleep(0.5)


async def patient_look(keeper: StreamKeeper) -> Lost:
    """Look, once the servers answer."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await keeper.look()
        except BusError as error:
            assert asyncio.get_running_loop().time() < deadline, error
            await asyncio.sleep(0.5)


async def until_looks_find(keeper: StreamKeeper) -> Lost:
    """Look until something was made again."""
    for _ in range(PATIENCE):
        if lost := await patient_look(keeper):
            return lost
        await asyncio.sleep(0.5)
    raise AssertionError("nothing was found to be lost")
