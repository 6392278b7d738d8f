"""The frames that fit, where they are few: found by their own index, then put in order.

PostgreSQL knows nothing of how rare a header's value is, takes it for one frame in a hundred, and reads the
whole archive from its newest frame on for a value that ten frames have.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from services.archive.database.tables import frame

FEW = 15_000
"""Frames: to find and sort them takes as long as to read two million from the newest on, until 100 of them
have come (each takes some microseconds, and 100 * 2 000 000 is about the square of it)."""

NEWEST = 1500
"""Frames that are looked at first, some 10 ms."""

COMMON = 10
"""Of the newest that fit: then there are most likely more than a few among two million."""

BY_ITS_INDEX = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""Settings of PostgreSQL: without them only maps of places, of each condition's own index, are left."""

BY_MAPS = ("enable_bitmapscan",)
"""Without it the newest frames are read in their order, and no map of all that fit is made first."""


def few_of(connection: Connection, conditions: list[ColumnElement[bool]]) -> list[int] | None:
    """Return the numbers of the frames that fit; None where they are more than a few."""
    if _is_common(connection, conditions):
        return None
    with_index = select(frame.c.id).where(*conditions).limit(FEW + 1)
    _set(connection, BY_ITS_INDEX, "off")
    found: list[Any] = list(connection.execute(with_index).scalars())
    _set(connection, BY_ITS_INDEX, "on")
    return found if len(found) <= FEW else None


def _is_common(connection: Connection, conditions: list[ColumnElement[bool]]) -> bool:
    """Tell by the newest frames whether most likely more than a few fit."""
    date = frame.c.observation_date
    newest = select(date).where(date.is_not(None)).order_by(date.desc()).offset(NEWEST).limit(1)
    begin = connection.execute(newest).scalar()
    if begin is None:
        return False
    fitting = select(frame.c.id).where(*conditions, date >= begin).limit(COMMON).subquery()
    _set(connection, BY_MAPS, "off")
    count = connection.execute(select(func.count()).select_from(fitting)).scalar_one()
    _set(connection, BY_MAPS, "on")
    return int(count) == COMMON


def _set(connection: Connection, settings: Sequence[str], value: str) -> None:
    for setting in settings:
        connection.execute(text(f"SET LOCAL {setting} = {value}"))
