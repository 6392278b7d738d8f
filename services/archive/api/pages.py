"""Pages for people: a form, what fits, and one frame. They tell what the API tells the same caller."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from services.archive.api.asking import Asked, Desk
from services.archive.api.bytes import Bytes
from services.archive.api.ocs.filters import Condition
from services.archive.api.ocs.frames import NOBODY, Number
from services.archive.api.ocs.listing import given_of, page_of
from services.archive.api.ocs.paging import Cursor, cursor_of
from services.archive.api.ocs.shape import frame_json
from services.archive.api.ocs.thumbnails import read_picture
from services.archive.api.own.filters import own_conditions
from services.archive.pages.search import Around, frame_page, search_page
from services.archive.pages.style import STYLE
from services.archive.query.frames import Whole, headers_of, one_frame, with_all
from shared.web.problem import BadRequestError, MalformedError, NotFoundError, problems

ROWS = 50
"""Of a page: a person looks at no more."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""No script, and nothing from elsewhere."""

HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache"}

ASKS = {"WWW-Authenticate": 'Basic realm="SpiceRack: any name, and a token as the password", charset="UTF-8"'}

router = APIRouter(prefix="/browse", tags=["pages"], default_response_class=HTMLResponse)


@router.get("/", responses=problems(400))
async def browse(bench: Bytes, request: Request) -> HTMLResponse:
    """The form, and a page of the frames that fit: parameters are those of our own list."""
    desk = bench.desk
    given = given_of(request.query_params)
    said = {name: values[-1] for name, values in given.items()}
    problem = None
    conditions: list[Condition] = []
    cursor: Cursor | None = None
    try:
        conditions = own_conditions(given, desk.sight)
        cursor = cursor_of(said["cursor"]) if "cursor" in said else None
    except (BadRequestError, MalformedError) as error:
        problem = str(error)

    def read(connection: Connection) -> tuple[list[Whole], bool]:
        rows, more = page_of(connection, conditions, given, desk.sight, cursor=cursor, limit=ROWS)
        return with_all(connection, rows, desk.sight), more

    found, more = ([], False) if problem else await desk.ask(read)
    following = None
    if more:
        last = found[-1].row
        at = Cursor(last["observation_date"], last["id"]).text()
        following = request.url.include_query_params(cursor=at).query
    page = search_page(
        _around(desk),
        given=said,
        frames=[frame_json(one, base=desk.base) for one in found],
        following=following,
        problem=problem,
        base=desk.base,
    )
    return HTMLResponse(page, status_code=400 if problem else 200, headers=HEADERS)


@router.get("/frames/{number}", responses=problems(404))
async def browse_frame(bench: Bytes, number: Number) -> HTMLResponse:
    """One frame: its picture, its footprint, its files, and all headers."""
    desk = bench.desk

    def read(connection: Connection) -> tuple[Whole | None, dict[str, object] | None]:
        whole = one_frame(connection, number, desk.sight, pictures=True)
        return whole, headers_of(connection, number, desk.sight)

    whole, headers = await desk.ask(read)
    if whole is None or headers is None:
        raise NotFoundError(NOBODY.format(number))
    frame = frame_json(whole, base=desk.base, thumbnails=True, address=await bench.addresses())
    page = frame_page(
        _around(desk),
        frame=frame,
        headers=headers,
        base=desk.base,
    )
    return HTMLResponse(page, headers=HEADERS)


@router.get("/frames/{number}/picture", responses=problems(404, 422), response_class=Response)
async def browse_picture(bench: Bytes, number: Number) -> Response:
    """The picture of a frame, where a browser shows the token that it was told for these pages."""
    return await read_picture(bench, number, "medium")


@router.get("/style.css", response_class=Response)
async def read_style() -> Response:
    """The style sheet."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@router.get(
    "/login",
    responses={
        302: {"description": "The caller said a token."},
        401: {"description": "A browser asks for one."},
    },
    response_class=Response,
)
async def say_token(desk: Asked) -> Response:
    """The way for a browser to ask for a token: any name, and the token as the password."""
    if desk.caller.known:
        return RedirectResponse("/browse/", status_code=302)
    return Response("Say any name, and a token as the password.", status_code=401, headers=ASKS)


def _around(desk: Desk) -> Around:
    config = desk.context.config
    return Around(
        title=config.title or f"Archive of {desk.context.collection}",
        caller=desk.caller.name if desk.caller.known else None,
        terms=config.terms_url,
        documentation=config.documentation_url,
    )
