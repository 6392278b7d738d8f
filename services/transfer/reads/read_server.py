"""Answering requests to read contents of this site: bounded, beside the jobs and never in their way."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field

from services.transfer.reads.reading import Reading, Sources
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import BusError
from shared.bus.pubsub import Heard
from shared.contracts.messages.transfers.read import ReadRequest, Verdict
from shared.contracts.messages.version import NewerSchemaError

log = logging.getLogger(__name__)

LISTEN_SECONDS = 60.0
"""Of one wait for a request: nothing happens when it ends."""

LAST_WORD_SECONDS = 1.0
"""In which a worker that is told to stop says so to whom it reads for."""

GONE = "gone"
"""How a reading ended whose asker went away, or whose connection failed."""


@dataclass(slots=True)
class ReadFigures:
    """What was read for others since the start."""

    active: int = 0
    sent_bytes: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    """Readings, by their verdict or `GONE`."""
    malformed: int = 0
    """Requests that nobody can answer."""


class ReadServer:
    """One of a site's workers that send contents to the gateways of other sites."""

    def __init__(self, sources: Sources, *, at_once: int) -> None:
        """Wire it; at most `at_once` readings are under way."""
        self._sources = sources
        self._at_once = at_once
        self.figures = ReadFigures()

    async def run(self) -> None:
        """Answer until cancelled.

        Raises:
            BusError: there is no connection to listen with. Call it again.
        """
        sources = self._sources
        subject = sources.topology.read(sources.collection, sources.site)
        async with (
            asyncio.TaskGroup() as group,
            sources.pubsub.listen(subject, queue=f"transfer-{sources.site}") as mailbox,
        ):
            while True:
                try:
                    heard = await mailbox.next(timeout=LISTEN_SECONDS)
                except TimeoutError:
                    continue
                request = self._understood(heard)
                if request is not None:
                    await self._begin(Reading(sources, request), group)

    def _understood(self, heard: Heard | None) -> ReadRequest | None:
        if heard is None:
            return None
        try:
            request = decode(ReadRequest, heard.data)
        except (BadMessageError, NewerSchemaError) as error:
            log.warning("a request to read a content was not understood: %s", error)
            self.figures.malformed += 1
            return None
        if request.collection != self._sources.collection:
            self.figures.malformed += 1
            return None
        return request

    async def _begin(self, reading: Reading, group: asyncio.TaskGroup) -> None:
        if self.figures.active >= self._at_once:
            self.figures.ended[Verdict.BUSY] += 1
            try:
                await reading.end(Verdict.BUSY)
            except BusError as error:
                log.info("a reading was refused, and the asker does not hear of it: %s", error)
            return
        self.figures.active += 1
        group.create_task(self._carry_out(reading))

    async def _carry_out(self, reading: Reading) -> None:
        try:
            await reading.run()
        except BusError as error:
            log.info("a reading for %s broke off: %s", reading.request.site, error)
        except asyncio.CancelledError:
            if reading.verdict is None:
                await self._say_stopping(reading)
            raise
        finally:
            self.figures.active -= 1
            self.figures.sent_bytes += reading.sent_bytes
            self.figures.ended[reading.verdict or GONE] += 1

    @staticmethod
    async def _say_stopping(reading: Reading) -> None:
        """Send the asker to another holder at once, if the bus takes it in time."""
        try:
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await reading.end(Verdict.FAILED, detail="the worker stops")
        except (BusError, TimeoutError) as error:
            log.debug("the asker of a reading finds out by itself that the worker stops: %s", error)
