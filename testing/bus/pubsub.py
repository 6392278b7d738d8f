"""Messages that no stream keeps, in memory: the port `PubSub` over a hub that all clients share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from shared.bus.pubsub import MAILBOX_MESSAGES, Heard


class MemoryMailbox:
    """What has arrived for one listener."""

    def __init__(self, subject: str, *, queue: str, limit: int) -> None:
        self.subject = subject
        self.queue = queue
        self._arrived: asyncio.Queue[Heard | None] = asyncio.Queue(limit)

    def hears(self, subject: str) -> bool:
        """Tell whether a subject is one of those that are listened to."""
        mine, theirs = self.subject.split("."), subject.split(".")
        if mine[-1] == ">":
            mine, theirs = mine[:-1], theirs[: len(mine) - 1]
        return len(mine) == len(theirs) and all(a in ("*", b) for a, b in zip(mine, theirs, strict=True))

    def put(self, heard: Heard | None) -> None:
        """Take a message, or drop it where there is no room."""
        if not self._arrived.full():
            self._arrived.put_nowait(heard)

    async def next(self, *, timeout: float) -> Heard | None:
        """See `Mailbox`."""
        async with asyncio.timeout(timeout):
            return await self._arrived.get()


class MemoryPubSub:
    """The port `PubSub`. `loses` says which messages are lost on the way."""

    def __init__(self, *, loses: Callable[[str], bool] = lambda _: False) -> None:
        self._mailboxes: list[MemoryMailbox] = []
        self._loses = loses
        self._turn = 0

    async def send(self, subject: str, data: bytes, *, reply: str = "", bulk: bool = False) -> None:  # noqa: ARG002
        """See `PubSub`."""
        await asyncio.sleep(0)
        if self._loses(subject):
            return
        chosen = self._chosen(subject)
        for mailbox in chosen:
            mailbox.put(Heard(subject, data))
        if reply and not chosen:
            for mailbox in self._chosen(reply):
                mailbox.put(Heard(reply, b"", nobody=True))

    async def flush(self, *, bulk: bool = False) -> None:  # noqa: ARG002
        """See `PubSub`."""
        await asyncio.sleep(0)

    @asynccontextmanager
    async def listen(
        self,
        subject: str,
        *,
        queue: str = "",
        bulk: bool = False,  # noqa: ARG002  there is one connection only
        limit: int = MAILBOX_MESSAGES,
    ) -> AsyncIterator[MemoryMailbox]:
        """See `PubSub`."""
        mailbox = MemoryMailbox(subject, queue=queue, limit=limit)
        self._mailboxes.append(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes.remove(mailbox)

    def listeners(self, subject: str) -> int:
        """Return how many listen to a subject."""
        return sum(one.hears(subject) for one in self._mailboxes)

    def interrupt(self) -> None:
        """Let all connections be made anew."""
        for mailbox in self._mailboxes:
            mailbox.put(None)

    def _chosen(self, subject: str) -> list[MemoryMailbox]:
        """Return who hears a message: all without a queue, and one of each queue, by turns."""
        hearing = [one for one in self._mailboxes if one.hears(subject)]
        chosen = [one for one in hearing if not one.queue]
        for queue in {one.queue for one in hearing if one.queue}:
            members = [one for one in hearing if one.queue == queue]
            self._turn += 1
            chosen.append(members[self._turn % len(members)])
        return chosen
