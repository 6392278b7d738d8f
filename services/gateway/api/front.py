"""The front of a gateway: where the files are, and where to read on."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from services.gateway.api.parameters import OfGateway
from services.gateway.tree import index_json, index_page
from services.gateway.tree.addresses import DATA, address
from services.gateway.tree.row import Row
from services.gateway.tree.tell_tree import Format
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX

router = APIRouter(include_in_schema=False, dependencies=[Depends(needs(Scope.READ))])
"""Outside of the document, which is about the API."""

JSON = "application/json"


@router.get("/")
async def read_front(request: Request, context: OfGateway) -> Response:
    """Tell where the files, the API and its document are; as JSON to who asks for that."""
    collection, site = context.identity.collection, context.identity.site
    places = {
        "files": address(collection, "", directory=True),
        "api": f"{PREFIX}/collections/{collection}/files",
        "document": "/openapi.json",
        "try": "/docs",
    }
    if JSON in request.headers.get("accept", ""):
        return JSONResponse({"collection": collection, "site": site, **places})
    words = {
        "files": "the files, as directories: for a browser, curl, wget, rclone and WebDAV",
        "api": "the API: the paths of the collection",
        "document": "the document of the API (OpenAPI)",
        "try": "the same, to read and try",
    }
    rows = "".join(
        f'<li><a href="{escape(place)}">{escape(place)}</a>: {words[name]}</li>\n'
        for name, place in places.items()
    )
    title = f"Collection {escape(collection)} at site {escape(site)}"
    return HTMLResponse(
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<ul>\n{rows}</ul>\n</body>\n</html>\n"
    )


@router.get(f"{DATA}/")
async def read_collections(
    context: OfGateway, form: Annotated[Format, Query(alias="format")] = Format.HTML
) -> Response:
    """List the one collection that is here, as an index that tools read."""
    rows = [Row(name=context.identity.collection, directory=True, size=0, mtime=0, content=None)]
    if form is Format.JSON:
        return Response("[\n" + "".join(index_json.rows(rows)) + "\n]\n", media_type=index_json.MEDIA_TYPE)
    page = index_page.head(f"{DATA}/", parent=False) + "".join(index_page.rows(rows)) + index_page.FOOT
    return Response(page, media_type=index_page.MEDIA_TYPE)
