"""Our own list of frames: page after page by a cursor, or all as one stream; as JSON, CSV or Parquet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from blake3 import blake3
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection, RowMapping
from starlette.responses import StreamingResponse

from services.archive.api.asking import Asked, Desk
from services.archive.api.documented import asked_by
from services.archive.api.having import narrowed
from services.archive.api.ocs.filters import Condition, Given
from services.archive.api.ocs.listing import page_of
from services.archive.api.ocs.paging import Cursor, cursor_of
from services.archive.api.ocs.shape import OLD_NAMES, Json, frame_json
from services.archive.api.own.asked import asked_of, page_limit
from services.archive.api.own.changes import Place, Round, changed_rows, place_of, read_place, read_round
from services.archive.api.own.filters import NAMES, OWN, own_conditions
from services.archive.api.own.hidden import Hidden, hidden_from, tells_hidden
from services.archive.api.own.position_codec import PositionCodec, codec_for
from services.archive.api.own.tables import csv_pieces, parquet_pieces
from services.archive.database.store.position import read_position
from services.archive.database.tables import frame
from services.archive.query.frames import Whole, frames_where, with_all
from shared.access.link_keys import Keyring
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import MalformedError, TooLargeError, problems

COLUMNS = (
    *("id", "basename", *OLD_NAMES.values()),
    *("area", "related_frames", "version_set", "filename", "url", "size", "content", "files"),
)

TABLES = {
    "csv": ("text/csv; charset=utf-8", csv_pieces),
    "parquet": ("application/vnd.apache.parquet", parquet_pieces),
}
"""Media types, and who writes them."""

EXAMPLE = "header.AIRMASS.max"
"""A filter of headers, for the document: any keyword is one."""

FORMS = ("json", *TABLES)

PAGE = 1000
"""Rows of one look of a stream."""

BINARY = {"schema": {"type": "string", "format": "binary"}}

Keys = Annotated[Keyring, Depends(provided(Keyring))]

router = APIRouter(prefix=f"{PREFIX}/archive", tags=["archive"])


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read."""

    frames: list[Whole]
    following: str | None
    """The cursor of the page after it."""
    place: Place
    """Where the rows stand; those of a round of changes where its first page stood."""
    hidden: Hidden | None
    """What was left out; None where that is not told."""


@router.get(
    "/frames",
    responses={
        200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": BINARY}},
        304: {"description": "The caller has this page already."},
        **problems(400, 422),
    },
    openapi_extra=asked_by((*NAMES, *OWN, EXAMPLE)),
)
async def find_frames(desk: Asked, keyring: Keys, request: Request) -> Response:
    """Frames, newest first: filters by metadata, by sky (`cone`, `covers`, `intersects`) and by any header.

    `header.KEYWORD`, `header.KEYWORD.min` and `.max` ask for any keyword, `columns` chooses what is told,
    `format` how (json, csv, parquet), and `next` is the cursor of the page after this one. With
    `changed_since`, the `position` of an earlier answer or `0.0.0`, it is the frames that changed after it.
    """
    given = asked_of(request.query_params)
    said = {name: values[-1] for name, values in given.items()}
    columns, form = _columns(said.get("columns")), _form(said.get("format", "json"), FORMS)
    conditions = own_conditions(given, desk.sight)
    hides = tells_hidden(desk, given)
    positions = (said.get("changed_since"), said.get("cursor"))
    codec = await codec_for(desk.sight, keyring, positions) if positions[0] is not None else None

    def read(connection: Connection) -> Page:
        stands = place_of(read_position(connection))
        rows, following, place = _rows(connection, conditions, given, desk, stands, codec=codec)
        hidden = hidden_from(connection, conditions, desk.sight) if hides else None
        return Page(with_all(connection, rows, desk.sight), following, place, hidden)

    page = await desk.ask(read)
    rows = [_chosen(one, columns, desk.base) for one in page.frames]
    headers = {name: desk.response.headers[name] for name in ("SpiceRack-Revision", "Cache-Control")}
    if page.following is not None:
        url = request.url.include_query_params(cursor=page.following)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    if form in TABLES:
        media_type, pieces = TABLES[form]
        return _with_tag(b"".join(pieces([rows], columns)), media_type, headers, request)
    body = {
        "collection": desk.context.collection,
        "frames": rows,
        "next": page.following,
        **({} if codec is None else {"position": page.place.text(codec)}),
        **({} if page.hidden is None else {"hidden": page.hidden}),
    }
    data = json.dumps(body).encode()
    if codec is None or not codec.seals:
        return _with_tag(data, "application/json", headers, request)
    # What is sealed is another text each time: the frames are the same.
    told = json.dumps({**body, "next": page.following is None, "position": None}).encode()
    return _with_tag(data, "application/json", headers, request, told=told)


