"""The front of a gateway: where the files are, and where to read on."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from services.gateway.api.console import ASKED_AGAIN, OfConsole, told
from services.gateway.api.parameters import OfGateway
from services.gateway.tree import index_json, index_page
from services.gateway.tree.addresses import DATA, address
from services.gateway.tree.row import Row
from services.gateway.tree.tell_tree import Format
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX

router = APIRouter(include_in_schema=False)
"""Outside of the document, which is about the API."""

page = APIRouter(include_in_schema=False)
"""The console, to which providers of identity send people back with parameters of their own."""

JSON = "application/json"
HTML = "text/html"

BY_ACCEPT = {"Vary": "Accept"}

NO_CONSOLE = (
    "<p>The console, which shows all of it, was not built here: with Node 20 or later, "
    "<code>make console</code> in a checkout builds it: the gateway shows it from its next start on.</p>\n"
)


@page.get("/")
async def read_front(request: Request, context: OfGateway, console: OfConsole, caller: Asking) -> Response:
    """Show the console to browsers; tell others where the files, the API and its document are.

    Whoever names no HTML is a tool that mirrors, and gets links; who asks for JSON gets that.
    """
    accepted = request.headers.get("accept", "")
    if console.index is not None and HTML in accepted:
        return told(request, console.index, cache=ASKED_AGAIN)
    caller.demand(Scope.READ, None)
    collection, site = context.identity.collection, context.identity.site
    places = {
        "files": address(collection, "", directory=True),
        "api": f"{PREFIX}/collections/{collection}/files",
        "document": "/openapi.json",
        "try": "/docs",
    }
    if JSON in accepted:
        return JSONResponse({"collection": collection, "site": site, **places}, headers=BY_ACCEPT)
    title = f"Collection {escape(collection)} at site {escape(site)}"
    note = NO_CONSOLE if console.index is None else ""
    return HTMLResponse(
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<ul>\n{_links(places)}</ul>\n{note}</body>\n</html>\n",
        headers=BY_ACCEPT,
    )


def _links(places: dict[str, str]) -> str:
    words = {
        "files": "the files, as directories: for a browser, curl, wget, rclone and WebDAV",
        "api": "the API: the paths of the collection",
        "document": "the document of the API (OpenAPI)",
        "try": "the same, to read and try",
    }
    return "".join(
        f'<li><a href="{escape(place)}">{escape(place)}</a>: {words[name]}</li>\n'
        for name, place in places.items()
    )


@router.get(f"{DATA}/", dependencies=[Depends(needs(Scope.READ))])
async def read_collections(
    context: OfGateway, form: Annotated[Format, Query(alias="format")] = Format.HTML
) -> Response:
    """List the one collection that is here, as an index that tools read."""
    rows = [Row(name=context.identity.collection, directory=True, size=0, mtime=0, content=None)]
    if form is Format.JSON:
        return Response("[\n" + "".join(index_json.rows(rows)) + "\n]\n", media_type=index_json.MEDIA_TYPE)
    page = index_page.head(f"{DATA}/", parent=False) + "".join(index_page.rows(rows)) + index_page.FOOT
    return Response(page, media_type=index_page.MEDIA_TYPE)
