"""Questions of other processes of the site, taken from their queue while a process here is free."""

import asyncio
import logging
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from services.spice.geometry.api.buffer import Buffer
from services.spice.geometry.errors import GeometryError
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.geometry.process.pool import Allowance, Asked, Pool
from services.spice.geometry.queue.hand_on import ALIVE_SECONDS
from services.spice.geometry.queue.site_queue import SiteQueue
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import BusError
from shared.bus.pubsub import Mailbox, PubSub
from shared.contracts.messages.kernels.geometry_question import (
    ANSWER_BYTES_MAX,
    FAILURE_MAX,
    GeometryAnswered,
    GeometryAsked,
    GeometryRefused,
    GeometryTaken,
    GeometryWord,
    Why,
)
from shared.contracts.messages.version import NewerSchemaError

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""Between two looks whether a process is still free: who asks when none is, is told so."""

WAITING = 8
"""Questions that wait to be heard: what comes then is lost, and whoever asked calculates it."""

AGAIN_SECONDS = 5.0
"""Until it listens again after the bus was away."""

OURS = (AbsentContentError, KernelsUnavailableError, ProcessDiedError, ProcessStartError, QueueFullError)
"""Troubles of this process, of which whoever asked may have none."""

BUSY = GeometryRefused(why=Why.BUSY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Takes questions of other processes of a site."""

    pubsub: PubSub
    queue: SiteQueue
    pool: Pool
    allowance: Allowance

    async def run(self) -> None:
        """Take questions until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self.pool.wait_until_free()
                try:
                    async with self.pubsub.listen(
                        self.queue.questions, queue=self.queue.group, limit=WAITING
                    ) as mailbox:
                        while self.pool.is_free:
                            await self._take_one(mailbox, group)
                except BusError as error:
                    log.warning("questions of other processes are not taken: %s", error)
                    await asyncio.sleep(AGAIN_SECONDS)

    async def _take_one(self, mailbox: Mailbox, group: asyncio.TaskGroup) -> None:
        """Take what is asked next. Of several that come at once, some wait here for a process."""
        try:
            heard = await mailbox.next(timeout=LOOK_SECONDS)
            if heard is None:
                return
            message = decode(GeometryAsked, heard.data)
            asked = Asked.model_validate_json(message.question)
        except TimeoutError:
            return
        except (BadMessageError, NewerSchemaError, ValidationError) as error:
            log.warning("a question of another process is not understood: %s", error)
            return
        group.create_task(self._answer(message.handed, asked), name="answer a question of another process")

    async def _answer(self, handed: str, asked: Asked) -> None:
        """Answer one question. Whoever asked may be gone: nobody hears it then."""
        with suppress(BusError):
            if not self.pool.is_free:
                await self._say(handed, BUSY)
                return
            await self._say(handed, GeometryTaken())
            living = asyncio.create_task(self._live(handed))
            try:
                word = await self._word(asked)
            finally:
                living.cancel()
                await asyncio.wait((living,))
            await self._say(handed, word)

    async def _word(self, asked: Asked) -> GeometryWord:
        sink = Buffer()
        allowance = self.allowance._replace(bytes=min(self.allowance.bytes, ANSWER_BYTES_MAX))
        try:
            answered = await self.pool.ask(asked, allowance=allowance, sink=sink)
        except GeometryError as error:
            # Too many bytes for a message may be few enough for whoever asked.
            if error.failure.reason == "too-many":
                return BUSY
            failure = error.failure.model_dump_json()
            return BUSY if len(failure) > FAILURE_MAX else GeometryRefused(why=Why.FAILED, failure=failure)
        except OURS as error:
            hung = isinstance(error, ProcessDiedError) and error.hung
            return GeometryRefused(why=Why.SLOW, failure=str(error)) if hung else BUSY
        except Exception:
            # Such as a full disk: it ends no more than this question, which whoever asked answers.
            log.exception("a question of another process was not answered")
            return BUSY
        self.pool.figures.taken += 1
        return GeometryAnswered(rows=answered.rows, answer=b64encode(sink.data))

    async def _live(self, handed: str) -> None:
        """Give signs of life until cancelled."""
        with suppress(BusError):
            while True:
                await asyncio.sleep(ALIVE_SECONDS)
                await self._say(handed, GeometryTaken())

    async def _say(self, handed: str, word: GeometryWord) -> None:
        await self.pubsub.send(self.queue.words(handed), encode(word))
