"""Errors as problem details (RFC 9457): the table of their kinds, and what a route documents. Pure."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from shared.contracts.http.problem import MEDIA_TYPE, Problem

TYPE_PREFIX = "urn:spicerack:problem:"
"""What every `type` of ours begins with: a name, not an address, so that it holds wherever the API is."""

SCHEMA_REF = "#/components/schemas/Problem"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of error: one status, one type."""

    status: int
    name: str
    title: str
    description: str
    """For the documentation of routes."""

    @property
    def type(self) -> str:
        """The URI that programs compare."""
        return TYPE_PREFIX + self.name

    def problem(self, detail: str) -> Problem:
        """Return the body of one such error."""
        return Problem(type=self.type, title=self.title, status=self.status, detail=detail)


MALFORMED_REQUEST = ProblemKind(400, "malformed-request", "Bad request", "The request is no HTTP of ours.")
UNAUTHENTICATED = ProblemKind(401, "unauthenticated", "Not known", "A valid token is needed.")
FORBIDDEN = ProblemKind(
    403, "forbidden", "Not allowed", "The caller may not, its link has ended, or a web page asked."
)
NOT_FOUND = ProblemKind(404, "not-found", "Not found", "What was named is not there.")
METHOD = ProblemKind(405, "method", "Wrong method", "`Allow` names the methods of this path.")
TOO_SLOW = ProblemKind(408, "too-slow", "Too slow", "The body did not arrive in time.")
CONFLICT = ProblemKind(409, "refused", "Refused", "It cannot be done as things are.")
PRECONDITION = ProblemKind(
    412, "changed", "Changed", "What stands there is not what the request's conditions name."
)
TOO_LARGE = ProblemKind(413, "too-large", "Too large", "The body is larger than this path takes.")
MEDIA = ProblemKind(
    415, "media-type", "Wrong media type", "The body is of a kind that this path does not take."
)
RANGE = ProblemKind(416, "range", "No such range", "`Content-Range` says how many bytes there are.")
MISDIRECTED = ProblemKind(421, "misdirected", "Wrong host", "`Host` names no name of this service.")
MALFORMED = ProblemKind(422, "malformed", "Malformed request", "The request is out of form.")
TOO_MANY = ProblemKind(429, "too-many", "Too many requests", "Ask again after `Retry-After` seconds.")
INTERNAL = ProblemKind(500, "internal", "Internal error", "A fault of this service; its log says more.")
UNAVAILABLE = ProblemKind(
    503, "unavailable", "Unavailable", "Not now; ask again after `Retry-After` seconds."
)
NO_SPACE = ProblemKind(507, "no-space", "No space", "The disk of this site is full: its operator must act.")

KINDS = (
    MALFORMED_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD,
    TOO_SLOW,
    CONFLICT,
    PRECONDITION,
    TOO_LARGE,
    MEDIA,
    RANGE,
    MISDIRECTED,
    MALFORMED,
    TOO_MANY,
    INTERNAL,
    UNAVAILABLE,
    NO_SPACE,
)
"""Every kind that there is, one for each status."""

BY_STATUS = {kind.status: kind for kind in KINDS}

EVERYWHERE = (
    MALFORMED_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    MISDIRECTED,
    TOO_MANY,
    INTERNAL,
    UNAVAILABLE,
)
"""What any route may answer."""

OF_CHANGES = (TOO_SLOW, TOO_LARGE, MEDIA)
"""What any route may answer to a request with a body."""


class ProblemError(Exception):
    """An error that is answered as a problem; `str()` is its detail."""

    kind: ClassVar[ProblemKind]

    def problem(self) -> Problem:
        """Return the body of the answer."""
        return self.kind.problem(str(self))

    def headers(self) -> dict[str, str]:
        """Return what the answer's head says beside."""
        return {}


class NotFoundError(ProblemError):
    """The caller asked for what is not there, or must not be seen; `str()` says what."""

    kind = NOT_FOUND


class RefusedError(ProblemError):
    """What the caller asked for cannot be done as things are; `str()` says why."""

    kind = CONFLICT


class ChangedError(ProblemError):
    """What stands there is not what the caller's conditions name; `str()` says what stands there."""

    kind = PRECONDITION


class ConflictCopyError(ChangedError):
    """Another site's change came first; what the caller has put is kept under another name."""

    def __init__(self, detail: str, *, copies: tuple[str, ...]) -> None:
        super().__init__(detail)
        self._copies = copies

    def headers(self) -> dict[str, str]:
        """Say where the contents are kept, each percent-encoded."""
        return {"SpiceRack-Conflict-Copy": ", ".join(map(quote, self._copies))} if self._copies else {}


class BadRequestError(ProblemError):
    """What the caller sent is not what it said; `str()` says how they differ."""

    kind = MALFORMED_REQUEST


class TooLargeError(ProblemError):
    """The caller sent more than this service takes; `str()` says how much that is."""

    kind = TOO_LARGE


class NoSpaceError(ProblemError):
    """The disk of this site is full; nothing was changed."""

    kind = NO_SPACE


class RangeError(ProblemError):
    """No byte of the range that the caller asked for is there."""

    kind = RANGE

    def __init__(self, detail: str, *, size: int) -> None:
        super().__init__(detail)
        self._size = size

    def headers(self) -> dict[str, str]:
        """Say how many bytes there are, as RFC 9110 asks of a 416."""
        return {"Content-Range": f"bytes */{self._size}"}


class MalformedError(ProblemError):
    """The caller's request is out of form; `str()` says where and how."""

    kind = MALFORMED


class UnauthenticatedError(ProblemError):
    """The caller must say who it is."""

    kind = UNAUTHENTICATED
    challenge = 'Bearer realm="spicerack"'

    def headers(self) -> dict[str, str]:
        """Name the scheme, as RFC 9110 asks of a 401."""
        return {"WWW-Authenticate": self.challenge}


class ForbiddenError(ProblemError):
    """The caller may not: it needs other rights; `str()` says which."""

    kind = FORBIDDEN


class MethodError(ProblemError):
    """The caller's method is none for what stands there; `str()` says why."""

    kind = METHOD

    def __init__(self, detail: str, *, allowed: str) -> None:
        super().__init__(detail)
        self._allowed = allowed

    def headers(self) -> dict[str, str]:
        """Name the methods, as RFC 9110 asks of a 405."""
        return {"Allow": self._allowed}


class MediaError(ProblemError):
    """The caller's body is of a kind that is not taken there; `str()` says which is."""

    kind = MEDIA


class BusyError(ProblemError):
    """The service can do it later; `str()` says why not now."""

    kind = UNAVAILABLE

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self._retry_after = retry_after

    def headers(self) -> dict[str, str]:
        """Say when to ask again. Seconds."""
        return {"Retry-After": str(self._retry_after)}


class TooManyError(BusyError):
    """The caller asks too often, or for too much at a time; `str()` says which."""

    kind = TOO_MANY


def nothing_at(collection: str, path: str) -> str:
    """Return the words about a path that is not there, or not there for the caller: they are the same."""
    return f"nothing ever stood at {path!r} in collection {collection}"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors of a route, by status, for its documentation. Raises KeyError for an unknown one."""
    return {status: documented(BY_STATUS[status]) for status in statuses}


def documented(kind: ProblemKind) -> dict[str, Any]:
    """Return one kind as OpenAPI describes a response."""
    fixed = {"properties": {"type": {"const": kind.type}, "status": {"const": kind.status}}}
    schema = {"allOf": [{"$ref": SCHEMA_REF}, fixed]}
    return {"description": kind.description, "content": {MEDIA_TYPE: {"schema": schema}}}
