"""Makes streams again that were lost while all goes on, so that nobody has to start anything again."""

import asyncio
import logging
from functools import reduce
from operator import and_

from shared.bus.first_sequence import first_sequence
from shared.bus.nats.bus import NatsBus
from shared.bus.nats.lost_streams import Lost, look_at_streams, make_lost
from shared.contracts.topology import Topology
from shared.observability.clock import Clock

log = logging.getLogger(__name__)

LOOK_EVERY = 15.0
"""Seconds between two looks."""

LOOKS = 3
"""What is lost in so many looks in a row is made again: a server that starts has its streams before then,
and one that is busy answers one of them."""


class StreamKeeper:
    """Looks now and then whether all streams of the topology are there."""

    def __init__(self, bus: NatsBus, *, topology: Topology, replicas: int, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._topology = topology
        self._replicas = replicas
        self._before: tuple[Lost, ...] = ()

    async def run(self) -> None:
        """Look until cancelled. Raises BusError."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> Lost:
        """Look once; return what was lost for `LOOKS` looks, and was made again. Raises BusError."""
        self._before = (*self._before, await look_at_streams(self._bus, self._topology))[-LOOKS:]
        if len(self._before) < LOOKS:
            return Lost()
        lost = reduce(and_, self._before)
        if lost:
            _tell(lost)
            first = first_sequence(now_ns=self._clock.time_ns())
            await make_lost(self._bus, self._topology, lost, replicas=self._replicas, first=first)
            self._before = ()
        return lost


def _tell(lost: Lost) -> None:
    if lost.absent:
        log.error(
            "the server has lost %s: made again, empty. Look whether its store was lost or restored; "
            "sites that have followed a log that is gone are held until a person has looked",
            ", ".join(sorted(lost.absent)),
        )
    if lost.offline:
        log.warning(
            "the node that kept %s does not answer: made again on another one; what was on its way is sent "
            "again",
            ", ".join(sorted(lost.offline)),
        )
