"""Bodies of requests, read within bounds. No answer quotes a value of them."""

import asyncio
from typing import Annotated, Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from services.satellites.errors import MalformedRequestError
from services.satellites.visits.question import CORNERS_MAX
from services.satellites.visits.visit import ID_END

BODY_BYTES_MAX = 16 * 1024**2
"""100 000 boxes in JSON: 200 detectors of a batch with 500 sources each."""

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


Kind = TypeVar("Kind", bound=Body)


async def read_body(request: Request, kind: type[Kind]) -> Kind:
    """Return the body of a request, whatever its content type says: clients differ.

    Raises:
        MalformedRequestError: it is too long, too slow, or not of this form. Fields are named, not quoted.
    """
    return parsed(await _bytes_of(request), kind)


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


async def _bytes_of(request: Request) -> bytearray:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > BODY_BYTES_MAX:
                    raise MalformedRequestError(f"caller: the body is longer than {BODY_BYTES_MAX} bytes")
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
