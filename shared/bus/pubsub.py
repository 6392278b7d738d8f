"""The port to messages that no stream keeps: they reach whoever listens just then (core NATS).

It is for what is of use now or never, such as the bytes that a reader waits for. A message is delivered at
most once, in the order of its sender. It may be lost when a connection breaks or a mailbox is full, so a
sender numbers those that belong together. Two implementations pass one conformance suite
(`testing/bus/pubsub_conformance.py`): `NatsBus`, and `MemoryPubSub`.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

MAILBOX_MESSAGES = 256
"""Messages that wait for a reader unless told otherwise: what comes then is dropped, and shows as a gap."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that was heard."""

    subject: str
    data: bytes
    nobody: bool = False
    """The server's answer to a `send` with this subject as `reply`: nobody listened to what was sent."""


class Mailbox(Protocol):
    """What has arrived on one subject and was not read."""

    async def next(self, *, timeout: float) -> Heard | None:
        """Return what arrives next; None where the connection was made anew and messages may be lost.

        Raises:
            TimeoutError: nothing arrived within `timeout` seconds.
        """


class PubSub(Protocol):
    """Sending and listening."""

    async def send(self, subject: str, data: bytes, *, reply: str = "", bulk: bool = False) -> None:
        """Send a message to those who listen now; `bulk` takes the connection for bulk data.

        Args:
            subject: without wildcards.
            data: at most what the server takes in a message.
            reply: a subject that this process listens to on the same connection, where it wants to be told
                that nobody listens to `subject` (`Heard.nobody`).
            bulk: on the connection for bulk data. Order holds among the messages of one connection.

        Raises:
            BusTimeoutError: the connection is down.
            BusError: the message cannot be sent.
        """

    async def flush(self, *, bulk: bool = False) -> None:
        """Wait until the server has taken all that was sent: until then it waits in this process' memory.

        Raises:
            BusTimeoutError: it has not in time, or the connection is down.
        """

    def listen(
        self, subject: str, *, queue: str = "", bulk: bool = False, limit: int = MAILBOX_MESSAGES
    ) -> AbstractAsyncContextManager[Mailbox]:
        """Listen for the block, over whatever becomes of the connection. What is sent on the same connection
        in the block comes after the server knows that this process listens.

        Args:
            subject: wildcards are allowed.
            queue: of all that listen with the same name, one hears each message.
            bulk: over the connection for bulk data.
            limit: messages that wait for the reader; further ones are dropped.

        Raises:
            BusTimeoutError: the connection is down.
        """
