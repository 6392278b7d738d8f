"""The values that frames have in some columns: what a form for questions offers."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, func, select

from services.archive.database.tables import frame

COLUMNS = {
    "sites": frame.c.site_id,
    "telescopes": frame.c.telescope_id,
    "filters": frame.c.primary_optical_element,
    "instruments": frame.c.instrument_id,
    "obstypes": frame.c.configuration_type,
    "proposals": frame.c.proposal_id,
}
"""By their names in OCS' answers."""


def distinct_values(connection: Connection, *conditions: ColumnElement[bool]) -> Mapping[str, list[str]]:
    """Return the values of each column, of all frames that fit; one pass over them."""
    asked = [
        func.array_agg(column.distinct()).filter(column != "").label(name) for name, column in COLUMNS.items()
    ]
    row = connection.execute(select(*asked).select_from(frame).where(*conditions)).one()._mapping
    return {name: sorted(row[name] or ()) for name in COLUMNS}
