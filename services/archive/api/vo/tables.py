"""Questions about ObsCore columns, asked and told as VOTables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from services.archive.api.asking import Desk
from services.archive.vo.obscore import REGION, Column, region_text, select_frames, told
from services.archive.vo.votable import Field, ServiceResource, table

DATALINK = "ivo://ivoa.net/std/DataLink#links-1.1"

IDENTIFIER = "obs_publisher_did"
"""The column by which frames are asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Columns, conditions, and what becomes of the rows."""

    fields: Sequence[Field]
    columns: Sequence[Any]
    where: Sequence[Any] = ()
    group: Sequence[Any] = ()
    order: Sequence[Any] = field(default=())
    unique: bool = False


def wanted_of(columns: Sequence[Column], where: Sequence[Any], order: Sequence[Any]) -> Wanted:
    """Return a question for whole columns."""
    return Wanted(
        fields=[one for one, _ in columns], columns=[value for _, value in columns], where=where, order=order
    )


async def answer(desk: Desk, wanted: Wanted, *, rows_max: int) -> str:
    """Return the rows as a table, which says where there are more. Raises as the desk does."""
    regions = [at for at, column in enumerate(wanted.fields) if _is_region(column)]
    shown = [
        (told(column) if at in regions else column).label(f"c{at}")
        for at, column in enumerate(wanted.columns)
    ]
    query = select_frames(desk.sight, *shown).where(*wanted.where).group_by(*wanted.group)
    query = query.order_by(*wanted.order).limit(rows_max + 1)
    query = query.distinct() if wanted.unique else query

    def read(connection: Connection) -> str:
        # In the thread of the question, since many rows take a second to write.
        rows = [tuple(row) for row in connection.execute(query)]
        shaped = (_shaped(row, regions) for row in rows[:rows_max])
        fields, links = _linked(wanted.fields, desk.base)
        return table(fields, shaped, overflow=len(rows) > rows_max, services=links)

    return await desk.ask(read)


def _linked(fields: Sequence[Field], base: str) -> tuple[Sequence[Field], Sequence[ServiceResource]]:
    """Return the columns, and where what belongs to each row is told, if one names its frame."""
    at = next((at for at, one in enumerate(fields) if one.name == IDENTIFIER), None)
    if at is None:
        return fields, ()
    identifier = replace(fields[at], id=IDENTIFIER)
    parameter = Field(name="ID", datatype="char", ucd="meta.id;meta.main", ref=IDENTIFIER)
    links = ServiceResource(id="links", standard=DATALINK, url=f"{base}/vo/datalink", parameters=(parameter,))
    return [*fields[:at], identifier, *fields[at + 1 :]], (links,)


def _is_region(column: Field) -> bool:
    return column.ucd == "pos.outline;obs.field" or column.name == REGION


def _shaped(row: tuple[Any, ...], regions: Sequence[int]) -> list[Any]:
    return [region_text(value) if at in regions else value for at, value in enumerate(row)]
