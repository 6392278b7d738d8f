"""Errors as problem details (RFC 9457)."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.bus.port import BusError
from shared.model.base import FrozenModel

MEDIA_TYPE = "application/problem+json"

DESCRIPTIONS = {
    404: "What was named is not there",
    409: "It cannot be done as things are",
    422: "The request is out of form",
    503: "The bus does not answer; ask again when it does",
}
"""Of every status that a problem may have."""


class Problem(FrozenModel):
    """Body of an error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class NotFoundError(Exception):
    """The caller asked for what is not there; `str()` says what."""


class RefusedError(Exception):
    """What the caller asked for cannot be done as things are; `str()` says why."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors of a route, by status, for its documentation."""
    body = {"content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    return {status: {"description": DESCRIPTIONS[status], **body} for status in statuses}


def add_problem_handlers(application: FastAPI) -> None:
    """Answer every error of the application as problem details."""
    application.add_exception_handler(NotFoundError, _not_found)
    application.add_exception_handler(RefusedError, _refused)
    application.add_exception_handler(BusError, _bus_failed)
    application.add_exception_handler(RequestValidationError, _malformed)
    application.add_exception_handler(HTTPException, _http_error)


def _answer(problem: Problem) -> JSONResponse:
    return JSONResponse(problem.model_dump(), status_code=problem.status, media_type=MEDIA_TYPE)


async def _not_found(_: Request, error: Exception) -> JSONResponse:
    return _answer(Problem(title="Not found", status=404, detail=str(error)))


async def _refused(_: Request, error: Exception) -> JSONResponse:
    return _answer(Problem(title="Refused", status=409, detail=str(error)))


async def _bus_failed(_: Request, error: Exception) -> JSONResponse:
    detail = f"the bus does not answer ({error}); what this site holds is safe, ask again when it does"
    return _answer(Problem(title="Bus unavailable", status=503, detail=detail))


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _answer(Problem(title="Malformed request", status=422, detail=f"{where}: {first['msg']}"))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path}: {error.detail}"
    return _answer(Problem(title=str(error.detail), status=error.status_code, detail=detail))
