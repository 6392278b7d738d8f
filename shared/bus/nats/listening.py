"""Listening to subjects that no stream keeps, for as long as somebody reads."""

import asyncio

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from shared.bus.pubsub import Heard

NO_RESPONDERS = "503"


class Listening:
    """One subscription and what has arrived on it. It outlives the client that it was made with."""

    def __init__(self, subject: str, *, queue: str, limit: int) -> None:
        self._subject = subject
        self._group = queue
        self._arrived: asyncio.Queue[Heard | None] = asyncio.Queue(limit)
        self._subscription: Subscription | None = None
        self.dropped = 0
        """Messages for which there was no room."""

    async def bind(self, client: Client) -> None:
        """Listen with this client. Raises the client library's errors."""
        self._subscription = await client.subscribe(self._subject, queue=self._group, cb=self._put)

    async def release(self) -> None:
        """Listen no more. Raises the client library's errors."""
        if self._subscription is not None:
            await self._subscription.unsubscribe()

    def interrupt(self) -> None:
        """Tell the reader that something may have been lost."""
        self._enter(None)

    async def next(self, *, timeout: float) -> Heard | None:
        """Return what arrives next; None after a reconnect. Raises TimeoutError."""
        if not self._arrived.empty():
            return self._arrived.get_nowait()
        async with asyncio.timeout(timeout):
            return await self._arrived.get()

    async def _put(self, message: Msg) -> None:
        nobody = not message.data and (message.headers or {}).get("Status") == NO_RESPONDERS
        self._enter(Heard(message.subject, message.data, nobody=nobody))

    def _enter(self, heard: Heard | None) -> None:
        if self._arrived.full():
            self.dropped += 1
        else:
            self._arrived.put_nowait(heard)
