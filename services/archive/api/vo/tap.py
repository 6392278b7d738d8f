"""TAP 1.1, synchronous alone: a part of ADQL about `ivoa.obscore`."""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import QueryParams
from starlette.responses import Response

from services.archive.api.asking import Asked, Desk
from services.archive.api.documented import asked_by
from services.archive.api.vo.asking import (
    QuestionError,
    Said,
    demand_votable,
    last,
    publisher_of,
    refused,
    rows_of,
    said_of,
)
from services.archive.api.vo.tables import Wanted, answer
from services.archive.refusals import ADQL
from services.archive.vo.adql import read_adql
from services.archive.vo.adql_regions import AdqlError
from services.archive.vo.faults import words_of
from services.archive.vo.obscore import obscore_columns
from services.archive.vo.votable import MEDIA_TYPE
from shared.web.problem import problems

TOLD: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
    400: {"description": "The reason, as a table.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
    **problems(503),
}

LANGUAGES = ("ADQL", "ADQL-2.0", "ADQL-2.1")

PARAMETERS = ("LANG", "QUERY", "MAXREC", "RESPONSEFORMAT")

router = APIRouter(prefix="/vo/tap", tags=["virtual observatory"])


@router.get("/sync", responses=TOLD, response_class=Response, openapi_extra=asked_by(PARAMETERS))
async def ask_adql(desk: Asked, request: Request) -> Response:
    """The answer to a question in ADQL (`LANG`, `QUERY`, `MAXREC`): one SELECT from `ivoa.obscore`."""
    return await _told(desk, request.query_params)


@router.post("/sync", responses=TOLD, response_class=Response, openapi_extra=asked_by(PARAMETERS, form=True))
async def post_adql(desk: Asked, request: Request) -> Response:
    """The same of a form, as TAP's clients send it."""
    form = (await request.body()).decode("utf-8", errors="replace")
    return await _told(desk, QueryParams([*parse_qsl(form), *request.query_params.multi_items()]))


async def _told(desk: Desk, parameters: QueryParams) -> Response:
    try:
        return await _answer(desk, said_of(parameters))
    except QuestionError as error:
        return refused(desk, str(error))
    except AdqlError as error:
        return refused(desk, str(error), kind=ADQL)
    except DBAPIError as error:
        # What fits the grammar and no column's type, as a text compared with a number.
        words = words_of(getattr(error.orig, "sqlstate", None))
        return refused(desk, f"QUERY: {words}", kind=ADQL)


async def _answer(desk: Desk, said: Said) -> Response:
    demand_votable(said)
    if (last(said, "LANG") or "").upper() not in LANGUAGES:
        raise QuestionError(f"LANG: one of {', '.join(LANGUAGES)}")
    query = last(said, "QUERY")
    if query is None:
        raise QuestionError("QUERY: say a SELECT")
    asked = read_adql(query, obscore_columns(publisher_of(desk)), seen=desk.sight.listed())
    rows_max = rows_of(said)
    wanted = Wanted(
        fields=asked.fields,
        columns=asked.columns,
        where=asked.where,
        group=asked.group,
        order=asked.order,
        unique=asked.unique,
    )
    return await answer(desk, wanted, rows_max=rows_max if asked.top is None else min(rows_max, asked.top))
