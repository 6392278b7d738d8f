"""OCS' routes about thumbnails: one of each size for a frame, posted, or made of its file when asked for."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy import Connection, RowMapping, Select, Text, column, or_, select, true, values
from sqlalchemy import Integer as Int
from starlette.responses import Response

from services.archive.api.asking import Asked
from services.archive.api.bytes import Bench, Bytes
from services.archive.api.ocs.counts import COUNTED
from services.archive.api.ocs.derived import newest
from services.archive.api.ocs.filters import FILTERS, Condition, Given
from services.archive.api.ocs.frames import NOBODY, Number
from services.archive.api.ocs.listing import given_of
from services.archive.api.ocs.paging import limit_of, offset_of
from services.archive.api.ocs.shape import THUMBNAIL_SIZES, Json, thumbnail_json
from services.archive.database.tables import frame, version
from services.archive.derive.posted import posted_picture
from services.archive.derive.thumbnails import SIZES
from services.archive.fold.names import thumbnail_of
from services.archive.query.counting import Count, bounded
from services.archive.query.pictures import has_posted, pictures_of, posted_files
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

PER_FRAME = values(column("size", Text), column("place", Int), name="sizes").data(
    [(size, place) for place, size in enumerate(THUMBNAIL_SIZES)]
)

router = APIRouter(tags=["ocs"])


@router.get("/thumbnails/", responses=problems(400))
async def list_thumbnails(desk: Asked, request: Request) -> Json:
    """Thumbnails by frame, proposal, observation or request, and by size."""
    given = given_of(request.query_params)
    sizes = _sizes(given.get("size", ()))
    limit, offset = limit_of(_last(given, "limit")), offset_of(_last(given, "offset"))
    query = _thumbnails(desk.sight.listed(), PER_FRAME.c.size.in_(sizes), *_conditions(given, desk.sight))

    def read(connection: Connection) -> tuple[list[Json], Count]:
        ordered = query.order_by(frame.c.observation_date.desc(), frame.c.id.desc(), PER_FRAME.c.place)
        rows = connection.execute(ordered.offset(offset).limit(limit + 1)).mappings().all()
        return _told(connection, rows, desk.base), bounded(connection, query, most=COUNTED)

    told, count = await desk.ask(read)
    url = request.url
    following = url.include_query_params(limit=limit, offset=offset + limit) if len(told) > limit else None
    before = url.include_query_params(limit=limit, offset=max(0, offset - limit)) if offset else None
    ends = {"next": following and str(following), "previous": before and str(before)}
    return {"count": count.frames, **ends, "results": told[:limit], "count_estimated": count.estimated}


@router.get("/thumbnails/{number}/", responses=problems(404))
async def read_thumbnail(desk: Asked, number: Number) -> Json:
    """One thumbnail."""
    frame_id, size = thumbnail_of(number, THUMBNAIL_SIZES)
    query = _thumbnails(frame.c.id == frame_id, PER_FRAME.c.size == size, desk.sight.listed())

    def read(connection: Connection) -> list[Json]:
        return _told(connection, connection.execute(query).mappings().all(), desk.base)

    found = await desk.ask(read)
    if not found:
        raise NotFoundError(f"no thumbnail {number} is here")
    return found[0]


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
    """The picture itself: the posted one, else the first image of the newest version, scaled by zscale."""
    if size not in SIZES:
        raise NotFoundError(f"size: one of {', '.join(SIZES)}")
    posted = await _posted(bench, number, size)
    if posted is not None:
        return Response(posted, media_type="image/jpeg", headers={"Cache-Control": "private, no-cache"})
    content = await newest(bench, number)
    if not content.extension.startswith(FITS.rstrip("%")):
        raise NotFoundError(NOBODY.format(number))
    data = await bench.parts.thumbnails.picture(content, size, bench.reader)
    # Bytes of another version have another address in none of our answers: so it is looked again each time.
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{content.content[:32]}-{size}"'}
    return Response(data, media_type="image/jpeg", headers=headers)


async def _posted(bench: Bench, number: int, size: str) -> bytes | None:
    """Return the picture that was posted, where it is in the collection and the caller may have it."""
    desk, most = bench.desk, bench.desk.context.config.posted_thumbnail_bytes
    files = await desk.ask(lambda connection: posted_files(connection, number, size, desk.sight, most=most))
    return await posted_picture(bench.parts.contents, files, bench.reader)


def _thumbnails(*conditions: Condition) -> Select[tuple[object, ...]]:
    """Return the question for thumbnails: of frames with a FITS file in the collection, and posted ones."""
    has_file = version.c.extension.like(FITS) & version.c.path.is_not(None)
    return (
        select(frame.c.id, frame.c.basename, version.c.key, PER_FRAME.c.size)
        .join(version, (version.c.frame_id == frame.c.id) & (version.c.rank == 0))
        .join(PER_FRAME, true())
        .where(*conditions, or_(has_file, has_posted(PER_FRAME.c.size)))
    )


def _told(connection: Connection, rows: Sequence[RowMapping], base: str) -> list[Json]:
    posted = pictures_of(connection, {row["basename"] for row in rows})
    return [
        thumbnail_json(row, row["size"], posted.get(row["basename"], {}).get(row["size"]), base=base)
        for row in rows
    ]


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
