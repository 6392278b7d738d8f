"""OCS' routes that unpack a frame, and take its catalogue out."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from services.archive.api.bytes import Bytes, made_response
from services.archive.api.content import plain_fits
from services.archive.api.ocs.frames import NOBODY, Number
from services.archive.derive.job import CatalogueJob
from services.archive.query.contents import Content, newest_content
from shared.web.problem import NotFoundError, problems

TOLD: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/fits": {"schema": {"type": "string", "format": "binary"}}}},
    **problems(404, 422),
}

router = APIRouter(tags=["ocs"])


@router.get("/frame-funpack/{number}/funpack/", responses=TOLD, response_class=Response)
async def unpack_frame(bench: Bytes, number: Number) -> Response:
    """The newest version of a frame as a plain `.fits`."""
    return await plain_fits(bench, await newest(bench, number))


@router.get("/frame-catalog/{number}/catalog/", responses=TOLD, response_class=Response)
async def read_catalogue(bench: Bytes, number: Number) -> Response:
    """The catalogue of a frame (its extension CAT), in a file of its own."""
    content = await newest(bench, number)
    product = await bench.make(content, CatalogueJob())
    return made_response(product, f"{content.basename}-catalog.fits")


async def newest(bench: Bytes, number: int) -> Content:
    """Return the newest version of a frame. Raises NotFoundError."""
    found = await bench.desk.ask(lambda connection: newest_content(connection, number, bench.desk.sight))
    if found is None:
        raise NotFoundError(NOBODY.format(number))
    return found
