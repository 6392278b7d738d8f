"""Errors of a gateway, as its client raises them: each kind says who must act."""

import httpx
from pydantic import ValidationError

from shared.contracts.http.problem import Problem
from spicerack.errors import CommandError


class GatewayError(CommandError):
    """A gateway did not do what it was asked. `str()` is one line that says what is wrong, and what to do."""

    status: int | None = None
    """Of the answer; None where none came."""
    problem: str = ""
    """The last word of the answer's `type`, for programs."""
    retry_after: float = 0.0
    """Seconds after which the gateway wants to be asked again."""


class NotFoundError(GatewayError):
    """Nothing is there, or nothing that the caller may see: the caller must ask for something else."""


class DeniedError(GatewayError):
    """The caller must show a token that may do this (401, 403)."""


class ChangedError(GatewayError):
    """Another content stands there than the caller named (412): the caller must look again."""


class RefusedError(GatewayError):
    """It cannot be done as things are (409, 507): a person at the site must act."""


class MalformedError(GatewayError):
    """The request is out of form (400, 413, 415, 422): the caller must send another."""


class UnavailableError(GatewayError):
    """No answer came after all tries, or 429 or 5xx did: ask again later; the operator if it stays so."""


class CorruptError(GatewayError):
    """What came are other bytes than were asked for; nothing was kept. The operator must look."""


class LocalError(GatewayError):
    """A fault of this host: a directory cannot be written, a disk is full."""


BY_STATUS: dict[int, type[GatewayError]] = {
    400: MalformedError,
    401: DeniedError,
    403: DeniedError,
    404: NotFoundError,
    409: RefusedError,
    412: ChangedError,
    413: MalformedError,
    415: MalformedError,
    422: MalformedError,
    507: RefusedError,
}


def error_of(response: httpx.Response, *, url: str) -> GatewayError:
    """Return the error of an answer, whose body has been read."""
    kind = BY_STATUS.get(response.status_code, UnavailableError)
    error = kind(f"the gateway at {url} says: {words_of(response)}")
    error.status = response.status_code
    error.retry_after = retry_after_of(response)
    error.problem = problem_of(response).type.rpartition("#")[2].rpartition(":")[2]
    return error


def retry_after_of(response: httpx.Response) -> float:
    """Return the seconds that an answer asks to wait; 0 where it asks for nothing."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else 0.0


def problem_of(response: httpx.Response) -> Problem:
    """Return the problem that an answer tells; an empty one where it tells none."""
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return Problem()


def words_of(response: httpx.Response) -> str:
    """Return what a refusal says, in one line."""
    problem = problem_of(response)
    words = problem.detail or problem.title or f"HTTP status {response.status_code}"
    return " ".join(words.split())
