"""The place of an archive in the streams that it follows."""

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.archive.database.tables import position

ONLY = {"only_row": 1}


class PositionMovedError(Exception):
    """Another writer has moved the rows meanwhile: what was about to be done is done already, or not next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far the rows stand."""

    log_id: str | None = None
    revision: int = 0
    described: int = 0
    """Sequence in the stream of descriptions."""
    recorded: int = 0
    """Sequence in the stream of records."""
    rules: str = ""
    """By which public dates were computed."""

    def reaches(self, other: "Position") -> bool:
        """Tell whether all that the other has is in it, too."""
        return (
            self.log_id == other.log_id
            and self.revision >= other.revision
            and self.described >= other.described
            and self.recorded >= other.recorded
        )


def read_position(connection: Connection) -> Position:
    """Return where the rows stand."""
    row = connection.execute(select(position)).one_or_none()
    return _position(row._mapping) if row is not None else Position()


def lock_position(connection: Connection, expected: Position) -> None:
    """Hold the position until the transaction ends. Raises PositionMovedError where it is another one."""
    connection.execute(upsert(position).values(**ONLY, **_values(Position())).on_conflict_do_nothing())
    row = connection.execute(select(position).with_for_update()).one()
    if _position(row._mapping) != expected:
        raise PositionMovedError


def move_position(connection: Connection, to: Position) -> None:
    """Say where the rows stand after this transaction."""
    connection.execute(update(position).values(**_values(to)))


def _position(row: RowMapping) -> Position:
    values = dict(row)
    values.pop("only_row")
    return Position(**values)


def _values(one: Position) -> dict[str, object]:
    return {
        "log_id": one.log_id,
        "revision": one.revision,
        "described": one.described,
        "recorded": one.recorded,
        "rules": one.rules,
    }
