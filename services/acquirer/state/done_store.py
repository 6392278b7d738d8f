"""The store of granules that are done, here and by other acquirers: tables of the acquirer's database."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from services.acquirer.state.rows import DONE
from shared.catalog.store.database import let_last_commits_go, open_database, transaction
from shared.contracts.messages.acquisition import DoneGranule

DONE_WORDS: Final = ", ".join(f"'{status}'" for status in DONE)

UNSAID = f"""
SELECT feed, granule, signature, status, bytes, checked_by FROM unsaid JOIN granules USING (feed, granule)
WHERE status IN ({DONE_WORDS}) ORDER BY feed, granule LIMIT ?
"""

HEARD = f"""
INSERT INTO granules
    (feed, granule, status, signature, paths, sidecars, bytes, checked_by, first_seen, updated_at)
SELECT ?1, ?2, ?3, ?4, '[]', '[]', ?5, ?6, ?7, ?7
WHERE NOT EXISTS (
    SELECT 1 FROM unsaid JOIN granules USING (feed, granule)
    WHERE feed = ?1 AND granule = ?2 AND status IN ({DONE_WORDS})
)
ON CONFLICT DO UPDATE SET
    status = excluded.status, signature = excluded.signature, waits_for = '', blame = '', detail = '',
    tries = 0, next_at = 0, bytes = excluded.bytes, checked_by = excluded.checked_by,
    updated_at = excluded.updated_at
WHERE granules.status != 'running'
    AND (granules.signature != excluded.signature OR granules.status NOT IN ({DONE_WORDS}))
"""
"""What this acquirer did itself and has not said yet is newer, and stays; so does what it is at."""


class DoneStore:
    """Over one SQLite connection, to a database that `Store` has made."""

    def __init__(self, path: Path | str) -> None:
        self._db = open_database(path)
        let_last_commits_go(self._db)  # what is lost is said, or heard, once more
        self._begin()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    @property
    def position(self) -> int:
        """The sequence up to which is known what others did."""
        return int(self._db.execute("SELECT sequence FROM heard").fetchone()[0])

    def forget_position(self) -> None:
        """Hear all anew: the stream is another than it was, and knows nothing of what was done here."""
        with transaction(self._db):
            self._db.execute("UPDATE heard SET sequence = 0")
            self._say_all()

    def unsaid(self, limit: int) -> list[tuple[str, list[DoneGranule]]]:
        """Return what was done and not said yet, by feed."""
        rows = self._db.execute(UNSAID, (limit,)).fetchall()
        return [
            (feed, [_done(row) for row in some])
            for feed, some in groupby(rows, key=lambda row: str(row["feed"]))
        ]

    def note_said(self, feed: str, done: Sequence[DoneGranule]) -> None:
        """Keep that it was said; what was done anew meanwhile is said again."""
        statement = f"""
            DELETE FROM unsaid WHERE feed = ?1 AND granule = ?2 AND NOT EXISTS (
                SELECT 1 FROM granules WHERE feed = ?1 AND granule = ?2
                    AND status IN ({DONE_WORDS}) AND signature != ?3)
        """
        with transaction(self._db):
            self._db.executemany(statement, [(feed, one.granule, one.signature) for one in done])

    def hear(self, feed: str, done: Iterable[DoneGranule], *, at: float, sequence: int) -> None:
        """Take in what an acquirer did, and that all up to a sequence was heard."""
        rows = [(feed, one.granule, one.status, one.signature, one.bytes, one.checked_by, at) for one in done]
        with transaction(self._db):
            self._db.executemany(HEARD, rows)
            self._db.execute("UPDATE heard SET sequence = ?", (sequence,))

    def _begin(self) -> None:
        """Have what an earlier version did be said, once."""
        with transaction(self._db):
            if self._db.execute("SELECT 1 FROM heard").fetchone() is None:
                self._say_all()
                self._db.execute("INSERT INTO heard VALUES (1, 0)")

    def _say_all(self) -> None:
        self._db.execute(
            f"INSERT OR IGNORE INTO unsaid SELECT feed, granule FROM granules WHERE status IN ({DONE_WORDS})"
        )


def _done(row: Any) -> DoneGranule:  # noqa: ANN401 - a row of SQLite
    fields = dict(row)
    del fields["feed"]
    return DoneGranule.model_validate(fields)
