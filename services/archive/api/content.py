"""The way from a version to its bytes: the archive judges the caller, and a gateway tells them."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from services.archive.api.bytes import Bytes, made_response
from services.archive.derive.job import UnpackJob
from services.archive.query.contents import Content, version_content
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import NotFoundError, problems

LINK_HOURS = 24
"""That the way to the bytes is open: a large file over a slow line takes hours."""

PACKED = ".fz"
"""What names of tile-compressed files end with."""

Number = Annotated[int, Path(ge=0, le=2**63 - 1, description="The number of the version.")]

router = APIRouter(prefix=f"{PREFIX}/archive", tags=["archive"])


@router.get(
    "/versions/{number}/content",
    responses={307: {"description": "Where a gateway tells the bytes."}, **problems(404)},
    status_code=307,
)
async def find_content(bench: Bytes, number: Number) -> RedirectResponse:
    """The bytes of a version: a gateway has them, under a link that ends."""
    return await redirected(bench, await _version(bench, number))


@router.get(
    "/versions/{number}/fits",
    responses={
        200: {"content": {"image/fits": {"schema": {"type": "string", "format": "binary"}}}},
        307: {"description": "The file is a plain one: where a gateway tells it."},
        **problems(404, 422),
    },
    response_class=Response,
)
async def unpack_version(bench: Bytes, number: Number) -> Response:
    """The version as a plain `.fits`, also where it is a `.fits.fz`."""
    return await plain_fits(bench, await _version(bench, number))


async def plain_fits(bench: Bytes, content: Content) -> Response:
    """Return a content as plain FITS."""
    if not content.extension.endswith(PACKED):
        return await redirected(bench, content)
    product = await bench.make(content, UnpackJob())
    return made_response(product, content.name.removesuffix(PACKED))


async def redirected(bench: Bytes, content: Content) -> RedirectResponse:
    """Return the way to the bytes of a content."""
    lender = await bench.lender(timedelta(hours=LINK_HOURS))
    where = lender.address(path=content.path, content=content.content, current=content.current)
    response = RedirectResponse(where, status_code=307)
    response.headers["Cache-Control"] = "no-store"
    return response


async def _version(bench: Bytes, number: int) -> Content:
    found = await bench.desk.ask(lambda connection: version_content(connection, number, bench.desk.sight))
    if found is None:
        raise NotFoundError(f"no file of version {number} is here")
    return found
