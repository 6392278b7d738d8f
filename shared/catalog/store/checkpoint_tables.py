"""The tables of a projection as parts of a checkpoint, and back. Row by row: a log may have millions.

Both directions need little memory: reading follows the tables' own order, and what is loaded comes in
that order too, so that only the index by content has to be sorted, by SQLite, in the end.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from shared.catalog.fold.position import LogPosition
from shared.catalog.store.rows import ENTRY_COLUMNS, TREE_COLUMNS, EntryRow, tree_rows
from shared.contracts.messages.checkpoint import (
    CallerRow,
    CheckpointPart,
    CommitRow,
    DecidedRow,
    HistoryRow,
    KeyRow,
    MessageRow,
)
from shared.model.entry import Kind

PART_BYTES = 512 * 1024
"""About how much text one part holds: compressed, it stays far below the bus' 1 MiB message."""

ROW_BYTES = 200
"""Of a row's text beside its path, about."""

COMMIT_COLUMNS = (
    "revision, site, made_at, put, deleted, conflicts, already, refused, previous_revision, previous_hash"
)
KEY_COLUMNS = "owner, key, since, origin, until, ended"

TABLES = ("tree", "history", "decided", "commits", "commit_messages", "commit_callers", "log_keys")

INDEX = "CREATE INDEX IF NOT EXISTS history_by_content ON history (content) WHERE content IS NOT NULL"

Row = TypeVar("Row", HistoryRow, DecidedRow, CommitRow, MessageRow, CallerRow, KeyRow)


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database of a projection for reading, as it is now, whatever is folded meanwhile."""
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


def position_of(connection: sqlite3.Connection) -> LogPosition:
    """Return where the fold stands."""
    row = connection.execute("SELECT log_id, revision, hash FROM log_position").fetchone()
    return LogPosition(log_id=row["log_id"], revision=row["revision"], hash=row["hash"])


def parts_of(connection: sqlite3.Connection) -> Iterator[CheckpointPart]:
    """Yield all parts. Blocks between them: take each in a thread."""
    decided = connection.execute("SELECT site, incarnation, sequence, revision FROM decided ORDER BY 1, 2")
    for batches in _some(DecidedRow(*row) for row in decided):
        yield CheckpointPart(decided=batches)
    commits = connection.execute(f"SELECT {COMMIT_COLUMNS} FROM commits ORDER BY revision")
    for summaries in _some(CommitRow(*row) for row in commits):
        yield CheckpointPart(commits=summaries)
    yield from _messages(connection)
    spoken = connection.execute(f"SELECT {KEY_COLUMNS} FROM log_keys ORDER BY since, owner, key")
    for keys in _some(KeyRow(*row) for row in spoken):
        yield CheckpointPart(keys=keys)
    history = connection.execute(f"SELECT {ENTRY_COLUMNS} FROM history ORDER BY path, revision")
    for entries in _some(_history_row(row) for row in history):
        # The rows are the table's own: to check them would take longer than to write them.
        yield CheckpointPart.model_construct(history=entries)


def _messages(connection: sqlite3.Connection) -> Iterator[CheckpointPart]:
    said = connection.execute("SELECT revision, message FROM commit_messages ORDER BY revision")
    for messages in _some((MessageRow(*row) for row in said), bytes_of=lambda row: len(row.message.encode())):
        yield CheckpointPart(messages=messages)
    made = connection.execute("SELECT revision, path, said FROM commit_callers ORDER BY revision, path")
    for callers in _some((CallerRow(*row) for row in made), bytes_of=lambda row: len(row.path.encode())):
        yield CheckpointPart(callers=callers)


class CheckpointTables:
    """Takes the parts of one checkpoint into empty tables. All of it belongs in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def begin(self) -> None:
        """Empty the tables, and leave the index for the end."""
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DROP INDEX IF EXISTS history_by_content")

    def add(self, part: CheckpointPart) -> None:
        """Take one part in; the newest entry of each path, which comes last, is its head."""
        note_entries(
            self._db,
            [
                (
                    row.path,
                    row.revision,
                    row.author,
                    row.kind.value,
                    row.content,
                    row.size,
                    row.mtime_ns,
                    row.mode,
                )
                for row in part.history
            ],
        )
        self._db.executemany("INSERT OR REPLACE INTO decided VALUES (?, ?, ?, ?)", part.decided)
        self._db.executemany(
            f"INSERT OR REPLACE INTO commits ({COMMIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*row[:2], row.made_at.isoformat(), *row[3:]) for row in part.commits),
        )
        self._db.executemany("INSERT OR REPLACE INTO commit_messages VALUES (?, ?)", part.messages)
        self._db.executemany("INSERT OR REPLACE INTO commit_callers VALUES (?, ?, ?)", part.callers)
        self._db.executemany("INSERT OR REPLACE INTO log_keys VALUES (?, ?, ?, ?, ?, ?)", part.keys)

    def sort(self) -> None:
        """Make the index by content. Takes seconds for a million rows: call it in a thread."""
        self._db.execute(INDEX)


def note_entries(connection: sqlite3.Connection, rows: Sequence[EntryRow]) -> None:
    """Note entries as heads of their paths, and in the history. They come in the order of their revisions."""
    connection.executemany(
        f"INSERT OR REPLACE INTO history ({ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO tree ({TREE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tree_rows(rows)
    )


def _history_row(row: sqlite3.Row) -> HistoryRow:
    path, revision, author, kind, content, size, mtime_ns, mode = row
    return HistoryRow(path, revision, author, Kind(kind), content, size, mtime_ns, mode)


def _first_text(row: Row) -> int:
    return len(str(row[0]).encode())


def _some(rows: Iterable[Row], *, bytes_of: Callable[[Row], int] = _first_text) -> Iterator[tuple[Row, ...]]:
    """Yield the rows in groups of about PART_BYTES of text.

    Args:
        rows: of one kind.
        bytes_of: how long the text of a row is that is not about as long in every row.
    """
    gathered: list[Row] = []
    size = 0
    for row in rows:
        gathered.append(row)
        size += ROW_BYTES + bytes_of(row)
        if size > PART_BYTES:
            yield tuple(gathered)
            gathered, size = [], 0
    if gathered:
        yield tuple(gathered)
