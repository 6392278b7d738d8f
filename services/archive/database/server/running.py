"""An embedded server that runs for a block, and ends the block when it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.archive.database.server.embedded import EmbeddedPostgres
from shared.service.task_group import one_outcome


@asynccontextmanager
async def running(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """Run a server for the block; yield the address of its database.

    Nobody else would start it again: an archive that went on would refuse all questions for ever. So the
    block is cancelled when the server ends, and who runs the archive starts both.

    Raises:
        PostgresError: it does not come up, or it ended.
    """
    await server.start()
    try:
        async with one_outcome() as group:
            watch = group.create_task(server.watch(), name="watch PostgreSQL")
            try:
                yield server.url
            finally:
                watch.cancel()
    finally:
        await asyncio.to_thread(server.stop)
