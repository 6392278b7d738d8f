"""Counting what is said on the bus, by kind, from a connection of its own."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import nats
from nats.aio.msg import Msg

ANSWERS = "answers"
FROM_THE_SERVER = ("$JS.EVENT",)
"""What the server says by itself."""


class Traffic:
    """Messages and bytes of payload by kind: the first words of the subject."""

    def __init__(self) -> None:
        self.messages: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()

    async def count(self, message: Msg) -> None:
        """Take one message in."""
        kind = kind_of(message.subject)
        # A delivery of what is stored has the subject that it was published to, and a reply of the consumer.
        if kind == ANSWERS or message.reply.startswith("$JS.ACK") or kind.startswith(FROM_THE_SERVER):
            return
        self.messages[kind] += 1
        self.bytes[kind] += len(message.data)

    def lines(self) -> list[str]:
        """Return a line for each kind, the most frequent first."""
        most = self.messages.most_common()
        return [f"{count:>8} {self.bytes[kind]:>10} bytes  {kind}" for kind, count in most]


@contextmanager
def traffic(address: str) -> Iterator[Traffic]:
    """Count what is said during the block."""
    counted, ready, done = Traffic(), Event(), Event()
    thread = Thread(target=lambda: asyncio.run(_listen(address, counted, ready, done)))
    thread.start()
    ready.wait()
    try:
        yield counted
    finally:
        done.set()
        thread.join()


async def _listen(address: str, counted: Traffic, ready: Event, done: Event) -> None:
    client = await nats.connect(address)
    await client.subscribe(">", cb=counted.count, pending_bytes_limit=-1, pending_msgs_limit=-1)
    await client.flush()
    ready.set()
    await asyncio.to_thread(done.wait)
    await client.close()


def kind_of(subject: str) -> str:
    """Return the words of a subject that say what a message is for, without whom it is about."""
    tokens = subject.split(".")
    match tokens[0]:
        case "_INBOX":
            return ANSWERS
        case "$KV":
            return ".".join(tokens[:3])
        case "$JS":
            return ".".join(tokens[:5])
        case _:
            return ".".join(tokens[:2])
