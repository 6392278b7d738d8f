"""Streams that a server has lost while all goes on: those that are gone, and caches out of reach.

A server's store may be emptied under running processes. A cache is kept once; where its node is gone it
answers nobody, and nothing that goes through it moves until the node is back, if ever.
"""

from contextlib import suppress
from dataclasses import dataclass

from shared.bus.buckets import bucket_stream
from shared.bus.nats.bus import NatsBus
from shared.bus.nats.jetstream import JetStream
from shared.bus.nats.reconcile_topology import make_streams
from shared.bus.port import BusTimeoutError, NoStreamError
from shared.contracts.topology import Topology


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Names of streams of the topology."""

    absent: frozenset[str] = frozenset()
    """The server does not know them: what was in them is gone."""
    offline: frozenset[str] = frozenset()
    """Caches whose only node does not answer. What is no cache waits for it: there may be no other copy."""

    def __bool__(self) -> bool:
        return bool(self.absent or self.offline)

    def __and__(self, other: "Lost") -> "Lost":
        """Return what is lost in both."""
        return Lost(absent=self.absent & other.absent, offline=self.offline & other.offline)


async def look_at_streams(bus: NatsBus, topology: Topology) -> Lost:
    """Return what is lost now. A moment later it may be there again: a server may be starting.

    Raises:
        BusError: the server is away.
    """
    answered, silent = await _list(bus.jetstream)
    caches = {spec.name.value for spec in topology.streams() if spec.single_replica}
    return Lost(absent=_of(topology) - answered - silent, offline=frozenset(caches & silent))


async def make_lost(bus: NatsBus, topology: Topology, lost: Lost, *, replicas: int, first: int) -> None:
    """Make lost streams, empty. A cache out of reach is given up for it: its node drops it when it is back.

    Args:
        bus: to the server.
        topology: says how streams are made.
        lost: which of them.
        replicas: of those that are no caches.
        first: where the sequences of what is made begin (`numbering.py`).

    Raises:
        BusError: the server refuses, or is away.
    """
    for name in sorted(lost.offline):
        # Another process may have been faster; and until the servers take the node for dead, two and a half
        # minutes after its last sign of life, they delete the stream, but leave it to the node to say so.
        with suppress(NoStreamError, BusTimeoutError):
            await bus.jetstream.call(f"STREAM.DELETE.{name}")
    await make_streams(bus, topology, lost.absent | lost.offline, replicas=replicas, first=first)


def _of(topology: Topology) -> frozenset[str]:
    buckets = (bucket_stream(spec.name) for spec in topology.buckets())
    return frozenset((*(spec.name.value for spec in topology.streams()), *buckets))


async def _list(jetstream: JetStream) -> tuple[set[str], set[str]]:
    """Return the names of the streams that answered, and of those that did not.

    The latter may be missing from a page, so that pages tell by what is new in them whether there are more.
    """
    answered: set[str] = set()
    silent: set[str] = set()
    while True:
        before = len(answered | silent)
        answer = await jetstream.call("STREAM.LIST", {"offset": before})
        silent.update(answer.get("missing") or ())
        answered.update({stream["config"]["name"] for stream in answer["streams"] or ()} - silent)
        if len(answered | silent) in (before, answer["total"]):
            return answered, silent
