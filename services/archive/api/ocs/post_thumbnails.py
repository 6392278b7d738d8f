"""OCS' route by which ingesters post thumbnails: taken, and answered with the one that the archive makes.

The picture that was posted is a file of the collection, where its ingester stored it; the archive shows its
own of the same frame and size, so that nothing is kept here.
"""

from typing import Any

from fastapi import APIRouter, Request, status
from fastapi.responses import JSONResponse

from services.archive.api.asking import Asked
from services.archive.api.ocs.bodies import BodyError, read_json
from services.archive.api.ocs.posted import REQUIRED, Errors
from services.archive.api.ocs.shape import THUMBNAIL_SIZES, thumbnail_json
from services.archive.fold.names import BASENAME_MAX, frame_number
from shared.web.authorise import Scope

KEY_MAX = 32
"""Characters of a version's key, as OCS has them."""

router = APIRouter(tags=["ocs"])


@router.post(
    "/thumbnails/",
    status_code=status.HTTP_201_CREATED,
    responses={400: {"description": "Messages by field."}},
)
async def take_thumbnail(desk: Asked, request: Request) -> JSONResponse:
    """Take a thumbnail that an ingester has stored, of a frame that may be still to come.

    Needs a token that writes. A second one of the same frame and size is answered alike.
    """
    desk.caller.demand_all(desk.context.collection, Scope.WRITE)
    try:
        body = read_json(await request.body())
    except BodyError:
        body = None
    if not isinstance(body, dict):
        return JSONResponse({"non_field_errors": ["JSON parse error."]}, status_code=400)
    if errors := _errors(body):
        return JSONResponse(errors, status_code=400)
    basename = body["frame_basename"]
    fields = {"id": frame_number(basename), "basename": basename, "key": _key(body)}
    return JSONResponse(thumbnail_json(fields, body["size"], base=desk.base), status_code=201)


def _errors(body: dict[str, Any]) -> Errors:
    errors: Errors = {}
    basename, size = body.get("frame_basename"), body.get("size")
    if not isinstance(basename, str) or not 0 < len(basename) <= BASENAME_MAX:
        errors["frame_basename"] = [REQUIRED if not basename else "Not a valid string."]
    if size not in THUMBNAIL_SIZES:
        errors["size"] = [REQUIRED if not size else f'"{str(size)[:40]}" is not a valid choice.']
    return errors


def _key(body: dict[str, Any]) -> str:
    match body.get("version_set"):
        case [{"key": str(key)}, *_]:
            return key[:KEY_MAX]
    return str(body.get("key") or "")[:KEY_MAX]
