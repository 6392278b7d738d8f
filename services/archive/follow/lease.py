"""The lease of the one process that writes to a database: a lock that ends with its connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

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


class Lease:
    """A lease that is held as long as its connection is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self) -> None:
        """Make sure that the server still holds it. Raises SQLAlchemy's OperationalError where not."""
        self._connection.execute(text("SELECT 1"))
