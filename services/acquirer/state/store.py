"""The store of an acquirer: SQLite. What is lost of it is found out again: what is published stands."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from importlib.resources import files as resources
from itertools import islice
from pathlib import Path
from typing import Any

from services.acquirer.look.granule import Assessed, SeenFile
from services.acquirer.state.fetched_table import FetchedTable
from services.acquirer.state.rows import DONE, Granule, Known, Look, Status
from shared.catalog.store.database import let_last_commits_go, open_database, transaction
from shared.roots.port import Stat

ROWS_AT_ONCE = 5_000
"""Of one transaction: nobody waits long for the lock."""

COLUMNS = ", ".join(field.name for field in fields(Granule))

LISTS = ("paths", "sidecars", "placed", "conversation")

SEEN = """
INSERT INTO files (feed, path, token, size, first_seen, changed_at, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    changed_at = CASE WHEN token = excluded.token THEN changed_at ELSE excluded.changed_at END,
    token = excluded.token, size = excluded.size, last_seen = excluded.last_seen
"""

ASSESSED = """
INSERT INTO granules (feed, granule, status, signature, paths, sidecars, waits_for, first_seen, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    status = excluded.status, signature = excluded.signature, paths = excluded.paths,
    sidecars = excluded.sidecars, waits_for = excluded.waits_for, updated_at = excluded.updated_at,
    tries = 0, next_at = 0, blame = '', detail = ''
"""

DUE = f"""
SELECT {COLUMNS} FROM granules INDEXED BY granules_in_order
WHERE feed = ? AND status = ? AND next_at <= ? ORDER BY first_seen LIMIT ?
"""

TO_BE_SAID = """
INSERT OR IGNORE INTO unsaid SELECT feed, granule FROM granules
WHERE feed = ? AND granule = ? AND signature = ?
"""
"""To the other acquirers."""

KEYS_MAX = 200
"""Values of a column that statistics tell: a person reads no more."""

STATISTICS = f"""
SELECT {{column}} AS key, count(*) AS count, sum(status IN ('published', 'unchanged')) AS published,
    sum(status = 'failed') AS failed, sum(bytes) AS bytes
FROM granules WHERE {{where}} GROUP BY key ORDER BY count DESC, key LIMIT {KEYS_MAX}
"""


class Store:
    """Over one SQLite connection. Each thread has its own."""

    def __init__(self, path: Path | str) -> None:
        self._db = open_database(path)
        let_last_commits_go(self._db)
        self._db.executescript(resources("services.acquirer.state").joinpath("schema.sql").read_text())
        self.fetched = FetchedTable(self._db)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def together(self) -> AbstractContextManager[None]:
        """Have all that the block writes kept, or nothing of it."""
        return transaction(self._db)

    def begin_anew(self) -> None:
        """Queue again what a process that died was at."""
        self._db.execute("UPDATE granules SET status = ? WHERE status = ?", (Status.QUEUED, Status.RUNNING))

    def note_seen(self, feed: str, found: Iterable[Stat], *, now: float) -> None:
        """Keep what a look saw."""
        rows = ((feed, one.path, f"{one.size:x} {one.version}", one.size, now, now, now) for one in found)
        self._many(SEEN, rows)

    def seen(self, feed: str, *, at: float) -> Iterator[SeenFile]:
        """Yield what the look at a time saw."""
        query = "SELECT path, token, size, first_seen, changed_at, last_seen FROM files "
        for row in self._db.execute(query + "WHERE feed = ? AND last_seen = ?", (feed, at)):
            yield SeenFile(**dict(row))

    def seen_last(self, feed: str) -> Iterator[SeenFile]:
        """Yield what the last whole look saw."""
        row = self._db.execute("SELECT max(last_seen) FROM files WHERE feed = ?", (feed,)).fetchone()
        yield from () if row[0] is None else self.seen(feed, at=row[0])

    def known(self, feed: str) -> Iterator[Known]:
        """Yield how each granule of a feed stands; nothing is written meanwhile."""
        query = "SELECT granule, status, signature, waits_for FROM granules WHERE feed = ?"
        for granule, status, signature, waits_for in self._db.execute(query, (feed,)):
            yield Known(granule, Status(status), signature, waits_for)

    def note_assessed(
        self, feed: str, assessed: Iterable[tuple[Assessed, Sequence[str]]], *, now: float
    ) -> None:
        """Keep granules that are new or changed, each with its sidecars: tries begin anew."""
        rows = (
            (
                feed,
                one.granule,
                Status.WAITING if one.waits_for else Status.QUEUED,
                one.signature,
                json.dumps([file.path for file in one.files]),
                json.dumps(list(sidecars)),
                one.waits_for,
                now,
                now,
            )
            for one, sidecars in assessed
        )
        self._many(ASSESSED, rows)

    def forget_granule(self, feed: str, granule: str) -> None:
        """Forget a granule that waits, as a record that could not be read and was mended."""
        statement = "DELETE FROM granules WHERE feed = ? AND granule = ? AND status = ?"
        self._db.execute(statement, (feed, granule, Status.WAITING))

    def forget_done(self, feed: str, granule: str) -> None:
        """Forget a granule that another acquirer has done: the next look finds it anew."""
        self._db.execute("DELETE FROM granules WHERE feed = ? AND granule = ?", (feed, granule))
        self._db.execute("DELETE FROM unsaid WHERE feed = ? AND granule = ?", (feed, granule))

    def note_look(self, feed: str, look: Look) -> None:
        """Keep how a look ended."""
        values = (feed, look.ended_at, look.well_at, look.blame, look.error, look.entries, look.files)
        self._db.execute(
            "INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, json.dumps(look.odd))
        )

    def last_look(self, feed: str) -> Look | None:
        """Return how the last look ended; None before the first."""
        row = self._db.execute("SELECT * FROM looks WHERE feed = ?", (feed,)).fetchone()
        if row is None:
            return None
        values = dict(row) | {"odd": tuple(json.loads(row["odd"]))}
        del values["feed"]
        return Look(**values)

    def take_due(self, feed: str, *, now: float, limit: int) -> list[Granule]:
        """Return granules whose turn it is, those that were seen first before the others; they run now."""
        rows = self._db.execute(DUE, (feed, Status.QUEUED, now, limit)).fetchall()
        found = [_granule(row) for row in rows]
        self._db.executemany(
            "UPDATE granules SET status = ? WHERE feed = ? AND granule = ?",
            [(Status.RUNNING, one.feed, one.granule) for one in found],
        )
        return found

    def next_due(self, feed: str) -> float | None:
        """Return when the next granule's turn is; None where none is queued."""
        query = "SELECT min(next_at) FROM granules WHERE feed = ? AND status = ?"
        found: float | None = self._db.execute(query, (feed, Status.QUEUED)).fetchone()[0]
        return found

    def due_since(self, feed: str, *, now: float) -> float | None:
        """Return since when the first of the queued granules has been due; None where none is."""
        query = "SELECT min(max(next_at, updated_at)) FROM granules WHERE feed = ? AND status = ?"
        values = (feed, Status.QUEUED, now)
        found: float | None = self._db.execute(f"{query} AND next_at <= ?", values).fetchone()[0]
        return found

    def end(self, one: Granule, **values: object) -> None:
        """Keep what became of a granule; nothing where its files changed meanwhile, which queued it anew."""
        kept = {name: json.dumps(value) if name in LISTS else value for name, value in values.items()}
        names = ", ".join(f"{name} = ?" for name in kept)
        which = (one.feed, one.granule, one.signature)
        with transaction(self._db):
            self._db.execute(
                f"UPDATE granules SET {names} WHERE feed = ? AND granule = ? AND signature = ?",
                (*kept.values(), *which),
            )
            if values.get("status") in DONE:
                self._db.execute(TO_BE_SAID, which)

    def get(self, feed: str, granule: str) -> Granule | None:
        """Return one granule; None where it is not known."""
        query = f"SELECT {COLUMNS} FROM granules WHERE feed = ? AND granule = ?"
        row = self._db.execute(query, (feed, granule)).fetchone()
        return None if row is None else _granule(row)

    def count(self, where: str, values: Sequence[object]) -> int:
        """Return how many granules a condition of ours holds for."""
        return int(
            self._db.execute(f"SELECT count(*) FROM granules WHERE {where}", tuple(values)).fetchone()[0]
        )

    def statistics(self, column: str, where: str, values: Sequence[object]) -> list[dict[str, object]]:
        """Return how many granules there are for each value of a column, and what became of them.

        Column and condition are ours, never a caller's text.
        """
        query = STATISTICS.format(column=column, where=where)
        return [dict(row) for row in self._db.execute(query, tuple(values))]

    def page(
        self, where: str, values: Sequence[object], *, order: str, limit: int, skip: int
    ) -> list[Granule]:
        """Return a page of those that a condition of ours (never a caller's text) holds for."""
        query = f"SELECT {COLUMNS} FROM granules WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        return [_granule(row) for row in self._db.execute(query, (*values, limit, skip))]

    def counts(self, feed: str) -> dict[str, int]:
        """Return how many granules of a feed there are of each status."""
        query = "SELECT status, count(*) FROM granules WHERE feed = ? GROUP BY status"
        return dict(self._db.execute(query, (feed,)).fetchall())

    def paused(self) -> list[str]:
        """Return the providers that an earlier version paused: pauses are said on the bus since."""
        return [row[0] for row in self._db.execute("SELECT provider FROM paused")]

    def forget_pause(self, provider: str) -> None:
        """Forget one of them."""
        self._db.execute("DELETE FROM paused WHERE provider = ?", (provider,))

    def _many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        iterator = iter(rows)
        while some := list(islice(iterator, ROWS_AT_ONCE)):
            with transaction(self._db):
                self._db.executemany(statement, some)


def _granule(row: Any) -> Granule:  # noqa: ANN401 - a row of SQLite
    values = dict(row)
    for name in LISTS:
        values[name] = tuple(json.loads(values[name]))
    return Granule(**{**values, "status": Status(values["status"])})
