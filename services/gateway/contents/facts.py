"""Facts about bytes, kept: digests by content, and the content that a file at this site has.

All of it can be found out again. Rows are small: some 200 bytes for each content that was ever asked for.
"""

import sqlite3
from pathlib import Path

from services.gateway.contents.digests import Digests
from shared.catalog.store.database import let_last_commits_go, open_database
from shared.model.entry import Fingerprint

DATABASE = "content_facts.db"
"""Beside the folded log. Its name is no name of a collection."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS digests (
    content TEXT PRIMARY KEY, sha256 BLOB NOT NULL, sha1 BLOB NOT NULL, md5 BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verified (
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode TEXT, content TEXT NOT NULL
) WITHOUT ROWID;
"""


class FactStore:
    """Keeps facts. Belongs to one loop; every call is one look-up by key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(SCHEMA)

    def digests(self, content: str) -> Digests | None:
        """Return the digests of a content; None where they were never computed."""
        row = self._db.execute(
            "SELECT sha256, sha1, md5 FROM digests WHERE content = ?", (content,)
        ).fetchone()
        return None if row is None else Digests(sha256=row[0], sha1=row[1], md5=row[2])

    def keep_digests(self, content: str, digests: Digests) -> None:
        """Keep the digests of a content."""
        self._db.execute(
            "INSERT OR REPLACE INTO digests VALUES (?, ?, ?, ?)",
            (content, digests.sha256, digests.sha1, digests.md5),
        )

    def content_of(self, path: str, fingerprint: Fingerprint) -> str | None:
        """Return what a file with this fingerprint was found to have; None where nobody looked."""
        row = self._db.execute(
            "SELECT size, mtime_ns, ctime_ns, inode, content FROM verified WHERE path = ?", (path,)
        ).fetchone()
        if row is None or tuple(row)[:4] != _columns(fingerprint):
            return None
        return str(row[4])

    def keep_content(self, path: str, fingerprint: Fingerprint, content: str) -> None:
        """Keep what a file was found to have."""
        self._db.execute(
            "INSERT OR REPLACE INTO verified VALUES (?, ?, ?, ?, ?, ?)",
            (path, *_columns(fingerprint), content),
        )

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def open_facts(directory: Path) -> FactStore:
    """Open (or make) the facts in a directory."""
    connection = open_database(directory / DATABASE)
    let_last_commits_go(connection)
    return FactStore(connection)


def _columns(fingerprint: Fingerprint) -> tuple[int, int, int, str]:
    # The inode as text: numbers of 64 bits do not fit SQLite's signed integers.
    return (fingerprint.size, fingerprint.mtime_ns, fingerprint.ctime_ns, str(fingerprint.inode))
