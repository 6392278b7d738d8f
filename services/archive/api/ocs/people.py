"""OCS' routes about who asks, and whether the archive is there."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse

from services.archive.api.asking import Asked
from shared.access.credentials import bearer_of
from shared.web.authorise import Scope

NO_LOGIN = {"non_field_errors": ["Unable to log in with provided credentials."]}
"""As upstream says it."""

router = APIRouter(tags=["ocs"])


@router.get("/profile/")
async def read_profile(desk: Asked) -> dict[str, Any]:
    """Who asks, and the proposals whose frames they see before everybody does."""
    if not desk.caller.known:
        return {"username": "", "is_staff": False, "profile": {"proposals": []}}
    staff = desk.caller.rights.has_all(Scope.ADMIN, desk.context.collection)
    return {
        "username": desk.caller.name,
        "is_staff": staff,
        "profile": {"proposals": sorted(desk.caller.rights.groups())},
    }


@router.post("/api-token-auth/", responses={400: {"description": "Nobody is logged in."}})
async def tell_token(desk: Asked, request: Request) -> JSONResponse:
    """The token that the caller said, for clients that ask for one; there are no passwords here."""
    token = bearer_of(request.headers) if desk.caller.known else None
    if token is None:
        return JSONResponse(NO_LOGIN, status_code=400)
    return JSONResponse({"token": token}, headers={"Cache-Control": "no-store"})


@router.get("/robots.txt", response_class=PlainTextResponse)
async def read_robots() -> PlainTextResponse:
    """The word to crawlers that there is nothing for them here."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


@router.get("/openapi/", status_code=307, response_class=RedirectResponse)
async def find_document() -> RedirectResponse:
    """The way to the description of these routes, where OCS has it."""
    return RedirectResponse("/openapi.json", status_code=307)


@router.get("/health/")
async def read_health() -> str:
    """The word `ok`."""
    return "ok"
