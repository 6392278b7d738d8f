"""The handler of batches: one call, and what its failures mean for the queue."""

import sqlite3

from services.orchestrator.decide.commit import (
    Committer,
    ContendedError,
    GapError,
    UnknownOrchestratorError,
    UnknownSiteError,
)
from services.orchestrator.decide.key_entries import UnsignedKeyError
from services.orchestrator.upkeep.sweep_chunks import ChunkSweeper
from shared.bus.codec import BadMessageError, decode
from shared.bus.consume.consumer import HandBack
from shared.bus.large_messages import read_large
from shared.bus.port import Bus, Message
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream

GAP_DELAY = 0.5
"""Seconds after which a batch is tried again that came before the one before it."""

STATE_DELAY = 10.0
"""Seconds after which a batch is tried again for which the state directory could not be written."""

UNKNOWN_DELAY = 5.0
"""Seconds after which a batch is tried again that waits until a site or an orchestrator is registered."""


class BatchHandler:
    """Handles deliveries of batches."""

    def __init__(self, committer: Committer, *, bus: Bus, sweeper: ChunkSweeper) -> None:
        self._committer = committer
        self._bus = bus
        self._sweeper = sweeper

    async def handle(self, message: Message) -> None:
        """Make sure that the log holds the decision on a batch.

        Raises:
            BadMessageError: nobody can do anything with the message.
            HandBack: it comes again later.
            BusError: the bus failed.
        """
        try:
            await self._committer.commit(decode(Signed, await self._whole(message)))
        except (GapError, ContendedError) as error:
            raise HandBack(str(error), delay=GAP_DELAY) from error
        except (UnknownSiteError, UnknownOrchestratorError, UnsignedKeyError) as error:
            raise HandBack(str(error), delay=UNKNOWN_DELAY) from error
        except sqlite3.OperationalError as error:
            # What is missing is missing on this host: the batch is good, and must not become a dead letter.
            raise HandBack(f"the state directory cannot be written: {error}", delay=STATE_DELAY) from error

    async def _whole(self, message: Message) -> bytes:
        try:
            whole = await read_large(self._bus, Stream.BATCHES, message)
        except BadMessageError:
            self._sweeper.wake()
            raise
        if whole is not message.data:
            self._sweeper.wake()
        return whole
