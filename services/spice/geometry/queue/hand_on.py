"""A question handed on to another process of the site, while somebody waits for its answer."""

from collections.abc import Callable
from dataclasses import dataclass

from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.process.errors import ProcessDiedError
from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.queue.site_queue import SiteQueue
from shared.bus.codec import BadMessageError, decode_with, encode
from shared.bus.port import BusError
from shared.bus.pubsub import Mailbox, PubSub
from shared.contracts.messages.kernels.geometry_question import (
    GEOMETRY_WORD,
    QUESTION_MAX,
    GeometryAnswered,
    GeometryAsked,
    GeometryRefused,
    GeometryTaken,
    GeometryWord,
    Why,
)
from shared.contracts.messages.version import NewerSchemaError

ALIVE_SECONDS = 1.0
"""Between two signs of life of whoever calculates."""

SILENT_SECONDS = 5.0
"""Without one, it has gone: some are lost on the way."""

WORDS = 128
"""That wait to be heard: of two minutes of signs of life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """Hands questions on to other processes of a site."""

    pubsub: PubSub
    queue: SiteQueue
    new_id: Callable[[], str]
    """Returns 32 hexadecimal digits that it never returned before."""

    async def ask(self, asked: Asked, *, sink: Sink) -> int | None:
        """Have a question answered elsewhere; return how many rows its answer has, None where nobody would.

        Raises:
            GeometryError: it has no answer.
            ProcessDiedError: it takes too long.
        """
        question = asked.model_dump_json()
        if len(question) > QUESTION_MAX:
            return None
        handed = self.new_id()
        message = GeometryAsked(
            collection=self.queue.collection, site=self.queue.site, handed=handed, question=question
        )
        words = self.queue.words(handed)
        try:
            async with self.pubsub.listen(words, limit=WORDS) as mailbox:
                await self.pubsub.send(self.queue.questions, encode(message), reply=words)
                return await _answer(mailbox, sink)
        except BusError:
            return None


async def _answer(mailbox: Mailbox, sink: Sink) -> int | None:
    while True:
        match await _word(mailbox):
            case GeometryTaken():
                continue
            case GeometryAnswered(rows=rows, answer=answer):
                await sink.write(answer)
                return rows
            case GeometryRefused(why=Why.FAILED, failure=failure):
                raise GeometryError(Failure.model_validate_json(failure))
            case GeometryRefused(why=Why.SLOW, failure=detail):
                raise ProcessDiedError(detail, hung=True)
            case _:
                return None


async def _word(mailbox: Mailbox) -> GeometryWord | None:
    """Return what is said next; None where nothing comes, or nothing that makes sense."""
    try:
        heard = await mailbox.next(timeout=SILENT_SECONDS)
        return None if heard is None or heard.nobody else decode_with(GEOMETRY_WORD, heard.data)
    except (TimeoutError, BadMessageError, NewerSchemaError):
        return None
