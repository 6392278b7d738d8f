"""The number of frames that a list left out since the caller may not see them: told where the operator wants.

By default what is hidden does not exist (I12). An observatory whose schedule is public anyway may have lists
say how many frames are proprietary, and from when on the first of them is public. The number is told for
questions of time, sky, site and instrument alone: with any other filter it would answer what a header says.
"""

from typing import Any

from sqlalchemy import Connection, func, not_, select

from services.archive.api.asking import Desk
from services.archive.api.ocs.filters import Condition, Given
from services.archive.database.tables import frame
from services.archive.query.sight import Sight

ASKED = frozenset(
    {
        *("start", "end", "dayobs", "cone", "covers", "intersects"),
        *("site_id", "telescope_id", "instrument_id"),
        *("columns", "format", "limit"),
    }
)
"""Parameters beside which it is told."""

COUNTED = 10_000
"""Frames that are counted one by one."""

Hidden = dict[str, Any]


def tells_hidden(desk: Desk, given: Given) -> bool:
    """Tell whether an answer says what it left out."""
    sees_all = desk.sight.everything or desk.sight.places is not None
    return desk.context.config.tell_hidden and not sees_all and ASKED.issuperset(given)


def hidden_from(connection: Connection, conditions: list[Condition], sight: Sight) -> Hidden:
    """Return how many frames fit that do not exist for the caller, and when the first of them will."""
    left_out = (
        select(frame.c.public_date)
        .where(frame.c.shown, frame.c.observation_date.is_not(None), not_(func.coalesce(sight.sees(), False)))
        .where(*conditions)
        .limit(COUNTED + 1)
        .subquery()
    )
    count, first = connection.execute(select(func.count(), func.min(left_out.c.public_date))).one()
    return {
        "frames": min(count, COUNTED),
        "or_more": count > COUNTED,
        "first_public_on": None if first is None else first.isoformat().replace("+00:00", "Z"),
    }
