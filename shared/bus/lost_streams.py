"""Streams that a server has lost while all goes on: those that are gone, and caches out of reach.

A server's store may be emptied under running processes. A cache is kept once; where its node is gone it
answers nobody, and nothing that goes through it moves until the node is back, if ever.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from shared.bus.buckets import bucket_stream
from shared.bus.jetstream import JetStream
from shared.bus.nats_bus import NatsBus
from shared.bus.port import BusTimeoutError, NoStreamError
from shared.bus.reconcile_topology import make_streams
from shared.bus.topology import Stream, Topology

MORE_THAN_A_LOOK_MISSES = 1_000_000
"""Sequences that may have been given out since the last look: the server stores some thousand a second."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look has seen."""

    lost: Lost
    last: Mapping[str, int]
    """The last sequence of each stream that answered."""


async def look_at_streams(bus: NatsBus, topology: Topology) -> Seen:
    """Return what is lost now. A moment later it may be there again: a server may be starting.

    Raises:
        BusError: the server is away.
    """
    last, silent = await _list(bus.jetstream)
    caches = {spec.name.value for spec in topology.streams() if spec.single_replica}
    lost = Lost(absent=_of(topology) - last.keys() - silent, offline=frozenset(caches & silent))
    return Seen(lost=lost, last=last)


async def make_lost(
    bus: NatsBus, topology: Topology, lost: Lost, *, replicas: int, last: Mapping[str, int]
) -> None:
    """Make lost streams, empty. A cache out of reach is given up for it: its node drops it when it is back.

    Args:
        bus: to the server.
        topology: says how streams are made.
        lost: which of them.
        replicas: of those that are no caches.
        last: sequences that were given out, as far as they were seen. None is given out again, since some
            who waits for a number would take an old one for it; the log alone counts from 1.

    Raises:
        BusError: the server refuses, or is away.
    """
    for name in sorted(lost.offline):
        # Another process may have been faster; and until the servers take the node for dead, two and a half
        # minutes after its last sign of life, they delete the stream, but leave it to the node to say so.
        with suppress(NoStreamError, BusTimeoutError):
            await bus.jetstream.call(f"STREAM.DELETE.{name}")
    first = {name: number + MORE_THAN_A_LOOK_MISSES for name, number in last.items() if name != Stream.LOG}
    await make_streams(bus, topology, lost.absent | lost.offline, replicas=replicas, first=first)


def _of(topology: Topology) -> frozenset[str]:
    buckets = (bucket_stream(spec.name) for spec in topology.buckets())
    return frozenset((*(spec.name.value for spec in topology.streams()), *buckets))


async def _list(jetstream: JetStream) -> tuple[dict[str, int], set[str]]:
    """Return the last sequence of every stream, and the names of those that did not answer.

    The latter may be missing from a page, so that pages tell by what is new in them whether there are more.
    """
    last: dict[str, int] = {}
    silent: set[str] = set()
    while True:
        before = len(last.keys() | silent)
        answer = await jetstream.call("STREAM.LIST", {"offset": before})
        silent.update(answer.get("missing") or ())
        for stream in answer["streams"] or ():
            if stream["config"]["name"] not in silent:
                last[stream["config"]["name"]] = stream["state"]["last_seq"]
        if len(last.keys() | silent) in (before, answer["total"]):
            return last, silent
