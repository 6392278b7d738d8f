"""Mirrors of LOG and PACKS at a leaf node, in a JetStream domain of its own: they cross the line once.

What is of collections that nobody behind the line holds does not cross it: each collection has mirrors of its
own, which its first reader makes. A mirror keeps sequences and subjects, also where it leaves messages out,
and lags. What is removed at the hub stays in it until it is
too old, or too much.
"""

import asyncio
from collections.abc import Iterator, Sequence

from shared.bus.nats.jetstream import JetStream
from shared.bus.nats.read import read_direct
from shared.bus.nats.stream_config import SECOND_NS, UNLIMITED
from shared.bus.port import Message, NoStreamError
from shared.contracts.streams import MIRRORED, mirror_of
from shared.contracts.topology import StreamSpec, Topology

LOCAL_API = "$JS.API"
"""JetStream of the server that a client is connected to."""

PATIENCE = 60.0
"""Seconds that a message is waited for which the hub has: as long as one of bulk data may take."""

LOOK_AGAIN = 0.2


async def ensure_mirrors(jetstream: JetStream, topology: Topology, *, collection: str, domain: str) -> None:
    """Make the mirrors for a collection where they are not there; what is there stays. Raises BusError.

    Args:
        jetstream: of the leaf node, with `LOCAL_API`.
        topology: says what the streams are like at the hub.
        collection: which.
        domain: of the hub.
    """
    for config in _configs(topology, collection=collection, domain=domain):
        try:
            await jetstream.call(f"STREAM.INFO.{config['name']}")
        except NoStreamError:
            await jetstream.call(f"STREAM.CREATE.{config['name']}", config)


async def read_mirrored(
    local: JetStream, hub: JetStream, stream: str, subject: str, *, collection: str
) -> Message | None:
    """Return the last message on an exact subject from its mirror, or from the hub where it never comes.

    It is waited for only while the hub tells that it is there, which takes no bytes of it.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    mirror = mirror_of(stream, collection)
    while (found := await read_direct(local, mirror, subject)) is None:
        if not await _has(hub, stream, subject):
            return None
        if clock() >= end:
            return await read_direct(hub, stream, subject)
        await asyncio.sleep(LOOK_AGAIN)
    return found


async def _has(hub: JetStream, stream: str, subject: str) -> bool:
    """Tell whether the hub has a message on an exact subject."""
    answer = await hub.call(f"STREAM.INFO.{stream}", {"subjects_filter": subject})
    return bool(answer.get("state", {}).get("subjects"))


def _configs(topology: Topology, *, collection: str, domain: str) -> Iterator[dict[str, object]]:
    for spec in topology.streams():
        if spec.name in MIRRORED:
            subjects = topology.mirrored(spec.name, collection)
            yield _config(spec, mirror_of(spec.name, collection), subjects, domain=domain)


def _config(spec: StreamSpec, name: str, subjects: Sequence[str], *, domain: str) -> dict[str, object]:
    """Return the configuration of one mirror. It refuses nothing: where it is full, the oldest go."""
    return {
        "name": name,
        "retention": "limits",
        "storage": "file",
        "discard": "old",
        "num_replicas": 1,
        "max_consumers": UNLIMITED,
        "max_msgs": UNLIMITED,
        "max_bytes": spec.max_bytes or UNLIMITED,
        "max_age": int(spec.max_age * SECOND_NS),
        "allow_direct": True,
        "mirror_direct": True,
        "mirror": {
            "name": spec.name.value,
            "external": {"api": f"$JS.{domain}.API", "deliver": ""},
            # Each into itself: a mirror has one filter, and takes what any of its transforms is about.
            "subject_transforms": [{"src": one, "dest": one} for one in subjects],
        },
    }
