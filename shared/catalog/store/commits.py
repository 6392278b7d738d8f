"""The commits of one log, in SQLite beside its tree, as people read them.

A projection that is older than this table has folded commits that are not in it. Its tree is not thrown
away for that: a site must never act on a tree that is only half folded again, nor forget which log it
follows (I3). What is missing is read from the log when somebody first asks for it, newest first: each
commit names the one before it by its hash, so what a server returns needs no other proof.
"""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from shared.catalog.fold.callers import EVERY_PATH, Caller
from shared.catalog.fold.position import LogPosition
from shared.catalog.fold.summary import CommitSummary

REVISION_END = 2**63 - 1
"""SQLite's largest integer; stream sequences stay far below."""

COLUMNS = "revision, site, made_at, put, deleted, conflicts, already, refused"

PAGE = f"""
    SELECT {COLUMNS}, coalesce(message, '') AS message, (
        SELECT json_group_array(DISTINCT said) FROM commit_callers WHERE revision = commits.revision
    ) AS callers
    FROM commits LEFT JOIN commit_messages USING (revision)
    WHERE revision < ? ORDER BY revision DESC LIMIT ?
"""


class Commits:
    """The table of commits. Every method is part of the caller's transaction, or one of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def note(self, summary: CommitSummary, *, before: LogPosition, callers: Iterable[Caller] = ()) -> None:
        """Note a commit, which one came `before` it, and who made it. Noting it again changes nothing."""
        self._db.execute(
            f"INSERT OR REPLACE INTO commits ({COLUMNS}, previous_revision, previous_hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                summary.revision,
                summary.site,
                summary.made_at.isoformat(),
                summary.put,
                summary.deleted,
                summary.conflicts,
                summary.already,
                summary.refused,
                before.revision,
                before.hash,
            ),
        )
        if summary.message:
            said = "INSERT OR REPLACE INTO commit_messages VALUES (?, ?)"
            self._db.execute(said, (summary.revision, summary.message))
        made = "INSERT OR REPLACE INTO commit_callers VALUES (?, ?, ?)"
        self._db.executemany(made, [(summary.revision, path, by) for path, by in callers])

    def forget(self) -> None:
        """Throw all of them away."""
        self._db.execute("DELETE FROM commits")
        self._db.execute("DELETE FROM commit_messages")
        self._db.execute("DELETE FROM commit_callers")

    def page(self, *, before: int | None = None, limit: int = -1) -> list[CommitSummary]:
        """Return commits, newest first, those below the revision `before`."""
        return [_summary(row) for row in self._db.execute(PAGE, (before or REVISION_END, limit))]

    def above(self, revision: int, *, limit: int) -> list[int]:
        """Return the first revisions above one."""
        query = "SELECT revision FROM commits WHERE revision > ? ORDER BY revision LIMIT ?"
        return [int(row["revision"]) for row in self._db.execute(query, (revision, limit))]

    def count_above(self, revision: int) -> int:
        """Return how many commits there are above a revision."""
        return int(
            self._db.execute("SELECT count(*) FROM commits WHERE revision > ?", (revision,)).fetchone()[0]
        )

    def made_at(self, revision: int) -> datetime | None:
        """Return when the batch of a commit was made; None where the commit is not in the table."""
        row = self._db.execute("SELECT made_at FROM commits WHERE revision = ?", (revision,)).fetchone()
        return None if row is None else datetime.fromisoformat(row[0])

    def made_by(self, revision: int, path: str) -> str:
        """Return who has made a change over a gateway; empty where nobody said who it was."""
        query = "SELECT said FROM commit_callers WHERE revision = ? AND path IN (?, ?)"
        row = self._db.execute(query, (revision, path, EVERY_PATH)).fetchone()
        return "" if row is None else str(row["said"])

    def revision_at(self, time: datetime) -> int:
        """Return the newest commit whose batch was made at a time or before it, by its author; 0 for none."""
        row = self._db.execute(
            "SELECT coalesce(max(revision), 0) FROM commits WHERE made_at <= ?",
            (time.astimezone(UTC).isoformat(),),
        ).fetchone()
        return int(row[0])

    def missing(self, head: LogPosition) -> LogPosition | None:
        """Return the newest commit up to `head` that is not in the table; None when all are."""
        query = "SELECT previous_revision, previous_hash FROM commits ORDER BY revision LIMIT 1"
        row = self._db.execute(query).fetchone()
        if row is None:
            return head if head.revision else None
        if row["previous_revision"] == 0:
            return None
        return LogPosition(head.log_id, row["previous_revision"], row["previous_hash"])


def _summary(row: sqlite3.Row) -> CommitSummary:
    return CommitSummary(
        revision=row["revision"],
        site=row["site"],
        made_at=datetime.fromisoformat(row["made_at"]),
        put=row["put"],
        deleted=row["deleted"],
        conflicts=row["conflicts"],
        already=row["already"],
        refused=row["refused"],
        message=row["message"],
        by=tuple(sorted(json.loads(row["callers"]))),
    )
