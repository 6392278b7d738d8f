"""Following a subject without end, across reconnects and restarts."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from shared.bus.nats.jetstream import JetStream
from shared.bus.nats.ordered import LostError, Start, ordered_reader
from shared.bus.port import BusTimeoutError, Message, NoStreamError

logger = logging.getLogger(__name__)

RETRY_PAUSE = 0.5
"""Seconds before a new consumer is made after one was lost."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of a stream, or of a part of it, with its sequences."""

    jetstream: JetStream
    name: str


async def follow(
    jetstream: JetStream, stream: str, subject: str, *, after: int, mirror: Mirror | None = None
) -> AsyncGenerator[Message, None]:
    """Yield the messages on `subject` with a sequence above `after`, in order, without end.

    A stream that ends below `after` was lost with the server's store, or restored from an older copy:
    what is new in it from now on is yielded, under its new sequences.

    Args:
        jetstream: of the stream.
        stream: its name.
        subject: of the messages, wildcards allowed.
        after: the sequence after which it begins.
        mirror: is read instead of the stream. How far the stream goes is asked of itself.

    Raises:
        NoStreamError: the stream is not there at the start. Later it is waited for: a server that
            starts again may not have it at once.
    """
    last, started, source = after, False, mirror or Mirror(jetstream, stream)
    while True:
        try:
            last = min(last, await _last_sequence(jetstream, stream))
            start = Start(sequence=last + 1)
            async with ordered_reader(source.jetstream, source.name, subject, start) as reader:
                started = True
                async with aclosing(reader.messages()) as messages:
                    async for message in messages:
                        last = message.sequence
                        yield message
                        # What has arrived is there without waiting: a reader that is far behind would let
                        # nothing else run, no answer be heard and no sign of life be given.
                        await asyncio.sleep(0)
        except (LostError, BusTimeoutError) as error:
            logger.info("following %s after %d: %s", subject, last, error)
        except NoStreamError as error:
            if not started:
                raise
            logger.warning("following %s after %d: %s", subject, last, error)
        await asyncio.sleep(RETRY_PAUSE)


async def _last_sequence(jetstream: JetStream, stream: str) -> int:
    """Return the last sequence that the stream gave out, be the message there or not."""
    info = await jetstream.call(f"STREAM.INFO.{stream}")
    return int(info["state"]["last_seq"])
