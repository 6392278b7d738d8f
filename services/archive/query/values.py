"""The values that frames have in some columns: what a form for questions offers.

Of few frames all are read. Of many, a value is looked up in its index, then one frame that has it and fits:
an index entry or two for each value. To read all frames of a year takes seconds where there are two million.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, func, literal, select, true, tuple_

from services.archive.database.tables import frame
from services.archive.query.counting import bounded

COLUMNS = {
    "sites": frame.c.site_id,
    "telescopes": frame.c.telescope_id,
    "filters": frame.c.primary_optical_element,
    "instruments": frame.c.instrument_id,
    "obstypes": frame.c.configuration_type,
    "proposals": frame.c.proposal_id,
}
"""By their names in OCS' answers."""

FEW = 20_000
"""Frames that are read one by one: some 100 ms. Among more, one that has a value is found soon."""


def distinct_values(connection: Connection, *conditions: ColumnElement[bool]) -> Mapping[str, list[str]]:
    """Return the values of each column, of all frames that fit; none that is empty."""
    fitting = select(frame.c.id).where(*conditions)
    if not bounded(connection, fitting, most=FEW).estimated:
        return _of_few(connection, conditions)
    return {
        name: sorted(connection.execute(_values(column, conditions)).scalars())
        for name, column in COLUMNS.items()
    }


def _of_few(connection: Connection, conditions: tuple[ColumnElement[bool], ...]) -> Mapping[str, list[str]]:
    columns = tuple(COLUMNS.values())
    query = select(*columns).where(*conditions)
    grouped = query.group_by(func.grouping_sets(*(tuple_(column) for column in columns)))
    rows = connection.execute(grouped).all()
    return {name: sorted({row[at] for row in rows if row[at]}) for at, name in enumerate(COLUMNS)}


def _values(column: ColumnElement[str], conditions: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    """Return the question for one column: PostgreSQL has no walk from one value to the next by itself."""
    known = _next(column, literal("", Text)).cte(recursive=True)
    following = _next(column, known.c.value).scalar_subquery()
    known = known.union_all(select(following.label("value")).where(known.c.value.is_not(None)))
    # With a limit it stays a look for each value; as EXISTS it would become one pass over all frames.
    there = select(literal(1)).where(column == known.c.value, *conditions).limit(1).correlate(known).lateral()
    return select(known.c.value).where(known.c.value.is_not(None)).join(there, true())


def _next(column: ColumnElement[str], after: ColumnElement[str]) -> Select[Any]:
    other = frame.alias("other").c[column.name]
    return select(func.min(other).label("value")).where(other > after)
