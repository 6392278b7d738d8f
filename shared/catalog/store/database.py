"""Opening a local SQLite database in which what was committed stays committed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_MILLISECONDS = 5000
"""How long a statement waits for another connection's lock before it fails."""


Open = Callable[[Path], sqlite3.Connection]
"""Opens a database as `open_database` does."""


def open_database(
    path: Path | str, *, factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    """Open (or make) a database whose commits are durable before they return.

    Raises:
        sqlite3.DatabaseError: the file is no database, or is damaged.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=factory)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    # WAL without FULL loses the last commits in a power cut: bases would then be older than the log.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return connection


def let_last_commits_go(connection: sqlite3.Connection) -> None:
    """Let a power cut take the last commits, of what can be made again: none of them waits for the disk then.

    What is left is whole (https://www.sqlite.org/pragma.html#pragma_synchronous, WAL and NORMAL).
    """
    connection.execute("PRAGMA synchronous = NORMAL")


class RememberedRow:
    """The first row that a query finds: it is read again only after the database has changed.

    Changes of the one connection alone are seen, so nobody else may write to the database.
    """

    def __init__(self, connection: sqlite3.Connection, query: str, values: tuple[str, ...] = ()) -> None:
        self._db = connection
        self._query = query
        self._values = values
        self._at = -1
        self._found: sqlite3.Row | None = None

    def row(self) -> sqlite3.Row | None:
        """Return what the query finds now; None where it finds nothing."""
        if self._db.in_transaction:
            return self._read()  # A transaction that fails takes its changes back, and is not counted back.
        if self._at != self._db.total_changes:
            self._found, self._at = self._read(), self._db.total_changes
        return self._found

    def _read(self) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(self._query, self._values).fetchone()
        return found


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as one transaction: all of it is kept, or nothing. May be nested; the outermost rules."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A commit that fails (a full disk) may leave the transaction open: the next ones would run inside it,
        # and none of them would ever be durable.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def transaction_made_again(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block as one transaction that does not wait for the disk: of what is found out again when lost.

    A power cut may take it, and those like it that came last. What an ordinary transaction keeps after it is
    kept with all before it: a write-ahead log is written, and synced, in order.
    """
    if connection.in_transaction:
        yield
        return
    let_last_commits_go(connection)
    try:
        with transaction(connection):
            yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")
