"""The frames that fit, where they are few: found by their own index, then put in order.

PostgreSQL knows nothing of how rare a header's value is, takes it for one frame in a hundred, and reads the
whole archive from its newest frame on for a value that ten frames have.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from services.archive.database.tables import frame

FEW = 15_000
"""Frames: to find and sort them takes as long as to read two million from the newest on, until 100 of them
have come (each takes some microseconds, and 100 * 2 000 000 is about the square of it)."""

DATE = frame.c.observation_date

LOOKED_AT = 1500
"""Frames of a window that is looked at first, some 10 ms."""

COMMON = 10
"""Of a window's that fit: then there are most likely more than a few among two million."""

BY_ITS_INDEX = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")
"""Settings of PostgreSQL: without them only maps of places, of each condition's own index, are left."""

MAP = "'64MB'"
"""Of memory for a map of places, where it takes that much: each page of two million frames. A map with less
notes runs of pages, and every frame on them is looked at."""

BY_MAPS = ("enable_bitmapscan",)
"""Without it the newest frames are read in their order, and no map of all that fit is made first."""


def few_of(
    connection: Connection,
    conditions: list[ColumnElement[bool]],
    mapped: Sequence[ColumnElement[bool]] = (),
) -> list[int] | None:
    """Return the numbers of the frames that fit; None where they are more than a few.

    What is `mapped` holds for all that fit, has an index, and is slow to tell of one frame. Where they are
    more than a few, the rest of the transaction reads in the order of an index: no map of so many is made.
    """
    if not _is_common(connection, conditions):
        with_index = select(frame.c.id).where(*conditions, *mapped).limit(FEW + 1)
        _set(connection, BY_ITS_INDEX, "off")
        _set(connection, ("work_mem",), MAP)
        found: list[Any] = list(connection.execute(with_index).scalars())
        _set(connection, BY_ITS_INDEX, "on")
        if len(found) <= FEW:
            return found
    _set(connection, BY_MAPS, "off")
    return None


def _is_common(connection: Connection, conditions: list[ColumnElement[bool]]) -> bool:
    """Tell whether most likely more than a few fit: by the newest frames, and by some of the middle.

    One window would not do: a block of ten frames may be the newest.
    """
    first, last = connection.execute(select(func.min(DATE), func.max(DATE))).one()
    if first is None:
        return False
    ends = (last, first + (last - first) / 2)
    _set(connection, BY_MAPS, "off")
    found = all(_has_many(connection, conditions, end) for end in ends)
    _set(connection, BY_MAPS, "on")
    return found


def _has_many(connection: Connection, conditions: list[ColumnElement[bool]], end: datetime) -> bool:
    window = select(DATE).where(end >= DATE).order_by(DATE.desc()).offset(LOOKED_AT).limit(1)
    begin = connection.execute(window).scalar()
    if begin is None:
        return False
    fitting = select(frame.c.id).where(*conditions, begin <= DATE, end >= DATE).limit(COMMON).subquery()
    count = connection.execute(select(func.count()).select_from(fitting)).scalar_one()
    return int(count) == COMMON


def _set(connection: Connection, settings: Sequence[str], value: str) -> None:
    for setting in settings:
        connection.execute(text(f"SET LOCAL {setting} = {value}"))
