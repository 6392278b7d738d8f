"""Messages of two streams that the database has not yet: bounded, so that a slow one slows the reading."""

import asyncio
from dataclasses import dataclass, field

from services.archive.database.store.inputs import Heard, Posted

WAITING_MAX = 500
"""Messages of each stream, of 128 and 512 KiB at most and some kilobytes mostly."""


@dataclass(slots=True)
class Inbox:
    """The bell rings when anything may be there, the log's next commits too."""

    heard: asyncio.Queue[Heard] = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))
    posted: "asyncio.Queue[Posted | int]" = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))
    """A number is the sequence of a message that is no record: it is passed over."""
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, one: Heard) -> None:
        """Put a description in; waits while there is no room."""
        await self.heard.put(one)
        self.bell.set()

    async def post(self, one: Posted | int) -> None:
        """Put a record in; waits while there is no room."""
        await self.posted.put(one)
        self.bell.set()

    def take_heard(self) -> list[Heard]:
        """Take all descriptions that are there."""
        return [self.heard.get_nowait() for _ in range(self.heard.qsize())]

    def take_posted(self) -> list[Posted | int]:
        """Take all records that are there."""
        return [self.posted.get_nowait() for _ in range(self.posted.qsize())]
