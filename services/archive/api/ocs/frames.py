"""OCS' routes about one frame."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from services.archive.api.asking import Asked
from services.archive.api.bytes import Bytes
from services.archive.api.ocs.shape import frame_json
from services.archive.query.frames import headers_of, one_frame, related_frames
from shared.web.problem import NotFoundError, problems

router = APIRouter(tags=["ocs"])

Number = Annotated[int, Path(ge=0, le=2**63 - 1, description="The number of the frame.")]

NOBODY = "no frame {} is here"
"""Also of a frame that the caller must not know of (I12)."""


@router.get("/frames/{number:int}/", responses=problems(404))
async def read_frame(
    *,
    bench: Bytes,
    number: Number,
    include_thumbnails: Annotated[bool, Query()] = False,
    include_related_frames: Annotated[bool, Query()] = True,
) -> dict[str, Any]:
    """One frame."""
    desk = bench.desk
    found = await desk.ask(
        lambda connection: one_frame(connection, number, desk.sight, pictures=include_thumbnails)
    )
    if found is None:
        raise NotFoundError(NOBODY.format(number))
    return frame_json(
        found,
        base=desk.base,
        related=include_related_frames,
        thumbnails=include_thumbnails,
        address=await bench.addresses(),
    )


@router.get("/frames/{number}/headers/", responses=problems(404))
async def read_headers(desk: Asked, number: Number) -> dict[str, dict[str, Any]]:
    """All header keywords of a frame."""
    found = await desk.ask(lambda connection: headers_of(connection, number, desk.sight))
    if found is None:
        raise NotFoundError(NOBODY.format(number))
    return {"data": found}


@router.get("/frames/{number}/related/", responses=problems(404))
async def read_related(bench: Bytes, number: Number) -> list[dict[str, Any]]:
    """The frames that this one was made with, or was used for."""
    desk = bench.desk
    found = await desk.ask(lambda connection: related_frames(connection, number, desk.sight))
    if found is None:
        raise NotFoundError(NOBODY.format(number))
    address = await bench.addresses()
    return [frame_json(one, base=desk.base, address=address) for one in found]
