"""DataLink 1.1 and SODA 1.0: what belongs to a frame, and a part of it around a region."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.archive.api.asking import Asked, Desk
from services.archive.api.bytes import Bytes, made_response
from services.archive.api.documented import asked_by
from services.archive.api.ocs.derived import newest
from services.archive.api.ocs.shape import content_url
from services.archive.api.vo.asking import (
    QuestionError,
    Said,
    last,
    publisher_of,
    said_of,
    told,
)
from services.archive.api.vo.tap import TOLD
from services.archive.derive.job import CutoutJob
from services.archive.fold.names import frame_number
from services.archive.query.frames import Whole, one_frame, related_frames
from services.archive.refusals import OBSERVATORY, REGION
from services.archive.vo.regions import Region, RegionError, circle_of, numbers_of, polygon_of, pos_of
from services.archive.vo.votable import Field, ServiceResource, table
from shared.web.problem import SCHEMA_REF, problems

SODA = "ivo://ivoa.net/std/SODA#sync-1.0"

CUTOUT = "cutout"

FIELDS = tuple(
    Field(name=name, datatype=datatype, ucd=ucd, unit=unit, id="ID" if name == "ID" else "")
    for name, datatype, ucd, unit in (
        ("ID", "char", "meta.id;meta.main", ""),
        ("access_url", "char", "meta.ref.url", ""),
        ("service_def", "char", "meta.ref", ""),
        ("error_message", "char", "meta.code.error", ""),
        ("description", "char", "meta.note", ""),
        ("semantics", "char", "meta.code", ""),
        ("content_type", "char", "meta.code.mime", ""),
        ("content_length", "long", "phys.size;meta.file", "byte"),
    )
)
"""DataLink 1.1, table 1."""

OUTLINE = "pos.outline;obs"

PARAMETERS = (
    Field(name="ID", datatype="char", ucd="meta.id;meta.main", ref="ID"),
    Field(name="CIRCLE", datatype="double", arraysize="3", unit="deg", ucd=OUTLINE, xtype="circle"),
    Field(name="POLYGON", datatype="double", arraysize="*", unit="deg", ucd=OUTLINE, xtype="polygon"),
    Field(name="POS", datatype="char", ucd=OUTLINE),
)
"""SODA 1.0, section 4: of parameters without their types, clients write numbers with brackets and units."""

IDS_MAX = 100
"""Frames of one answer; clients ask for the others again (DataLink 1.1, section 3.4)."""

FITS = "image/fits"

Row = tuple[object, ...]

FAULT: dict[str, Any] = {
    "description": "The reason: in a line as SODA has it, or a problem.",
    "content": {
        "text/plain": {"schema": {"type": "string"}},
        "application/problem+json": {"schema": {"$ref": SCHEMA_REF}},
    },
}

REGIONS = ("CIRCLE", "POLYGON", "POS")

router = APIRouter(prefix="/vo", tags=["virtual observatory"])


@router.get("/datalink", responses=TOLD, response_class=Response, openapi_extra=asked_by(("ID",)))
async def read_links(desk: Asked, request: Request) -> Response:
    """The file, thumbnails, related frames and the cut-out service of frames (`ID`)."""
    return await _linked(desk, said_of(request.query_params).get("ID", ()))


@router.post("/datalink", responses=TOLD, response_class=Response, openapi_extra=asked_by(("ID",), form=True))
async def post_links(desk: Asked, request: Request) -> Response:
    """The same of a form: of many frames the first, and the answer says that there are more to ask for."""
    form = parse_qsl((await request.body()).decode("utf-8", errors="replace"))
    return await _linked(desk, [value for name, value in form if name.upper() == "ID"])


async def _linked(desk: Desk, asked: Sequence[str]) -> Response:
    rows: list[Row] = []
    for one in asked[:IDS_MAX]:
        number = _number(desk, one)
        found = None
        related = None
        if number is not None:
            found = await desk.ask(partial(one_frame, number=number, sight=desk.sight))
            related = await desk.ask(partial(related_frames, number=number, sight=desk.sight))
        rows += [_absent(one)] if found is None else _rows(desk, one, found, related or [])
    service = ServiceResource(
        id=CUTOUT,
        standard=SODA,
        url=f"{desk.base}/vo/soda/sync",
        parameters=PARAMETERS,
    )
    return told(desk, table(FIELDS, rows, overflow=len(asked) > IDS_MAX, services=(service,)))


@router.get(
    "/soda/sync",
    responses={200: {"content": {FITS: {}}}, **problems(404, 422), 400: FAULT},
    response_class=Response,
    openapi_extra=asked_by(("ID", *REGIONS)),
)
async def cut_out(bench: Bytes, request: Request) -> Response:
    """A part of a frame around a region (`ID`; `CIRCLE`, `POLYGON` or `POS`), as FITS."""
    said = said_of(request.query_params)
    try:
        region = _region(said)
        number = _number(bench.desk, last(said, "ID") or "")
        if number is None:
            raise QuestionError("ID: say one that a table of ours has named")
    except (RegionError, QuestionError) as error:
        kind = REGION if isinstance(error, RegionError) else OBSERVATORY
        bench.desk.context.figures.refused[kind] += 1
        return Response(f"UsageFault: {error}", status_code=400, media_type="text/plain")
    content = await newest(bench, number)
    product = await bench.make(content, CutoutJob(points=region.points, radius=region.radius))
    return made_response(product, f"{content.basename}-cutout.fits")


def _region(said: Said) -> Region:
    """Return the region of a cut-out. Raises RegionError, QuestionError."""
    makers = {
        "CIRCLE": lambda text: circle_of(numbers_of(text)),
        "POLYGON": lambda text: polygon_of(numbers_of(text)),
        "POS": pos_of,
    }
    named = [(name, value) for name in makers for value in said.get(name, ())]
    if len(named) != 1:
        raise QuestionError("say one of CIRCLE, POLYGON and POS, once: one region is cut out of a frame")
    name, value = named[0]
    return makers[name](value)


def _number(desk: Desk, text: str) -> int | None:
    """Return the number of the frame that an identifier names."""
    prefix = publisher_of(desk).prefix
    if text.startswith(prefix):
        return frame_number(text.removeprefix(prefix))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _rows(desk: Desk, said: str, whole: Whole, related: list[Whole]) -> list[Row]:
    row, base = whole.row, desk.base
    rows = [_link(said, one, "#this", base, "the newest version") for one in whole.versions[:1]]
    rows += [_link(said, one, "#version", base, "an earlier version") for one in whole.versions[1:]]
    for size in ("small", "large"):
        url = f"{base}/frames/{row['id']}/thumbnails/{size}/"
        rows.append((said, url, None, None, f"a {size} picture", "#preview", "image/jpeg", None))
    rows.append((said, None, CUTOUT, None, "a part of the image", "#cutout", FITS, None))
    for other in related:
        is_older = str(other.row["configuration_type"]) in ("BIAS", "DARK", "SKYFLAT", "LAMPFLAT")
        meaning = "#calibration" if is_older else "#auxiliary"
        name = f"related: {other.row['basename']}"
        rows += [_link(said, one, meaning, base, name) for one in other.versions[:1]]
    return rows


def _link(said: str, version: object, meaning: str, base: str, words: str) -> Row:
    one: dict[str, object] = dict(version)  # type: ignore[call-overload]
    url = content_url(int(str(one["id"])), base=base)
    return (said, url, None, None, words, meaning, FITS, one["size"])


def _absent(said: str) -> Row:
    return (said, None, None, f"NotFoundFault: {said[:200]}", None, "#this", None, None)
