"""Errors of the service as answers: a status, one line of text, and never a list."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from services.satellites import errors
from services.satellites.secrecy.quiet import described
from shared.web.problem import UnauthenticatedError

log = logging.getLogger(__name__)

STATUSES: Mapping[type[Exception], int] = {
    errors.MalformedRequestError: 400,
    UnauthenticatedError: 401,
    errors.UnknownVisitError: 404,
    errors.ContradictionError: 409,
    errors.CutOffError: 429,
    errors.FailedError: 500,
    errors.OverloadError: 503,
    errors.CatalogueUnfitError: 503,
}
"""The deployed client announces a visit again after 404 alone; any other status ends its detector."""

FAILED = "us: failed to compute; the log says what"
RETRY_SECONDS = {429: 60, 503: 5}

Handler = Callable[[Request], Awaitable[Response]]


def refusal_of(error: Exception) -> tuple[int, str]:
    """Return the status and the text for an error. What nobody foresaw is logged by its kind, and is ours."""
    status = STATUSES.get(type(error))
    if status is None:
        log.error("a request failed: %s", described(error))
        return 500, FAILED
    return status, FAILED if status == 500 else str(error)


def as_text(error: Exception) -> Response:
    """Return an error as the deployed client's peers send it."""
    status, text = refusal_of(error)
    return PlainTextResponse(text, status_code=status, headers=_headers(status))


def as_problem(error: Exception) -> Response:
    """Return an error as problem details (RFC 9457)."""
    status, text = refusal_of(error)
    body = {"type": "about:blank", "title": "Refused", "status": status, "detail": text}
    return JSONResponse(
        body, status_code=status, headers=_headers(status), media_type="application/problem+json"
    )


def _headers(status: int) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if status in RETRY_SECONDS:
        headers["Retry-After"] = str(RETRY_SECONDS[status])
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return headers
