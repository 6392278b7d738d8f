"""The one hand that writes: what streams said, the rows that follow, and the position, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, Engine, select, text

from services.archive.database.store.frames import refold
from services.archive.database.store.inputs import Heard, Posted, add_heard, add_placed, add_posted
from services.archive.database.store.position import (
    Position,
    lock_position,
    move_position,
    read_position,
)
from services.archive.database.tables import TABLES, frame, placement, record
from services.archive.fold.names import may_be_frame
from services.archive.fold.said import Placed
from shared.access.public_dates import PublicDates

REFOLDED_AT_ONCE = 500
"""Basenames of one transaction while all are computed anew: some megabytes of headers."""


class ArchiveWriter:
    """Writes to one database. Everything here blocks: call it in a thread, one call at a time.

    Each call may raise `PositionMovedError`, where another writer was at it, and SQLAlchemy's errors. Nothing
    has changed then; read the position again.
    """

    def __init__(self, engine: Engine, rules: PublicDates) -> None:
        self._engine = engine
        self._rules = rules
        self.position = Position()
        """As far as this process knows."""

    def begin(self) -> Position:
        """Read the position; compute all frames anew where they were computed by other rules."""
        with self._engine.connect() as connection:
            self.position = read_position(connection)
        if self.position.rules != repr(self._rules):
            self._refold_all()
        return self.position

    def take_log(self, placed: Sequence[Placed], *, log_id: str | None, revision: int) -> Position:
        """Take in all that the log says after the position, up to a revision."""
        to = replace(self.position, log_id=log_id, revision=revision)
        with self._moving(to) as connection:
            self._refold(
                connection, add_placed(connection, [one for one in placed if may_be_frame(one.path)])
            )
        return to

    def take_heard(self, heard: Sequence[Heard], *, up_to: int) -> Position:
        """Take in descriptions, in their order, up to a sequence of their stream."""
        to = replace(self.position, described=max(up_to, self.position.described))
        with self._moving(to) as connection:
            self._refold(connection, add_heard(connection, heard))
        return to

    def take_posted(self, posted: Sequence[Posted], *, up_to: int) -> Position:
        """Take in records, in their order, up to a sequence of their stream."""
        to = replace(self.position, recorded=max(up_to, self.position.recorded))
        with self._moving(to) as connection:
            self._refold(connection, add_posted(connection, posted))
        return to

    def forget(self) -> Position:
        """Throw everything away, so that it is built again from the streams."""
        to = Position(rules=repr(self._rules))
        with self._moving(to) as connection:
            for table in TABLES:
                if table.name != "position":
                    connection.execute(table.delete())
        return to

    def _refold_all(self) -> None:
        stubs = select(frame.c.basename).where(frame.c.observation_date.is_(None))
        named = select(placement.c.basename).union(select(record.c.basename), stubs)
        with self._moving(replace(self.position, rules=repr(self._rules))) as connection:
            names = sorted(row.basename for row in connection.execute(named))
            for at in range(0, len(names), REFOLDED_AT_ONCE):
                self._refold(connection, names[at : at + REFOLDED_AT_ONCE])

    def _refold(self, connection: Connection, names: "set[str] | list[str]") -> None:
        refold(connection, names, self._rules)

    @contextmanager
    def _moving(self, to: Position) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            # A crash may lose the last transactions, never a part of one: they are told again.
            connection.execute(text("SET LOCAL synchronous_commit = off"))
            lock_position(connection, self.position)
            yield connection
            move_position(connection, to)
        self.position = to
