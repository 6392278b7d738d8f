"""Questions about ObsCore columns, asked and told as VOTables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any

from sqlalchemy import Connection, Select, text
from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse

from services.archive.api.asking import Desk
from services.archive.api.vo.asking import told_headers
from services.archive.vo.obscore import REGION, Column, region_text, select_frames, told
from services.archive.vo.votable import MEDIA_TYPE, Field, ServiceResource, table_pieces

ROWS_AT_ONCE = 500
"""That are objects of Python's, some two megabytes."""

HELD_BYTES = 1024 * 1024
"""Of a table that stays in memory; a larger one is a file of the state directory while it is told."""

PIECE_BYTES = 256 * 1024

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


async def answer(desk: Desk, wanted: Wanted, *, rows_max: int) -> StreamingResponse:
    """Return the rows as a table, which says where there are more. Raises as the desk does."""
    async with desk.context.tables:
        file = await desk.ask(partial(_written, desk, wanted, rows_max))
    return StreamingResponse(
        iterate_in_threadpool(iter(partial(file.read, PIECE_BYTES), b"")),
        media_type=MEDIA_TYPE,
        headers=told_headers(desk),
        background=BackgroundTask(file.close),
    )


def _written(
    desk: Desk, wanted: Wanted, rows_max: int, connection: Connection
) -> "SpooledTemporaryFile[bytes]":
    """Write a table into a file without a name, which nobody has to remove."""
    regions = [at for at, column in enumerate(wanted.fields) if _is_region(column)]
    shown = [
        (told(column) if at in regions else column).label(f"c{at}")
        for at, column in enumerate(wanted.columns)
    ]
    query = select_frames(desk.sight, *shown).where(*wanted.where).group_by(*wanted.group)
    query = query.order_by(*wanted.order).limit(rows_max + 1)
    query = query.distinct() if wanted.unique else query
    fields, links = _linked(wanted.fields, desk.base)
    rows = (_shaped(tuple(row), regions) for some in _portions(connection, query) for row in some)
    # Closed once it is told.
    file = SpooledTemporaryFile(max_size=HELD_BYTES, dir=str(desk.context.config.state))  # noqa: SIM115
    for piece in table_pieces(fields, rows, most=rows_max, services=links):
        file.write(piece.encode())
    file.seek(0)
    return file


def _portions(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """Yield rows some at a time, from a cursor of the database: the driver holds all of another answer."""
    # All of it is read: PostgreSQL plans a cursor for its first tenth.
    connection.execute(text("SET LOCAL cursor_tuple_fraction = 1"))
    options = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
    yield from connection.execute(query, execution_options=options).partitions(ROWS_AT_ONCE)


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
