"""Errors of an application, answered as problem details."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from shared.bus.port import BusError
from shared.contracts.http.problem import MEDIA_TYPE, Problem
from shared.model.most_telling import most_telling
from shared.web import problem
from shared.web.problem import ProblemError

log = logging.getLogger(__name__)

RETRY_AFTER = {"Retry-After": "1"}
"""Seconds: the bus is tried again every quarter of one."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "MKCOL", "COPY", "MOVE")
"""What routes are declared with."""


def add_problem_handlers(application: FastAPI) -> None:
    """Answer every error of the application as problem details."""
    application.add_exception_handler(ProblemError, _problem)
    application.add_exception_handler(BusError, _bus_failed)
    application.add_exception_handler(RequestValidationError, _malformed)
    application.add_exception_handler(HTTPException, _http_error)
    application.add_exception_handler(ClientDisconnect, _gone)
    application.add_exception_handler(Exception, _internal)


def answer(body: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem as a response."""
    return JSONResponse(
        body.model_dump(), status_code=body.status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return answer(error.problem(), error.headers())


async def _bus_failed(_: Request, error: Exception) -> JSONResponse:
    detail = f"the bus does not answer ({error}); what this site holds is safe, ask again when it does"
    return answer(problem.UNAVAILABLE.problem(detail), RETRY_AFTER)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(problem.MALFORMED.problem(most_telling(error.errors())))


async def _gone(request: Request, _: Exception) -> JSONResponse:
    """Answer a caller who went away within its body: nobody reads it, but figures say whose it was."""
    detail = f"{request.method} {request.url.path}: the connection ended within the body"
    return answer(problem.MALFORMED.problem(detail))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework refuses, and what a middleware raises while a body is read."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == problem.METHOD.status:
        headers["Allow"] = ", ".join(methods_of(request))
    detail = f"{request.method} {request.url.path}: {error.detail}"
    kind = problem.BY_STATUS.get(error.status_code)
    if kind is None:
        return answer(Problem(title=str(error.detail), status=error.status_code, detail=detail), headers)
    return answer(kind.problem(detail), headers)


async def _internal(request: Request, error: Exception) -> JSONResponse:
    """Answer a fault of ours without a word of its text, which may say what the caller must not see."""
    del error  # The server logs it with its trace.
    detail = f"{request.method} {request.url.path} failed; the service's log says why"
    return answer(problem.INTERNAL.problem(detail))


def methods_of(request: Request) -> list[str]:
    """Return the methods that a path takes, over all of its routes: the framework names the first one's."""
    found = {method for method in METHODS if _takes(request, method)}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _takes(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
