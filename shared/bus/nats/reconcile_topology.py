"""Makes what `Topology` says: streams, buckets and consumers, explicitly and as often as one likes.

What cannot be changed without losing something is refused with the field, what it is and what it
should be. Streams are never deleted here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from shared.bus.buckets import bucket_stream
from shared.bus.nats.bus import NatsBus
from shared.bus.nats.jetstream import JetStream
from shared.bus.nats.stream_config import (
    PERSIST_MODE,
    bucket_config,
    consumer_config,
    differences,
    stream_config,
)
from shared.bus.port import BusError, NameTakenError, NoStreamError
from shared.contracts.topology import ConsumerSpec, Stream, Topology


class TopologyError(BusError):
    """A stream or consumer differs from the topology in what cannot be changed: the operator must act."""


async def reconcile_topology(bus: NatsBus, topology: Topology, *, replicas: int = 1, first: int = 1) -> None:
    """Make or update all streams and buckets. `replicas` is 3 on a cluster of three or more.

    What is made now counts from `first` (`numbering.py`), but for the log.

    Raises:
        TopologyError: something that exists differs in what cannot be changed.
        BusError: the server refuses, or is away.
    """
    await bus.ready(timeout=bus.jetstream.timeout)
    for config in _configs(bus, topology, replicas=replicas):
        await _ensure_stream(bus.jetstream, config, first=first)


async def make_streams(
    bus: NatsBus, topology: Topology, names: Collection[str], *, replicas: int, first: int
) -> None:
    """Make those streams of the topology that have one of `names`, those under buckets included.

    What is there is left as it is: processes of two versions may do this at once. What is made counts from
    `first` (`numbering.py`), but for the log.

    Raises:
        BusError: the server refuses, or is away.
    """
    for config in _configs(bus, topology, replicas=replicas):
        name = str(config["name"])
        if name in names and await _find(bus.jetstream, f"STREAM.INFO.{name}") is None:
            with suppress(NameTakenError):
                await _create(bus.jetstream, config, first=first)


async def ensure_consumer(bus: NatsBus, spec: ConsumerSpec) -> None:
    """Make or update one durable consumer.

    Raises:
        TopologyError: it exists and differs in what cannot be changed.
        NoStreamError: its stream is not there.
    """
    wanted = consumer_config(spec)
    info = await _find(bus.jetstream, f"CONSUMER.INFO.{spec.stream}.{spec.name}")
    if info is not None:
        if not differences(info["config"], wanted):
            return
        _refuse_fixed(f"consumer {spec.name}", info["config"], wanted, fixed=("ack_policy", "deliver_policy"))
    action = "update" if info is not None else "create"
    body = {"stream_name": spec.stream, "config": wanted, "action": action}
    await bus.jetstream.call(f"CONSUMER.CREATE.{spec.stream}.{spec.name}.{spec.subject}", body)


async def ensure_consumers(bus: NatsBus, specs: Iterable[ConsumerSpec]) -> None:
    """Make or update durable consumers, one after the other."""
    for spec in specs:
        await ensure_consumer(bus, spec)


def _configs(bus: NatsBus, topology: Topology, *, replicas: int) -> Iterator[dict[str, object]]:
    for spec in topology.streams():
        yield stream_config(spec, replicas=replicas, message_bytes=bus.max_payload)
    for bucket in topology.buckets():
        yield bucket_config(bucket, stream=bucket_stream(bucket.name), replicas=replicas)


async def _create(jetstream: JetStream, wanted: Mapping[str, object], *, first: int) -> None:
    begins = 1 if wanted["name"] == Stream.LOG else first
    await jetstream.call(f"STREAM.CREATE.{wanted['name']}", {**wanted, "first_seq": begins})


async def _ensure_stream(jetstream: JetStream, wanted: Mapping[str, object], *, first: int) -> None:
    name = str(wanted["name"])
    info = await _find(jetstream, f"STREAM.INFO.{name}")
    if info is None:
        try:
            await _create(jetstream, wanted, first=first)
        except NameTakenError:
            # Another process was quicker, and its stream begins elsewhere: it is there, as any other.
            info = await jetstream.call(f"STREAM.INFO.{name}")
        else:
            return
    current: dict[str, Any] = info["config"]
    wanted = {field: value for field, value in wanted.items() if field != PERSIST_MODE}
    if differences(current, wanted):
        fixed = ("retention", "storage", "deny_delete", "deny_purge", "allow_msg_ttl")
        _refuse_fixed(f"stream {name}", current, wanted, fixed=fixed)
        # What the table says nothing about (placement, metadata) stays as its operator set it.
        await jetstream.call(f"STREAM.UPDATE.{name}", {**current, **wanted})


def _refuse_fixed(
    what: str, current: Mapping[str, object], wanted: Mapping[str, object], *, fixed: tuple[str, ...]
) -> None:
    """Raise TopologyError if a field of `fixed` would have to change to something that takes away."""
    for field, is_now, should_be in differences(current, wanted):
        if field in fixed and not (should_be is True and not is_now):
            raise TopologyError(
                f"{what}: {field} is {is_now!r} and must be {should_be!r}, which cannot be changed: "
                "drain it, delete it by hand, and start again"
            )


async def _find(jetstream: JetStream, request: str) -> dict[str, Any] | None:
    try:
        return await jetstream.call(request)
    except NoStreamError:
        return None
