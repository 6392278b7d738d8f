"""The rows of the folded log after a revision, read from its own database in portions."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.archive.fold.said import Placed
from shared.catalog.fold.position import LogPosition
from shared.catalog.store.checkpoint_tables import position_of, snapshot
from shared.fits.frame_name import split_name

ROWS_AT_ONCE = 1000
"""Paths of one portion, rounded up to whole commits: some megabytes of headers in one transaction."""

UP_TO = "SELECT revision FROM history WHERE revision > ? ORDER BY revision LIMIT 1 OFFSET ?"

ROWS = """
    SELECT path, history.revision AS revision, kind, content, size, made_at
    FROM history JOIN commits ON commits.revision = history.revision
    WHERE history.revision > ? AND history.revision <= ? ORDER BY history.revision, path
"""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some commits, one after the other."""

    log_id: str | None
    up_to: int
    """The revision that all of it reaches."""
    placed: tuple[Placed, ...]


def next_portion(
    database: Path, *, after: int, rows: int = ROWS_AT_ONCE
) -> tuple[LogPosition, Portion | None]:
    """Return where the fold stands, and what it has after a revision; None where it has nothing. Blocks."""
    with snapshot(database) as connection:
        position = position_of(connection)
        if position.revision <= after:
            return position, None
        found = connection.execute(UP_TO, (after, rows - 1)).fetchone()
        up_to = position.revision if found is None else int(found["revision"])
        placed = tuple(_placed(row) for row in connection.execute(ROWS, (after, up_to)))
        return position, Portion(position.log_id, up_to, placed)


def _placed(row: sqlite3.Row) -> Placed:
    is_file = row["kind"] == "file"
    return Placed(
        path=row["path"],
        revision=row["revision"],
        content=row["content"] if is_file else None,
        size=row["size"] if is_file else 0,
        extension=split_name(row["path"])[1],
        made_at=datetime.fromisoformat(row["made_at"]),
    )
