"""Routes of OCS' archive that are not here: answered in words that say what to do instead."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from services.archive.api.asking import Asked
from services.archive.api.ocs.frames import Number
from shared.web.problem import MethodError, NotFoundError, problems

FOLLOWS = "a frame follows its file: put a new file in its place through a gateway, and it is described anew"

PICTURES = (
    "a thumbnail is made of its frame, or posted: post another one of its name, and that takes its place"
)


@dataclass(frozen=True, slots=True)
class _Missing:
    """Methods of a path."""

    path: str
    methods: tuple[str, ...]
    words: str
    allowed: str = ""
    """Methods that are there; none: nothing is."""


MISSING = (
    _Missing("/frames/{number:int}/", ("PUT", "PATCH"), FOLLOWS, "GET, HEAD, DELETE"),
    _Missing("/thumbnails/{number:int}/", ("PUT", "PATCH", "DELETE"), PICTURES, "GET, HEAD"),
    _Missing(
        "/revoke_token/",
        ("POST",),
        "an admin revokes a token, and makes another: `spicerack token revoke`, `spicerack token create`",
    ),
    _Missing(
        "/authprofile/addupdateuser/",
        ("POST",),
        "accounts are those of the identity provider: proposals are the groups that it tells of a user",
    ),
    _Missing("/api-auth/login/", ("GET",), "there are no sessions: /browse/login asks a browser for a token"),
    _Missing("/redoc/", ("GET",), "the description of these routes is /openapi.json"),
    _Missing("/admin/", ("GET",), "the archive has nothing to edit; /browse/ shows what it has"),
)


def refusing_router() -> APIRouter:
    """Return the routes. A name beside the numbers, as of `/frames/zip/`, is none of theirs."""
    router = APIRouter(tags=["ocs"])
    for one in MISSING:
        for method in one.methods:
            _add(router, one, method)
    return router


def _add(router: APIRouter, missing: _Missing, method: str) -> None:
    status = 405 if missing.allowed else 404
    router.add_api_route(
        missing.path,
        _refusal(missing),
        methods=[method],
        status_code=status,
        responses=problems(*{404, status}),  # what is no number is no path of theirs
        response_class=Response,
        name=f"refuse {method} {missing.path.replace(':int', '')}",
        summary=f"Not here: {missing.words}",
    )


def _refusal(missing: _Missing) -> Callable[..., Awaitable[Response]]:
    """Return a route; who may not read the collection is told that first."""

    async def refuse(desk: Asked) -> Response:  # noqa: ARG001
        raise NotFoundError(missing.words)

    async def refuse_method(desk: Asked, number: Number) -> Response:  # noqa: ARG001
        raise MethodError(missing.words, allowed=missing.allowed)

    return refuse_method if missing.allowed else refuse
