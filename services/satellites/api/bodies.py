"""Bodies of requests, read within bounds. No answer quotes a value of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from services.satellites.api.room import Room
from services.satellites.errors import MalformedRequestError
from services.satellites.visits.question import CORNERS_MAX
from services.satellites.visits.visit import ID_END

BODY_BYTES_MAX = 16 * 1024**2
"""100 000 boxes in JSON: 200 detectors of a batch with 500 sources each."""

ANNOUNCEMENT_BYTES_MAX = 64 * 1024
"""An announcement has some 200; clients may send more fields than are read."""

LENGTH_DIGITS_MAX = 18
"""Of a Content-Length that is read as a number."""

BODY_SECONDS = 20.0
"""For a body to come: 16 MiB over a line of 8 Mbit/s. Slow callers would hold connections for ever."""

SOURCES_MAX = 100_000
DETECTORS_MAX = 256
"""Of one batch: Rubin has 189, and 205 with those for wavefront and guiding."""

Id = Annotated[int, Field(ge=-ID_END, lt=ID_END)]
"""A 64-bit number. JSON in browsers cuts those above 2**53: such clients must use a parser that does not."""

Corner = tuple[float, float]
"""Right ascension and declination in degrees, ICRS. Not-a-number is taken, and never allowed."""


class Body(BaseModel):
    """A part of a request. Numbers are numbers: no text is taken for one."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class DeployedVisit(Body):
    """Body of PUT /visit_cache. Times are MJD in TAI, the boresight ICRS degrees."""

    visit_id: Id
    exposure_start_mjd: float
    exposure_end_mjd: float
    boresight_ra: float
    boresight_dec: float
    historical: bool = False


class DeployedSource(Body):
    """One source: its id, and the corners of its box in any order."""

    diasource_id: Id
    bbox: Annotated[tuple[Corner, ...], Field(min_length=1, max_length=CORNERS_MAX)]


class DeployedQuestion(Body):
    """Body of PUT /diasource_allow_list."""

    visit_id: Id
    detector_id: Id
    diasources: Annotated[tuple[DeployedSource, ...], Field(max_length=SOURCES_MAX)]
    historical: bool = False


class VisitDetails(Body):
    """What is announced of a visit."""

    exposure_start_mjd_tai: float
    exposure_end_mjd_tai: float
    boresight_ra_deg: float
    boresight_dec_deg: float
    historical: bool = False


class Source(Body):
    """One source: its id, and the corners of its box, or the one point that it is."""

    source_id: Id
    corners_deg: Annotated[tuple[Corner, ...], Field(min_length=1, max_length=CORNERS_MAX)]


class DetectorSources(Body):
    """The sources of one detector."""

    detector_id: Id
    sources: Annotated[tuple[Source, ...], Field(max_length=SOURCES_MAX)]


class Batch(Body):
    """Sources of several detectors of one visit."""

    detectors: Annotated[tuple[DetectorSources, ...], Field(max_length=DETECTORS_MAX)]
    historical: bool = False


QUESTIONS = frozenset({DeployedQuestion, Batch})
"""Bodies that may be long, and need room. An announcement waits for nobody."""

Kind = TypeVar("Kind", bound=Body)


@asynccontextmanager
async def read_body(request: Request, kind: type[Kind], room: Room) -> AsyncIterator[Kind]:
    """Yield the body of a request, whatever its content type says, and keep its room until it is answered.

    Raises:
        MalformedRequestError: it is too long, too slow, or not of this form. Fields are named, not quoted.
        OverloadError: bodies of others take all the room.
    """
    if kind not in QUESTIONS:
        _announced(request, ANNOUNCEMENT_BYTES_MAX)
        yield parsed(await _bytes_of(request, ANNOUNCEMENT_BYTES_MAX), kind)
        return
    async with room.held(_announced(request, BODY_BYTES_MAX)):
        yield parsed(await _bytes_of(request, BODY_BYTES_MAX), kind)


def _announced(request: Request, most: int) -> int:
    """Return how many bytes a body has, as its head says; the most where it does not."""
    text = request.headers.get("content-length", "")
    count = int(text) if text.isascii() and text.isdigit() and len(text) <= LENGTH_DIGITS_MAX else most
    if count > most:
        raise _too_long(most)
    return count


def _too_long(most: int) -> MalformedRequestError:
    return MalformedRequestError(f"caller: the body is longer than {most} bytes")


def parsed(data: bytes | bytearray, kind: type[Kind]) -> Kind:
    """Return a body out of its JSON. Raises MalformedRequestError."""
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        text = _complaint(error)
    raise MalformedRequestError(text)


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "missing":
            return f"caller: missing field {where}"
        case "json_invalid":
            return "caller: the body is no JSON"
        case kind:
            return f"caller: field {where or 'body'} is not as it must be ({kind})"


async def _bytes_of(request: Request, most: int) -> bytearray:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise _too_long(most)
    except TimeoutError:
        raise MalformedRequestError("caller: the body came too slowly") from None
    except ClientDisconnect:
        raise MalformedRequestError("caller: the connection ended within the body") from None
    return body


def documented(kind: type[Body]) -> dict[str, Any]:
    """Return how a body is described in the OpenAPI document: routes read it by themselves."""
    content = {"application/json": {"schema": _schema(kind)}}
    return {"requestBody": {"required": True, "content": content}}


def _schema(kind: type[Body]) -> dict[str, Any]:
    """Return the schema of a body with what it refers to put in its place."""
    schema = kind.model_json_schema()
    definitions = schema.pop("$defs", {})
    inlined: dict[str, Any] = _inlined(schema, definitions)
    return inlined


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401
    if isinstance(part, list):
        return [_inlined(value, definitions) for value in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(value, definitions) for name, value in part.items()}
