"""Inboxes: where answers of the server arrive, and the news that a connection was made anew."""

import asyncio

from nats.aio.msg import Msg


class Inbox:
    """A subject of our own and what has arrived on it. None in the queue: the connection was made anew."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self._queue: asyncio.Queue[Msg | None] = asyncio.Queue()

    async def put(self, message: Msg) -> None:
        """Take what the connection received."""
        self._queue.put_nowait(message)

    def interrupt(self) -> None:
        """Tell the reader that what it asked for before is lost."""
        self._queue.put_nowait(None)

    async def next(self, *, timeout: float) -> Msg | None:
        """Return what arrives next; None after a reconnect. Raises TimeoutError."""
        if not self._queue.empty():
            return self._queue.get_nowait()
        async with asyncio.timeout(timeout):
            return await self._queue.get()

    @property
    def waiting(self) -> int:
        """How much has arrived and was not read."""
        return self._queue.qsize()

    def remaining(self) -> list[Msg]:
        """Take all that has arrived and was not read."""
        taken = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        return [message for message in taken if message is not None]
