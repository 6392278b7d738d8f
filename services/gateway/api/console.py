"""The routes of the console: a page and its files, the same for everybody, which hold nothing of the rack.

The page asks the API as any other client does, so whoever may not read sees a form for a token, and no more.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.gateway.console.files import ConsoleFile, ConsoleFiles
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError

CONSOLE = "/console"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # Names of files come from strangers: no text can become markup, whatever a page of ours does wrong.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""Content Security Policy, level 3 (https://www.w3.org/TR/CSP3/): of our own origin alone."""

HASHED = "public, max-age=31536000, immutable"
"""A built file has its hash in its name: what is at an address never changes."""

ASKED_AGAIN = "no-cache"
"""The page names the others: it is asked for each time, and has a tag."""

router = APIRouter(include_in_schema=False)

OfConsole = Annotated[ConsoleFiles, Depends(provided(ConsoleFiles))]


@router.get(f"{CONSOLE}/{{name}}")
async def read_console_file(request: Request, name: str, console: OfConsole) -> Response:
    """One of the files that the page loads."""
    found = console.files.get(f"{CONSOLE[1:]}/{name}")
    if found is None:
        raise NotFoundError(f"the console has no file {name!r}: load its page again")
    return told(request, found, cache=HASHED)


def told(request: Request, file: ConsoleFile, *, cache: str) -> Response:
    """Return a file as its asker takes it; 304 where it has that already."""
    coding, data = file.form_for(request.headers.get("accept-encoding", ""))
    tag = file.etag(coding)
    headers = {
        "Cache-Control": cache,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "ETag": tag,
        "Vary": "Accept, Accept-Encoding",
        **({"Content-Encoding": coding} if coding else {}),
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=file.media_type, headers=headers)
