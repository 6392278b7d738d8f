"""Making streams, buckets and consumers on a real server."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import nats
import pytest

from shared.bus.nats.bus import connect_bus
from shared.bus.nats.reconcile_topology import TopologyError, ensure_consumer, reconcile_topology
from shared.bus.nats.stream_config import stream_config
from shared.bus.port import BusError
from shared.contracts.topology import Bucket, Stream, Topology
from testing.bus.nats_server import SmallTopology, server_bus


async def state(bus):
    """Return the configuration of everything, as the server tells it."""
    answer = await bus.jetstream.call("STREAM.LIST")
    return {stream["config"]["name"]: stream["config"] for stream in answer["streams"]}


async def test_production_topology_is_made_as_the_table_says(nats_server):
    """The bounds of production fit the embedded server; every stream and bucket is there."""
    topology = Topology("other")
    async with connect_bus(nats_server.bus_settings(prefix="other")) as bus:
        await reconcile_topology(bus, topology)
        made = await state(bus)
    names = {spec.name for spec in topology.streams()} | {f"KV_{b.name}" for b in topology.buckets()}
    assert set(made) == names
    log, jobs, packs = made[Stream.LOG], made[Stream.JOBS], made[Stream.PACKS]
    assert (log["deny_delete"], log["deny_purge"], log["subjects"]) == (True, True, ["other.log.*"])
    assert (jobs["retention"], jobs["discard"]) == ("workqueue", "new")
    assert packs["max_bytes"] == 8 * 1024**3
    assert all(config["allow_direct"] for config in made.values())
    assert all(config["max_msg_size"] == bus.max_payload for n, config in made.items() if "KV_" not in n)


async def test_reconciling_again_changes_nothing(nats_server):
    """As often as one likes, with messages and consumers in place."""
    topology = SmallTopology()
    async with server_bus(nats_server, consumers=[topology.worker("a")]) as bus:
        await bus.publish(topology.job("a", "sign"), b"1")
        before = await state(bus)
        await reconcile_topology(bus, topology)
        await ensure_consumer(bus, topology.worker("a"))
        assert await state(bus) == before
        assert len(await bus.fetch(topology.worker("a").name, batch=5, timeout=1)) == 1


async def test_bounds_are_updated_and_what_others_set_stays(nats_server):
    """A new bound is applied; a field that the table does not know keeps its operator's value."""

    class Larger(SmallTopology):
        def streams(self):
            return tuple(replace(spec, max_bytes=spec.max_bytes * 2) for spec in super().streams())

    async with server_bus(nats_server) as bus:
        config = {**(await state(bus))[Stream.PACKS], "description": "ours"}
        await bus.jetstream.call(f"STREAM.UPDATE.{Stream.PACKS}", config)
        await reconcile_topology(bus, Larger())
        packs = (await state(bus))[Stream.PACKS]
    assert packs["max_bytes"] == 2 * config["max_bytes"]
    assert packs["description"] == "ours"


async def test_several_makers_of_streams_may_begin_at_once(nats_server):
    """Each begins its streams where its clock stands; whoever is late takes them as they are."""
    topology = SmallTopology()
    async with AsyncExitStack() as stack:
        settings = nats_server.bus_settings()
        makers = [await stack.enter_async_context(connect_bus(settings)) for _ in range(4)]
        async with asyncio.TaskGroup() as group:
            for first, bus in enumerate(makers, start=1):
                group.create_task(reconcile_topology(bus, topology, first=first * 1000))
        assert set(await state(makers[0])) >= {spec.name for spec in topology.streams()}


async def test_streams_of_earlier_versions_learn_to_store_messages_together(nats_server):
    """The log keeps what it holds, and takes chunks and their message from then on."""
    topology = SmallTopology()
    async with server_bus(nats_server) as bus:
        for name in (Stream.LOG, Stream.BATCHES):
            config = {**(await state(bus))[name], "allow_atomic": False}
            await bus.jetstream.call(f"STREAM.UPDATE.{name}", config)
        await bus.publish(topology.log("c"), b"old")
        chunked = {"chunk_subject": topology.log_chunk("c"), "chunks": [b"1"]}
        with pytest.raises(BusError, match="start an orchestrator of this version"):
            await bus.publish_atomically(topology.log("c"), b"new", **chunked)
        await reconcile_topology(bus, topology)
        assert (await bus.publish_atomically(topology.log("c"), b"new", **chunked)).sequence == 3
        assert (await bus.get(Stream.LOG, 1)).data == b"old"


