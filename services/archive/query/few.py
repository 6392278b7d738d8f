"""The frames that fit, where they are few: found by their own index, then put in order.

PostgreSQL knows nothing of how rare a header's value is, takes it for one frame in a hundred, and reads the
whole archive from its newest frame on for a value that ten frames have.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, select, text

from services.archive.database.tables import frame

FEW = 15_000
"""Frames: to find and sort them takes as long as to read two million from the newest on, until 100 of them
have come (each takes some microseconds, and 100 * 2 000 000 is about the square of it)."""

BY_ITS_INDEX = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""Settings of PostgreSQL: without them only maps of places, of each condition's own index, are left."""


def few_of(connection: Connection, conditions: list[ColumnElement[bool]]) -> list[int] | None:
    """Return the numbers of the frames that fit; None where they are more than a few."""
    with_index = select(frame.c.id).where(*conditions).limit(FEW + 1)
    _set(connection, "off")
    found: list[Any] = list(connection.execute(with_index).scalars())
    _set(connection, "on")
    return found if len(found) <= FEW else None


def _set(connection: Connection, value: str) -> None:
    for setting in BY_ITS_INDEX:
        connection.execute(text(f"SET LOCAL {setting} = {value}"))
