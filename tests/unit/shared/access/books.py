"""Books of access in memory, for tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.access.book import AccessBook


@asynccontextmanager
async def following(book: AccessBook) -> AsyncIterator[AccessBook]:
    """Have a book know what stands, and follow for the block."""
    running = asyncio.create_task(book.run())
    try:
        await book.ready()
        yield book
    finally:
        running.cancel()
