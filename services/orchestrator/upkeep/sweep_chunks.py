"""Removing the chunks of batches that are done. A work queue takes out what its consumer acknowledges, and
chunks have no consumer.

What is to be removed follows from what is in the stream, so that it does not matter who died before it was.
"""

import asyncio
import logging
from contextlib import aclosing, suppress

from shared.bus.chunks import chunked_in
from shared.bus.codec import BadMessageError
from shared.bus.port import Bus
from shared.contracts.topology import Stream, Topology

log = logging.getLogger(__name__)

SWEEP_SECONDS = 2.0
"""After a batch was handled, in which it is acknowledged; and between two looks while one is not."""

AT_REST_SECONDS = 30.0
"""Between two looks all the same: who handled a batch may have lost the lease, and not sweep any more."""


class ChunkSweeper:
    """Sweeps while this orchestrator holds the collection's lease."""

    def __init__(self, bus: Bus, *, topology: Topology, collection: str) -> None:
        self._bus = bus
        self._batches = topology.batch(collection, "*")
        self._chunks = topology.batch_chunk(collection, "*")
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Say that a batch in chunks was handled."""
        self._bell.set()

    async def run(self) -> None:
        """Sweep what others have left, and then whenever there may be something. Raises BusError."""
        while True:
            self._bell.clear()
            if not await self.sweep():
                with suppress(TimeoutError):
                    # Not `wait_for`: before Python 3.12 it loses a cancellation that comes with the bell.
                    async with asyncio.timeout(AT_REST_SECONDS):
                        await self._bell.wait()
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> bool:
        """Remove the chunks that no waiting batch names; tell whether there are others.

        Chunks lie right before what names them, so all before those of the first waiting batch are of none.
        """
        last = await self._bus.last(Stream.BATCHES, self._chunks)
        if last is None:
            return False
        # Looked for after the chunks: what was published since is above the last of them.
        first = await self._first_named()
        before = last.sequence + 1 if first is None else first
        await self._bus.purge(Stream.BATCHES, self._chunks, before=before)
        log.debug("swept the chunks of batches before %d", before)
        return before <= last.sequence

    async def _first_named(self) -> int | None:
        """Return the sequence of the first chunk that a waiting batch names."""
        waiting = self._bus.stored(Stream.BATCHES, self._batches, after=0)
        async with aclosing(waiting) as messages:  # type: ignore[type-var]
            async for message in messages:
                try:
                    named = chunked_in(message.data)
                except BadMessageError:
                    continue
                if named is not None:
                    return message.sequence - len(named.chunks)
        return None
