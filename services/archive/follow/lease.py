"""The lease of the one process that writes to a database: a lock that ends with its connection."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

Held = TypeVar("Held")

LOCK = 0x5370_6963_6541_7277
"""Of PostgreSQL's advisory locks. Beside it each transaction compares the position: two that think that they
hold it do no harm."""


@contextmanager
def lease(engine: Engine) -> Iterator["Lease | None"]:
    """Hold the lease for the block, or yield None where another process holds it. Blocks."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar_one()
        try:
            yield Lease(connection) if taken else None
        finally:
            if taken and not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


async def entered(holding: AbstractContextManager[Held]) -> Held:
    """Enter a block in a thread. What the thread takes after a cancellation is given back.

    Raises as the block does.
    """
    entering = asyncio.ensure_future(asyncio.to_thread(holding.__enter__))
    try:
        return await asyncio.shield(entering)
    except asyncio.CancelledError:
        # No thread can be stopped: a lease that nobody gives back is held as long as this process lives.
        await asyncio.wait({entering})
        if not entering.cancelled() and entering.exception() is None:
            with suppress(DBAPIError):
                await asyncio.to_thread(holding.__exit__, None, None, None)
        raise


class Lease:
    """A lease that is held as long as its connection is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self) -> None:
        """Make sure that the server still holds it. Raises SQLAlchemy's OperationalError where not."""
        self._connection.execute(text("SELECT 1"))
