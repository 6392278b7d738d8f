"""The store of summaries: SQLite, a projection of the stream of executions."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import fields, replace
from importlib.resources import files
from operator import attrgetter
from pathlib import Path

from services.workflow.executions.summary import RUNNING, Summary, summarise
from shared.catalog.store.database import let_last_commits_go, open_database, transaction
from shared.contracts.messages.workflow import ExecutionRecord
from shared.states.history import events as ev

COLUMNS = ", ".join(field.name for field in fields(Summary))
VALUES = ", ".join("?" for _ in fields(Summary))
SAVE = f"INSERT OR REPLACE INTO executions ({COLUMNS}) VALUES ({VALUES})"
as_row = attrgetter(*(field.name for field in fields(Summary)))

DROP = "DROP TABLE IF EXISTS executions; DROP TABLE IF EXISTS executions_position;"

SCHEMA = 2
"""Of the tables: those of another are dropped, and folded again from the stream."""

UNSAVED_MAX = 256
"""Records that are taken in before they are written: so many are read again after a process was killed."""

REMEMBERED_MAX = 5_000
"""Summaries in memory, of 2 KiB each at most but for their names and causes: what changes is read often."""


TOOK = "(julianday(ended_at) - julianday(started_at)) * 86400"

KEYS_MAX = 200
"""Values of a column that statistics tell: a person reads no more."""

STATISTICS = f"""
SELECT coalesce({{column}}, '') AS key, count(*) AS count,
    sum(status = 'running') AS running, sum(status = 'succeeded') AS succeeded,
    sum(status NOT IN ('running', 'succeeded')) AS failed,
    round(avg({TOOK}), 3) AS mean_seconds, round(max({TOOK}), 3) AS longest_seconds
FROM executions WHERE {{where}} GROUP BY key ORDER BY count DESC, key LIMIT {KEYS_MAX}
"""


class SummaryStore:
    """Over one SQLite connection. What is lost of it is folded again from the stream.

    Records are written together, with the position that they lead to, and whoever asks for more than one
    execution is answered after that. Only one thread uses it.
    """

    def __init__(self, path: Path | str) -> None:
        self._db = open_database(path)
        let_last_commits_go(self._db)
        if self._db.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
            self._db.executescript(f"{DROP} PRAGMA user_version = {SCHEMA};")
        self._db.executescript(files("services.workflow.executions").joinpath("schema.sql").read_text())
        self._position = int(self._db.execute("SELECT sequence FROM executions_position").fetchone()[0])
        self._remembered: OrderedDict[str, Summary] = OrderedDict()
        self._unsaved: set[str] = set()
        self._taken = 0
        """Records since the last that was written."""

    def close(self) -> None:
        """Write what is not written, and close the database."""
        self._save()
        self._db.close()

    @property
    def position(self) -> int:
        """The sequence of the last record that was taken in."""
        return self._position

    def forget(self) -> None:
        """Begin anew: the stream on the server is another one."""
        self._remembered.clear()
        self._unsaved.clear()
        self._position = self._taken = 0
        with transaction(self._db):
            self._db.execute("DELETE FROM executions")
            self._db.execute("UPDATE executions_position SET sequence = 0")

    def take(self, sequence: int, record: ExecutionRecord) -> Summary | None:
        """Take a record in; return the summary after it, None where it fits nothing."""
        found = summarise(self.get(record.execution), record, sequence)
        if found is not None:
            self._remembered[record.execution] = found
            self._unsaved.add(record.execution)
            self._note_continued(record)
        self._position = sequence
        self._taken += 1
        if self._taken >= UNSAVED_MAX:
            self._save()
        return found

    def _note_continued(self, record: ExecutionRecord) -> None:
        """Note of the execution that a new one goes on for that it does."""
        sources = [event.source for event in record.events if isinstance(event, ev.ExecutionResumed)]
        for source in sources if record.first == 0 else ():
            known = self.get(source)
            if known is not None:
                self._remembered[source] = replace(known, continued_by=record.execution)
                self._unsaved.add(source)

    def get(self, execution: str) -> Summary | None:
        """Return what is known of an execution; None where nothing is."""
        remembered = self._remembered.get(execution)
        if remembered is not None:
            return remembered
        row = self._db.execute(
            f"SELECT {COLUMNS} FROM executions WHERE execution = ?", (execution,)
        ).fetchone()
        return None if row is None else Summary(**dict(row))

    def running(self) -> list[Summary]:
        """Return all executions that have not ended, those that were started first before the others."""
        return self._rows(
            f"SELECT {COLUMNS} FROM executions WHERE status = ? ORDER BY started_at", (RUNNING,)
        )

    def count(self, where: str, values: Sequence[object]) -> int:
        """Return how many executions a condition holds for."""
        self._save()
        found = self._db.execute(f"SELECT count(*) FROM executions WHERE {where}", tuple(values))
        return int(found.fetchone()[0])

    def page(
        self, where: str, values: Sequence[object], *, order: str, limit: int, skip: int
    ) -> list[Summary]:
        """Return a page of those that a condition of ours (never a caller's text) holds for."""
        query = f"SELECT {COLUMNS} FROM executions WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        return self._rows(query, (*values, limit, skip))

    def statistics(self, column: str, where: str, values: Sequence[object]) -> list[dict[str, object]]:
        """Return how many executions there are for each value of a column, how they ended, and for how long.

        Column and condition are ours, never a caller's text.
        """
        self._save()
        query = STATISTICS.format(column=column, where=where)
        return [dict(row) for row in self._db.execute(query, tuple(values))]

    def counts(self) -> dict[str, int]:
        """Return how many executions there are of each status."""
        self._save()
        return dict(self._db.execute("SELECT status, count(*) FROM executions GROUP BY status").fetchall())

    def prune(self, before: str) -> None:
        """Forget executions that have not changed since a time, whose records the stream keeps no longer."""
        self._save()
        self._remembered.clear()
        self._db.execute("DELETE FROM executions WHERE updated_at < ?", (before,))

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Summary]:
        self._save()
        return [Summary(**dict(row)) for row in self._db.execute(query, values)]

    def _save(self) -> None:
        """Write what was taken in, and how far that is."""
        if not self._taken:
            return
        with transaction(self._db):
            self._db.executemany(SAVE, [as_row(self._remembered[one]) for one in sorted(self._unsaved)])
            self._db.execute("UPDATE executions_position SET sequence = ?", (self._position,))
        self._unsaved.clear()
        self._taken = 0
        while len(self._remembered) > REMEMBERED_MAX:
            self._remembered.popitem(last=False)
