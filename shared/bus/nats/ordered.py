"""An ordered reader: a short-lived pull consumer whose every delivery is checked for gaps.

The consumer belongs to one server's memory and is thrown away at the first doubt; its reader makes
another one after the last sequence that it saw. So it survives restarts without a gap or a repeat.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from nats.aio.msg import Msg

from shared.bus.nats.inbox import Inbox
from shared.bus.nats.jetstream import SECOND_NS, JetStream, own_headers, status_of
from shared.bus.nats.reply_subject import parse_reply_subject
from shared.bus.port import BusError, BusTimeoutError, Message

PULL_MESSAGES = 256
"""Messages asked for at once."""

PULL_BYTES = 8 * 1024 * 1024
"""Bytes asked for at once. Above every max_payload. One pull stands at a time, so that this bounds what waits
in memory for a slow reader."""

PULL_SECONDS = 30.0
"""How long one pull stands."""

HEARTBEAT_SECONDS = 1.0
"""How often the server says that it is still there."""

SILENCE_SECONDS = 3 * HEARTBEAT_SECONDS
"""Silence after which the consumer is taken for lost."""

INACTIVE_SECONDS = 30.0
"""After which the server throws the consumer away when nobody pulls."""

HEARTBEAT = "100"
NO_MESSAGES = "404"
PULL_ENDED = frozenset({"404", "408", "409"})
"""No messages; pull expired; pull ended by its bounds (or by something that the next pull will show)."""

LAST_DELIVERED = "Nats-Last-Consumer"
"""In heartbeats: how many messages the consumer has delivered."""


class LostError(BusError):
    """The consumer is gone, or something that it delivered is: read on with a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where to begin: at a sequence, or with the last message of every subject."""

    sequence: int | None = None

    def options(self) -> dict[str, object]:
        """Return the fields of the consumer's configuration."""
        if self.sequence is None:
            return {"deliver_policy": "last_per_subject"}
        return {"deliver_policy": "by_start_sequence", "opt_start_seq": self.sequence}


@asynccontextmanager
async def ordered_reader(
    jetstream: JetStream, stream: str, subject: str, start: Start, *, at_once: int = PULL_MESSAGES
) -> AsyncIterator["OrderedReader"]:
    """Make a consumer and an inbox for the block; `at_once` messages wait there at most.

    Raises:
        NoStreamError: the stream is not there.
        BusTimeoutError: the connection is down.
    """
    async with jetstream.connection.inbox(timeout=jetstream.timeout, below=".*") as inbox:
        name = inbox.subject.rpartition(".")[2]
        config = {
            "name": name,
            **start.options(),
            "ack_policy": "none",
            "filter_subject": subject,
            "replay_policy": "instant",
            "mem_storage": True,
            "num_replicas": 1,
            "inactive_threshold": int(INACTIVE_SECONDS * SECOND_NS),
        }
        body = {"stream_name": stream, "config": config}
        await jetstream.call(f"CONSUMER.CREATE.{stream}.{name}.{subject}", body)
        try:
            yield OrderedReader(jetstream, stream, name, inbox, at_once=at_once)
        finally:
            await _forget(jetstream, f"CONSUMER.DELETE.{stream}.{name}")


async def _forget(jetstream: JetStream, request: str) -> None:
    """Ask the server to drop the consumer, without waiting: it would drop it by itself a little later."""
    if jetstream.connection.connected:
        with suppress(BusError):
            await jetstream.connection.send(f"{jetstream.prefix}.{request}", b"", timeout=jetstream.timeout)


class OrderedReader:
    """Pulls from one short-lived consumer and checks that nothing is missing."""

    def __init__(
        self, jetstream: JetStream, stream: str, name: str, inbox: Inbox, *, at_once: int = PULL_MESSAGES
    ) -> None:
        self._jetstream = jetstream
        self._next = f"{jetstream.prefix}.CONSUMER.MSG.NEXT.{stream}.{name}"
        self._inbox = inbox
        self._at_once = at_once
        self._pulls = 0
        self._seen = 0
        self._due = 0

    async def messages(self) -> AsyncGenerator[Message, None]:
        """Yield messages without end. Raises LostError."""
        pull = {
            "batch": self._at_once,
            "max_bytes": PULL_BYTES,
            "expires": int(PULL_SECONDS * SECOND_NS),
            "idle_heartbeat": int(HEARTBEAT_SECONDS * SECOND_NS),
        }
        while True:
            await self._pull(pull)
            while self._due > 0:
                arrived = await self._arrival()
                if status_of(arrived) is None:
                    yield self._accept(arrived)
                else:
                    self._heed(arrived)

    async def stored(self) -> AsyncGenerator[Message, None]:
        """Yield what is there now, then end. Raises LostError."""
        while True:
            await self._pull({"batch": self._at_once, "max_bytes": PULL_BYTES, "no_wait": True})
            while self._due > 0:
                arrived = await self._arrival()
                if status_of(arrived) is None:
                    yield self._accept(arrived)
                    continue
                self._heed(arrived)
                if status_of(arrived) == NO_MESSAGES:
                    return

    async def _pull(self, request: dict[str, int]) -> None:
        self._due = self._at_once
        self._pulls += 1
        payload = json.dumps(request).encode()
        await self._jetstream.connection.send(
            self._next, payload, reply=self._pull_subject(), timeout=self._jetstream.timeout
        )

    def _pull_subject(self) -> str:
        """Return where the pull that stands now is answered."""
        return f"{self._inbox.subject}.{self._pulls}"

    async def _arrival(self) -> Msg:
        try:
            arrived = await self._inbox.next(timeout=SILENCE_SECONDS)
        except TimeoutError as error:
            raise LostError(f"{self._next}: silence for {SILENCE_SECONDS:g} s") from error
        if arrived is None:
            raise LostError(f"{self._next}: the connection was made anew")
        return arrived

    def _accept(self, arrived: Msg) -> Message:
        place = parse_reply_subject(arrived.reply)
        self._seen += 1
        self._due -= 1
        if place.consumer_sequence != self._seen:
            raise LostError(f"{self._next}: delivery {self._seen} is missing")
        headers = own_headers(arrived.headers)
        return Message(
            subject=arrived.subject, sequence=place.stream_sequence, data=arrived.data, headers=headers
        )

    def _heed(self, arrived: Msg) -> None:
        """Take in a heartbeat or the end of a pull."""
        status, headers = status_of(arrived), arrived.headers or {}
        if status == HEARTBEAT:
            if int(headers.get(LAST_DELIVERED, self._seen)) > self._seen:
                raise LostError(f"{self._next}: the last delivery is missing")
        elif status in PULL_ENDED and "Consumer Deleted" not in headers.get("Description", ""):
            # The server says the end of a pull that gave all of it, too, when the next one stands already.
            if arrived.subject == self._pull_subject():
                self._due = 0
        else:
            raise LostError(f"{self._next}: {status} {headers.get('Description', '')}")


async def read_last_per_subject(jetstream: JetStream, stream: str, subject: str) -> list[Message]:
    """Return the last message of every matching subject, in order of sequence. Tries three times."""
    for _ in range(3):
        with suppress(LostError):
            async with ordered_reader(jetstream, stream, subject, Start()) as reader:
                newest = {message.subject: message async for message in reader.stored()}
                return sorted(newest.values(), key=lambda message: message.sequence)
    raise BusTimeoutError(f"read the last messages of {subject} in {stream}: lost the connection three times")