async def test_what_can_be_made_again_is_acknowledged_before_the_disk_has_it(nats_server):
    """Packs and signatures alone: what else is acknowledged outlives a power cut."""
    async with server_bus(nats_server) as bus:
        modes = {name: config.get("persist_mode", "default") for name, config in (await state(bus)).items()}
    assert {name for name, mode in modes.items() if mode == "async"} == {Stream.PACKS, Stream.SIGNATURES}


async def test_a_stream_of_an_earlier_version_goes_on_waiting_for_the_disk(nats_server):
    """The server changes that of no stream: all else of it is brought up to date, and nothing is refused."""
    topology = SmallTopology()
    packs = next(spec for spec in topology.streams() if spec.name is Stream.PACKS)
    async with connect_bus(nats_server.bus_settings()) as bus:
        old = stream_config(replace(packs, persist_later=False, max_age=60), replicas=1, message_bytes=0)
        await bus.jetstream.call(f"STREAM.CREATE.{Stream.PACKS}", old)
        await reconcile_topology(bus, topology)
        made = (await state(bus))[Stream.PACKS]
        assert (made.get("persist_mode"), made["max_age"]) == (None, packs.max_age * 10**9)
        await bus.publish(topology.pack("c", "a", "0" * 32, 1), b"part", bulk=True)


async def test_consumer_follows_its_specification(nats_server):
    """Ack wait and bounds are updated in place; what is pending stays."""
    topology = SmallTopology()
    async with server_bus(nats_server, consumers=[topology.worker("a")]) as bus:
        await ensure_consumer(bus, replace(topology.worker("a"), ack_wait=7, max_ack_pending=3))
        info = await bus.jetstream.call(f"CONSUMER.INFO.{Stream.JOBS}.{topology.worker('a').name}")
    assert info["config"]["ack_wait"] == 7 * 10**9
    assert info["config"]["max_ack_pending"] == 3
    assert info["config"].get("max_deliver", -1) == -1


async def test_what_cannot_be_changed_is_refused_with_the_field(nats_server):
    """A work queue is not made of a stream with limits: its operator must decide."""
    async with connect_bus(nats_server.bus_settings()) as bus:
        await bus.jetstream.call("STREAM.CREATE.JOBS", {"name": "JOBS", "subjects": ["rack.job.*.*"]})
        with pytest.raises(TopologyError, match="JOBS: retention is 'limits' and must be 'workqueue'"):
            await reconcile_topology(bus, SmallTopology())


async def test_log_cannot_be_emptied_by_any_client(nats_server):
    """Deleting and purging are denied by the server itself."""
    async with server_bus(nats_server) as bus:
        await bus.publish(bus.topology.log("c"), b"1")
        for request, body in (("STREAM.PURGE.LOG", {}), ("STREAM.MSG.DELETE.LOG", {"seq": 1})):
            assert "error" in await bus.jetstream.ask(request, body)
        assert await bus.get(Stream.LOG, 1) is not None


async def test_buckets_are_those_of_other_clients(nats_server):
    """The library's own key-value client reads and writes what we do."""
    async with server_bus(nats_server) as bus:
        settings = nats_server.state
        client = await nats.connect(
            nats_server.url, user=settings.user, password=settings.password.get_secret_value()
        )
        bucket = await client.jetstream().key_value(Bucket.SITES)
        revision = await bus.put(Bucket.SITES, "a", b"1")
        assert (await bucket.get("a")).revision == revision
        await bucket.put("b", b"2")
        assert (await bus.value(Bucket.SITES, "b")).data == b"2"
        await bucket.delete("a")
        assert await bus.value(Bucket.SITES, "a") is None
        assert await bus.create(Bucket.SITES, "a", b"3") is not None
        await bus.remove(Bucket.SITES, "b")
        assert await bucket.keys() == ["a"]
        await client.close()
