"""OCS' routes about thumbnails: one of each size for a frame with a FITS file, made when asked for."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy import Connection, RowMapping, select
from starlette.responses import Response

from services.archive.api.asking import Asked
from services.archive.api.bytes import Bytes
from services.archive.api.ocs.counts import COUNTED
from services.archive.api.ocs.derived import newest
from services.archive.api.ocs.filters import FILTERS, Condition, Given
from services.archive.api.ocs.frames import NOBODY, Number
from services.archive.api.ocs.listing import given_of
from services.archive.api.ocs.paging import limit_of, offset_of
from services.archive.api.ocs.shape import THUMBNAIL_SIZES, Json, thumbnail_json
from services.archive.database.tables import frame, version
from services.archive.derive.thumbnails import SIZES
from services.archive.fold.names import thumbnail_of
from services.archive.query.counting import Count, bounded
from services.archive.query.sight import Sight
from shared.web.problem import BadRequestError, NotFoundError, problems

FILTER_NAMES = {
    "frame_basename": "basename_exact",
    "proposal_id": "proposal_id",
    "observation_id": "observation_id",
    "request_id": "request_id",
}
"""OCS' filters, and those of frames that they are."""

FITS = ".fits%"
"""Extensions of files of which there is a picture."""

router = APIRouter(tags=["ocs"])


@router.get("/thumbnails/", responses=problems(400))
async def list_thumbnails(desk: Asked, request: Request) -> Json:
    """Thumbnails by frame, proposal, observation or request, and by size."""
    given = given_of(request.query_params)
    sizes = _sizes(given.get("size", ()))
    limit, offset = limit_of(_last(given, "limit")), offset_of(_last(given, "offset"))
    conditions = [desk.sight.listed(), *_conditions(given, desk.sight), has_picture()]
    query = select(frame.c.id, frame.c.basename, version.c.key).join(version, _newest()).where(*conditions)
    first, end = offset // len(sizes), -(-(offset + limit + 1) // len(sizes))

    def read(connection: Connection) -> tuple[Sequence[RowMapping], Count]:
        ordered = query.order_by(frame.c.observation_date.desc(), frame.c.id.desc())
        rows = connection.execute(ordered.offset(first).limit(end - first)).mappings().all()
        return rows, bounded(connection, query, most=COUNTED)

    rows, count = await desk.ask(read)
    told = [thumbnail_json(row, size, base=desk.base) for row in rows for size in sizes]
    begin = offset - first * len(sizes)
    page, more = told[begin : begin + limit], len(told) > begin + limit
    url = request.url
    following = url.include_query_params(limit=limit, offset=offset + limit) if more else None
    before = url.include_query_params(limit=limit, offset=max(0, offset - limit)) if offset else None
    ends = {"next": following and str(following), "previous": before and str(before)}
    return {
        "count": count.frames * len(sizes),
        **ends,
        "results": page,
        "count_estimated": count.estimated,
    }


@router.get("/thumbnails/{number}/", responses=problems(404))
async def read_thumbnail(desk: Asked, number: Number) -> Json:
    """One thumbnail."""
    frame_id, size = thumbnail_of(number, THUMBNAIL_SIZES)
    query = (
        select(frame.c.id, frame.c.basename, version.c.key)
        .join(version, _newest())
        .where(frame.c.id == frame_id, desk.sight.listed(), has_picture())
    )
    row = await desk.ask(lambda connection: connection.execute(query).mappings().one_or_none())
    if row is None or size is None:
        raise NotFoundError(f"no thumbnail {number} is here")
    return thumbnail_json(row, size, base=desk.base)


@router.get(
    "/frames/{number}/thumbnails/{size}/",
    responses={
        200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}},
        **problems(404, 422),
    },
    response_class=Response,
)
async def read_picture(
    bench: Bytes, number: Number, size: Annotated[str, Path(description="small, medium or large.")]
) -> Response:
    """The picture itself: the first image of the newest version, scaled as IRAF's zscale does."""
    content = await newest(bench, number)
    if size not in SIZES or not content.extension.startswith(FITS.rstrip("%")):
        raise NotFoundError(NOBODY.format(number) if size in SIZES else f"size: one of {', '.join(SIZES)}")
    data = await bench.parts.thumbnails.picture(content, size, bench.reader)
    # Bytes of another version have another address in none of our answers: so it is looked again each time.
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{content.content[:32]}-{size}"'}
    return Response(data, media_type="image/jpeg", headers=headers)


def has_picture() -> Condition:
    """Return the condition that the newest version is a FITS file that the collection has."""
    return version.c.extension.like(FITS) & version.c.path.is_not(None)


def _newest() -> Condition:
    return (version.c.frame_id == frame.c.id) & (version.c.rank == 0)


def _conditions(given: Given, sight: Sight) -> list[Condition]:
    found = [
        FILTERS[of_frames](name, given[name], sight)
        for name, of_frames in FILTER_NAMES.items()
        if name in given
    ]
    return [one for one in found if one is not None]


def _sizes(asked: Sequence[str]) -> Sequence[str]:
    for one in asked:
        if one not in SIZES:
            raise BadRequestError(f"size: {one[:40]!r} is none of {', '.join(SIZES)}")
    return tuple(asked[-1:]) or THUMBNAIL_SIZES


def _last(given: Given, name: str) -> str | None:
    return given[name][-1] if name in given else None
