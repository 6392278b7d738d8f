"""OCS' list of frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, literal_column, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from starlette.datastructures import URL, QueryParams

from services.archive.api.asking import Desk
from services.archive.api.bytes import Bytes
from services.archive.api.documented import asked_by
from services.archive.api.having import few_having, narrowed, next_having
from services.archive.api.ocs.counts import count_of
from services.archive.api.ocs.filters import FILTERS, Condition, Given, conditions_of
from services.archive.api.ocs.paging import (
    Cursor,
    check_cursor_order,
    cursor_of,
    cursors_around,
    limit_of,
    offset_of,
    ordering_of,
)
from services.archive.api.ocs.shape import Address, Json, frame_json
from services.archive.database.store.rows import one_of
from services.archive.database.tables import frame
from services.archive.query.counting import Count
from services.archive.query.frames import Whole, frames_where, with_all
from services.archive.query.regions import near_and_exactly, of_number
from services.archive.query.sight import Sight
from shared.web.problem import BadRequestError, problems

PARAMETERS_MAX = 200
"""Of one request: each repeated one is a word of a condition."""

OWN = (
    *("ordering", "limit", "offset", "pagination_style", "cursor", "force_count"),
    *("include_thumbnails", "include_related_frames"),
)
"""Parameters of lists that are no filters."""

router = APIRouter(tags=["ocs"])


@dataclass(frozen=True, slots=True)
class _Page:
    frames: list[Whole]
    next: URL | None
    previous: URL | None
    count: Count | None = None


def given_of(parameters: QueryParams) -> Given:
    """Return the parameters that say something, each with all its values. Raises BadRequestError."""
    pairs = parameters.multi_items()
    if len(pairs) > PARAMETERS_MAX:
        raise BadRequestError(f"the request has {len(pairs)} parameters, {PARAMETERS_MAX} at most")
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:
            given.setdefault(name, []).append(value)
    return given


@router.get("/frames/", responses=problems(400), openapi_extra=asked_by((*FILTERS, *OWN)))
async def list_frames(bench: Bytes, request: Request) -> dict[str, Any]:
    """Frames by metadata and by sky, newest first: OCS' filters, pages and fields."""
    given, desk = given_of(request.query_params), bench.desk
    conditions = conditions_of(given, desk.sight)
    by_cursor = _last(given, "pagination_style") == "cursor" or "cursor" in given
    ask = _by_cursor if by_cursor else _by_offset
    page = await ask(desk, given, conditions, request.url)
    address = await bench.addresses()
    rows = [_shaped(one, given, desk.base, address) for one in page.frames]
    ends = {"next": _said(page.next), "previous": _said(page.previous)}
    if page.count is None:
        return {**ends, "results": rows}
    return {"count": page.count.frames, **ends, "results": rows, "count_estimated": page.count.estimated}


async def _by_offset(desk: Desk, given: Given, conditions: list[Condition], url: URL) -> _Page:
    limit, offset = limit_of(_last(given, "limit")), offset_of(_last(given, "offset"))
    order = ordering_of(_last(given, "ordering"))

    def read(connection: Connection) -> _Page:
        listed = [desk.sight.listed(), *conditions]
        few = few_having(connection, listed, given)
        found = listed if few is None else [one_of(frame.c.id, few)]
        ordered = frames_where(*found).order_by(*order)
        rows = _rows(connection, ordered.limit(limit + 1).offset(offset))
        # Whether there is a next page is seen, not computed from a count that may be an estimate.
        more = len(rows) > limit
        following = url.include_query_params(limit=limit, offset=offset + limit) if more else None
        before = url.include_query_params(limit=limit, offset=max(0, offset - limit)) if offset else None
        frames = with_all(connection, rows[:limit], desk.sight, pictures=_pictures(given))
        count = count_of(connection, found, given, desk) if few is None else Count(len(few), estimated=False)
        return _Page(frames, following, before, count)

    return await desk.ask(read)


async def _by_cursor(desk: Desk, given: Given, conditions: list[Condition], url: URL) -> _Page:
    check_cursor_order(_last(given, "ordering"))
    limit, said = limit_of(_last(given, "limit")), _last(given, "cursor")
    cursor = None if said is None else cursor_of(said)

    def read(connection: Connection) -> _Page:
        rows, more = page_of(connection, conditions, given, desk.sight, cursor=cursor, limit=limit)
        following, before = cursors_around(rows, more=more, asked=cursor)
        frames = with_all(connection, rows, desk.sight, pictures=_pictures(given))
        return _Page(frames, _at(url, following), _at(url, before))

    return await desk.ask(read)


