"""The watch over a pair: it tells if replicas hear each other over the bus, and if not, who must act.

A bus that answers but has no bucket, or does not let a user in, is as good as none: visits go on, each
replica for itself. So it is told before somebody finds a visit that the other replica does not know.
"""

import asyncio
import logging
from collections import Counter
from typing import Protocol

from shared.bus.nats.translate import Cause
from shared.bus.port import BusError, BusTimeoutError, Message, NoStreamError, StoreFullError
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
"""Between two looks: a visit comes every half minute."""

ANSWER_SECONDS = 5.0
"""For one answer. Nobody waits for it."""

LOOKED_AT = "look"
"""A key that nobody sets: asking for it needs the bucket and the right to read it."""

ALONE = "alone"
SHARED = "shared"
NOT_YET = "the bus was not asked yet"
NO_BUCKET = (
    "operator: the bus has no bucket for replicas; make its topology (docs/satellites.md, Two replicas)"
)
FULL = "operator: the bucket of replicas is full; see the disk of the bus"
SILENT = "operator, where it lasts: the bus does not answer; see SPICERACK_NATS_URL, its TLS and its host"
REFUSED = (
    "operator: the bus does not let this user in, or not to the bucket of replicas; give it user, password "
    "and inbox prefix of satellites.env (docs/satellites.md, Two replicas)"
)
FAILED = "operator: the bus refuses what replicas ask; see its log"


def trouble_of(error: BusError) -> str:
    """Return why the bus did not do what was asked, and who must act, without what was asked. Pure."""
    match error:
        case NoStreamError():
            return NO_BUCKET
        case StoreFullError():
            return FULL
        case BusTimeoutError():
            return SILENT
    return FAILED


class WatchedBus(Protocol):
    """What is asked of the bus."""

    @property
    def errors(self) -> Counter[Cause]:
        """How many errors came unasked, by cause: a server tells in this way what it forbids."""

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key, or None. Raises BusError."""


class PairWatch:
    """Says whether other replicas hear of visits: `alone`, `shared`, or why not and who must act."""

    def __init__(self, bus: WatchedBus | None) -> None:
        """Begin without a look; a bus of None is that of one replica alone."""
        self.state = ALONE if bus is None else NOT_YET
        self._bus = bus
        self._refusals = 0

    async def run(self) -> None:
        """Look until cancelled."""
        while self._bus is not None:
            await self.look(self._bus)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, bus: WatchedBus) -> None:
        """Look once, and log what has changed."""
        state = await self._seen(bus)
        if state == self.state:
            return
        self.state = state
        if state == SHARED:
            log.info("visits are shared with other replicas over the bus")
        else:
            log.warning("other replicas do not hear of visits. %s", state)

    async def _seen(self, bus: WatchedBus) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await bus.value(Bucket.SATELLITES, LOOKED_AT)
        except TimeoutError:
            return self._silent(bus)
        except BusError as error:
            return self._silent(bus) if isinstance(error, BusTimeoutError) else trouble_of(error)
        self._refusals = _refusals(bus)
        return SHARED

    def _silent(self, bus: WatchedBus) -> str:
        """Return why there was no answer: what is forbidden is not answered, and told beside it."""
        return REFUSED if _refusals(bus) > self._refusals else SILENT


def _refusals(bus: WatchedBus) -> int:
    return bus.errors[Cause.PERMISSION] + bus.errors[Cause.AUTHORIZATION]