@router.get(
    "/frames/all",
    responses={
        200: {"content": {"text/csv": {}, "application/vnd.apache.parquet": BINARY}},
        **problems(400, 413, 422),
    },
    response_class=Response,
    openapi_extra=asked_by((*NAMES, "cone", "columns", "format", EXAMPLE)),
)
async def stream_frames(desk: Asked, request: Request) -> StreamingResponse:
    """All frames that fit, as one CSV (`format=csv`) or Parquet file: the filters are those of the list."""
    given = asked_of(request.query_params)
    said = {name: values[-1] for name, values in given.items()}
    for name in ("cursor", "limit", "changed_since"):
        if name in said:
            raise MalformedError(f"{name}: a stream has no pages; ask the list")
    columns, form = _columns(said.get("columns")), _form(said.get("format", "csv"), tuple(TABLES))
    conditions = own_conditions(given, desk.sight)
    listed = [desk.sight.listed(), *conditions]
    most = desk.context.config.export_frames
    if await desk.ask(lambda connection: _exceeds(connection, narrowed(connection, listed, given), most)):
        raise TooLargeError(f"more than {most} frames fit: ask for less time, or page after page")
    media_type, pieces = TABLES[form]
    told = pieces(_pages(desk, conditions, given, columns), columns)
    return StreamingResponse(told, media_type=media_type, headers={"Cache-Control": "private, no-cache"})


def _rows(
    connection: Connection,
    conditions: list[Condition],
    given: Given,
    desk: Desk,
    place: Place,
    *,
    codec: PositionCodec | None,
) -> tuple[Sequence[RowMapping], str | None, Place]:
    """Return the rows of a page, the cursor of the next one, and where the rows stand."""
    said = {name: values[-1] for name, values in given.items()}
    cursor, limit = said.get("cursor"), page_limit(given)
    if codec is not None:
        since = read_place(said["changed_since"], codec)
        page = Round(place, 0) if cursor is None else read_round(cursor, codec)
        listed = narrowed(connection, [desk.sight.listed(), *conditions], given)
        rows, more = changed_rows(connection, listed, since, page, limit)
        return rows, Round(page.up_to, rows[-1]["id"]).text(codec) if more else None, page.up_to
    at = None if cursor is None else cursor_of(cursor)
    found, more = page_of(connection, conditions, given, desk.sight, cursor=at, limit=limit)
    last = found[-1] if found and more else None
    return found, None if last is None else Cursor(last["observation_date"], last["id"]).text(), place


def _pages(
    desk: Desk, conditions: list[Condition], given: Given, columns: Sequence[str]
) -> Iterator[list[Json]]:
    """Yield the rows of all pages. Blocks: the framework asks for them in a thread."""
    cursor: Cursor | None = None
    while True:

        def read(connection: Connection, at: Cursor | None = cursor) -> tuple[list[Whole], bool]:
            rows, more = page_of(connection, conditions, given, desk.sight, cursor=at, limit=PAGE)
            return with_all(connection, rows, desk.sight), more

        (found, more), _ = desk.context.databases.read(read)
        yield [_chosen(one, columns, desk.base) for one in found]
        if not more:
            return
        cursor = Cursor(found[-1].row["observation_date"], found[-1].row["id"])


def _exceeds(connection: Connection, conditions: list[Condition], most: int) -> bool:
    query = frames_where(*conditions).with_only_columns(frame.c.id).offset(most).limit(1)
    return connection.execute(query).first() is not None


def _with_tag(
    data: bytes, media_type: str, headers: dict[str, str], request: Request, *, told: bytes | None = None
) -> Response:
    """Return an answer, or that the caller has it already (RFC 9110, 13.1.2), if need be by what it tells."""
    weak, tagged = ("", data) if told is None else ("W/", told)
    tag = f'"{blake3(tagged).hexdigest(16)}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    headers = {**headers, "ETag": weak + tag}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=media_type, headers=headers)


def _form(form: str, forms: Sequence[str]) -> str:
    if form not in forms:
        raise MalformedError(f"format: {' or '.join(forms)}, not {form[:40]!r}")
    return form


def _columns(text: str | None) -> Sequence[str]:
    """Return the columns that are told. Raises MalformedError."""
    named = tuple(dict.fromkeys(one.strip() for one in (text or "").split(",") if one.strip()))
    for name in named:
        if name not in COLUMNS:
            raise MalformedError(f"columns: {name[:40]!r} is none of {', '.join(COLUMNS)}")
    return named or COLUMNS


def _chosen(one: Whole, columns: Sequence[str], base: str) -> Json:
    newest: Any = one.versions[0] if one.versions else {"size": None, "content": None}
    files = [
        {"path": held["path"], "size": held["size"], "content": held["content"]}
        for held in one.versions
        if held["current"] and held["path"] is not None
    ]
    of_newest = {"size": newest["size"], "content": newest["content"]}
    row = {**frame_json(one, base=base), **of_newest, "files": files}
    return {name: row[name] for name in columns}
