"""Opening a local SQLite database in which what was committed stays committed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_MILLISECONDS = 5000
"""How long a statement waits for another connection's lock before it fails."""


def open_database(path: Path | str) -> sqlite3.Connection:
    """Open (or make) a database whose commits are durable before they return.

    Raises:
        sqlite3.DatabaseError: the file is no database, or is damaged.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    # WAL without FULL loses the last commits in a power cut: bases would then be older than the log.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as one transaction: all of it is kept, or nothing. May be nested; the outermost rules."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