def page_of(
    connection: Connection,
    conditions: list[Condition],
    given: Given,
    sight: Sight,
    *,
    cursor: Cursor | None,
    limit: int,
) -> tuple[Sequence[RowMapping], bool]:
    """Return a page of what is asked for on one side of a cursor, and whether there is more on that side.

    Args:
        connection: that is asked.
        conditions: of the parameters, without that of the caller's sight.
        given: the parameters.
        sight: the caller's.
        cursor: None for the first page.
        limit: frames of a page.
    """
    back = cursor is not None and cursor.back
    after = None if cursor is None else (cursor.date, cursor.id)
    numbers = next_having(connection, conditions, given, sight, after=after, back=back, limit=limit + 1)
    if numbers is None:
        found = narrowed(connection, [sight.listed(), *conditions], given)
        return page_around(connection, found, cursor, limit)
    return _page(_in_order(connection, numbers, back=back), limit, back=back)


def page_around(
    connection: Connection, conditions: list[Condition], cursor: Cursor | None, limit: int
) -> tuple[Sequence[RowMapping], bool]:
    """Return a page on one side of a cursor, newest first, and whether there is more on that side."""
    sided = conditions if cursor is None else [*conditions, cursor.condition()]
    back = cursor is not None and cursor.back
    order = _ordered(frame.c, back=back)
    numbers = _numbers(sided, back=back).limit(limit + 1)
    rows = _rows(connection, frames_where(frame.c.id.in_(numbers)).order_by(*order))
    return _page(rows, limit, back=back)


def _page(rows: Sequence[RowMapping], limit: int, *, back: bool) -> tuple[Sequence[RowMapping], bool]:
    page = rows[:limit]
    return (page[::-1] if back else page), len(rows) > limit


def _in_order(connection: Connection, numbers: Sequence[int], *, back: bool) -> Sequence[RowMapping]:
    query = frames_where(one_of(frame.c.id, numbers))
    return _rows(connection, query.order_by(*_ordered(frame.c, back=back)))


def _numbers(conditions: list[Condition], *, back: bool) -> Select[tuple[int]]:
    """Return the question for the numbers of frames, in the order of a list.

    Where it is about the sky, frames of which the index says that they may fit are put in order first, and
    looked at one by one until a page is there: to tell of all of them exactly takes most of the time.
    """
    sky = [halves for one in conditions if (halves := near_and_exactly(one)) is not None]
    if not sky:
        # Found in an index, where it has all that is asked about: other frames are not read.
        return select(frame.c.id).where(*conditions).order_by(*_ordered(frame.c, back=back))
    others = [one for one in conditions if near_and_exactly(one) is None]
    maybe = select(frame.c.id, frame.c.observation_date).where(*others, *(near for near, _ in sky))
    # An offset, since PostgreSQL would make one question of both.
    among = maybe.order_by(*_ordered(frame.c, back=back)).offset(literal_column("0")).subquery()
    fitting = [of_number(exactly, among.c.id) for _, exactly in sky]
    return select(among.c.id).where(*fitting).order_by(*_ordered(among.c, back=back))


def _ordered(columns: ReadOnlyColumnCollection[str, Any], *, back: bool) -> tuple[ColumnElement[Any], ...]:
    date, number = columns.observation_date, columns.id
    return (date.asc(), number.asc()) if back else (date.desc(), number.desc())


def _rows(connection: Connection, query: Select[tuple[object, ...]]) -> Sequence[RowMapping]:
    return connection.execute(query).mappings().all()


def _shaped(one: Whole, given: Given, base: str, address: Address | None) -> Json:
    return frame_json(
        one,
        base=base,
        related=_last(given, "include_related_frames") not in ("false", "False", "0"),
        thumbnails=_pictures(given),
        address=address,
    )


def _pictures(given: Given) -> bool:
    """Tell whether thumbnails are to be named."""
    return _last(given, "include_thumbnails") in ("true", "True", "1")


def _at(url: URL, cursor: Cursor | None) -> URL | None:
    return None if cursor is None else url.include_query_params(cursor=cursor.text())


def _said(url: URL | None) -> str | None:
    return None if url is None else str(url)


def _last(given: Given, name: str) -> str | None:
    return given[name][-1] if name in given else None
