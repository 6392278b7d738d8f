"""The route that tells a selection as one archive."""

from collections.abc import AsyncGenerator, Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from services.gateway.api.parameters import Door
from services.gateway.context import GatewayContext
from services.gateway.reading.archive.member import ArchiveForm, members_of
from services.gateway.reading.archive.tar_form import TarForm
from services.gateway.reading.archive.tell_archive import archive_bytes
from services.gateway.reading.content_response import tell_stream
from services.gateway.reading.glob import parse_glob
from services.gateway.reading.listing import read_page
from services.gateway.reading.selection import Selection, outermost
from shared.catalog.store.path_filter import PathFilter
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.catalog.store.rows import entry_of
from shared.contracts.http.knowledge.archives import ArchiveRequest
from shared.model.entry import Entry, Kind
from shared.web.archives.zip_form import ZipForm
from shared.web.authorise import Asking, Caller, Scope, needs
from shared.web.catalog.parameters import PREFIX, moment_of, revision_of
from shared.web.catalog.seen import entry_is_seen
from shared.web.paging import PAGE_MAX
from shared.web.problem import MalformedError, NotFoundError, problems

BINARY = {"schema": {"type": "string", "format": "binary"}}

TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The archive. Its first member lists the BLAKE3-256 of all others.",
        "content": {ZipForm.media_type: BINARY, TarForm.media_type: BINARY},
    },
    **problems(404, 422),
}

FORMS: dict[str, type[ZipForm] | type[TarForm]] = {"zip": ZipForm, "tar": TarForm}

router = APIRouter(prefix=PREFIX, tags=["archive"], dependencies=[Depends(needs(Scope.READ))])


class ArchiveResponse(Response):
    """An archive, told as its members' bytes come."""

    def __init__(self, stream: AsyncGenerator[bytes, None], headers: dict[str, str]) -> None:
        super().__init__(headers=headers)
        self._stream = stream

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Tell it."""
        del scope
        await tell_stream(self._stream, self.status_code, self.raw_headers, receive, send)


@router.post("/collections/{collection}/archive", responses=TOLD, response_class=Response)
async def make_archive(*, context: Door, caller: Asking, asked: ArchiveRequest) -> Response:
    """Any selection of files as one zip or tar, under their paths, streamed."""
    if not asked.paths and asked.prefix is None and asked.glob is None:
        raise MalformedError("say paths, prefix or glob: an empty prefix is the whole collection")
    entries = await ask(context.open_view, lambda view: _selected(view, context, caller, asked))
    if not entries:
        raise NotFoundError("the selection has no file")
    members = members_of(entries)
    form: ArchiveForm = FORMS[asked.format]()
    name = f"{context.identity.collection}{form.suffix}"
    headers = {
        "Content-Type": form.media_type,
        "Content-Length": str(form.length(members)),
        "Content-Disposition": f'attachment; filename="{name}"',
        "SpiceRack-Revision": str(context.followed.revision),
    }
    allowed = partial(_is_seen, caller, context.identity.collection)
    return ArchiveResponse(archive_bytes(context.contents, members, form, allowed=allowed), headers)


def _selected(
    view: ProjectionView, context: GatewayContext, caller: Caller, asked: ArchiveRequest
) -> list[Entry]:
    """Return the files of an archive, each once, in the order of their paths.

    Raises:
        MalformedError: there are too many, or too many bytes.
    """
    moment = moment_of(asked.at)
    at = None if moment is None else revision_of(view, moment)
    found: dict[str, Entry] = {}
    size = 0
    for entry in _files(view, caller, asked, at=at, collection=context.identity.collection):
        if entry.path in found:
            continue
        found[entry.path] = entry
        size += entry.state.size
        if len(found) > context.config.archive_files or size > context.config.archive_bytes:
            raise MalformedError(
                f"the selection has over {context.config.archive_files} files, or over "
                f"{context.config.archive_bytes} bytes: ask for parts of it"
            )
    return [found[path] for path in sorted(found)]


def _files(
    view: ProjectionView, caller: Caller, asked: ArchiveRequest, *, at: int | None, collection: str
) -> Iterator[Entry]:
    glob = None if asked.glob is None else parse_glob(asked.glob)
    prefixes = [asked.prefix] if asked.prefix is not None else [] if asked.paths else [""]
    # One that is named twice is walked once.
    for path in dict.fromkeys(asked.paths):
        entry = view.head(path) if at is None else view.entry_at(path, at)
        if (
            entry is None
            or not entry.live
            or not entry_is_seen(view, caller, entry, collection=collection, at=at)
            or not _has_bytes(caller, entry, collection)
        ):
            raise NotFoundError(f"nothing stands at {path!r} in collection {collection}")
        if entry.state.kind is Kind.DIRECTORY:
            prefixes.append(f"{path}/")
        elif glob is None or glob.matches(path):
            yield entry
    for prefix in outermost(prefixes):
        selection = Selection(filter=PathFilter(prefix=prefix, at=at), glob=glob)
        yield from _all(view, selection, caller, collection)


def _all(view: ProjectionView, selection: Selection, caller: Caller, collection: str) -> Iterator[Entry]:
    following: str | None = ""
    while following is not None:
        page = read_page(view, selection, caller, collection=collection, after=following, limit=PAGE_MAX)
        for entry in map(entry_of, page.rows):
            if entry.state.kind is Kind.FILE and _has_bytes(caller, entry, collection):
                yield entry
        following = page.following


def _is_seen(caller: Caller, collection: str, entry: Entry) -> bool:
    """Tell whether path and bytes of an entry still exist for a caller."""
    return caller.sees(collection, entry.path) and _has_bytes(caller, entry, collection)


def _has_bytes(caller: Caller, entry: Entry, collection: str) -> bool:
    """Tell whether the bytes of an entry, which may be of before, exist for a caller."""
    content = entry.state.content
    return content is None or caller.sees_content(collection, entry.path, content)
