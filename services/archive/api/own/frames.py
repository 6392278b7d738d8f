"""Our own list of frames: in the order of time, page after page by a cursor, as JSON or CSV."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from services.archive.api.asking import Asked
from services.archive.api.ocs.listing import given_of, page_around
from services.archive.api.ocs.paging import Cursor, cursor_of, limit_of
from services.archive.api.ocs.shape import OLD_NAMES, Json, frame_json
from services.archive.api.own.filters import own_conditions
from services.archive.query.frames import Whole, with_all
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import MalformedError, problems

COLUMNS = (
    *("id", "basename", *OLD_NAMES.values()),
    *("area", "related_frames", "version_set", "filename", "url"),
)

router = APIRouter(prefix=f"{PREFIX}/archive", tags=["archive"])


@router.get("/frames", responses={200: {"content": {"text/csv": {}}}, **problems(400, 422)})
async def find_frames(desk: Asked, request: Request) -> Response:
    """Frames, newest first: filters by metadata, by sky (`cone`, `covers`, `intersects`) and by any header.

    `header.KEYWORD`, `header.KEYWORD.min` and `.max` ask for any keyword, `columns` chooses what is told,
    `format=csv` how, and `next` is the cursor of the page after this one.
    """
    given = given_of(request.query_params)
    said = {name: values[-1] for name, values in given.items()}
    columns, form = _columns(said.get("columns")), said.get("format", "json")
    if form not in ("json", "csv"):
        raise MalformedError(f"format: json or csv, not {form[:40]!r}")
    conditions = [desk.sight.listed(), *own_conditions(given, desk.sight)]
    cursor = cursor_of(said["cursor"]) if "cursor" in said else None
    limit = limit_of(said.get("limit"))

    def read(connection: Connection) -> tuple[list[Whole], bool]:
        rows, more = page_around(connection, conditions, cursor, limit)
        return with_all(connection, rows, desk.sight), more

    found, more = await desk.ask(read)
    last = found[-1].row if found and more else None
    following = None if last is None else Cursor(last["observation_date"], last["id"]).text()
    rows = [_chosen(frame_json(one, base=desk.base), columns) for one in found]
    headers = {name: desk.response.headers[name] for name in ("SpiceRack-Revision", "Cache-Control")}
    if following is not None:
        url = request.url.include_query_params(cursor=following)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    if form == "csv":
        return Response(_csv(rows, columns), media_type="text/csv", headers=headers)
    body = {"collection": desk.context.collection, "frames": rows, "next": following}
    return Response(json.dumps(body), media_type="application/json", headers=headers)


def _columns(text: str | None) -> Sequence[str]:
    """Return the columns that are told. Raises MalformedError."""
    named = tuple(dict.fromkeys(one.strip() for one in (text or "").split(",") if one.strip()))
    for name in named:
        if name not in COLUMNS:
            raise MalformedError(f"columns: {name[:40]!r} is none of {', '.join(COLUMNS)}")
    return named or COLUMNS


def _chosen(row: Json, columns: Sequence[str]) -> Json:
    return {name: row[name] for name in columns}


def _csv(rows: Sequence[Json], columns: Sequence[str]) -> str:
    """Return rows as RFC 4180 has them; what is no single value stands as JSON."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> object:  # noqa: ANN401 - whatever a column has
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    # A spreadsheet takes a text that begins so for a formula.
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        return f"'{value}"
    return value
