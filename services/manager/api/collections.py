"""Routes about what a collection holds."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from services.manager.api.answers import FileHistory, FilePage, FileRow
from services.manager.api.problem import NotFoundError
from services.manager.core import Core
from shared.model.entry import Entry

PAGE_MAX = 1000
"""Rows of one page: some 300 KiB of JSON."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NANOSECONDS_IN_MICROSECOND = 1000

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


def collection_router(core: Core) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["collections"])
    projection = core.parts.state.projection

    def known(collection: str) -> None:
        if collection != core.parts.who.collection:
            raise NotFoundError(
                f"this site has no collection {collection}: it has {core.parts.who.collection}"
            )

    @router.get("/collections/{collection}/files")
    async def list_files(
        collection: str, prefix: str = "", after: str = "", limit: Limit = PAGE_MAX
    ) -> FilePage:
        """The live paths of the tree, page by page."""
        known(collection)
        entries = projection.live(prefix=prefix, after=after, limit=limit + 1)
        more = len(entries) > limit
        return FilePage(
            revision=projection.position.revision,
            files=tuple(map(_row, entries[:limit])),
            next=entries[limit - 1].path if more else None,
        )

    @router.get("/collections/{collection}/files/{path:path}")
    async def read_file(collection: str, path: str, limit: Limit = 100) -> FileHistory:
        """One path, with its history."""
        known(collection)
        history = projection.history(path, limit=limit)
        if not history:
            raise NotFoundError(f"nothing ever stood at {path!r} in collection {collection}")
        rows = tuple(map(_row, history))
        return FileHistory(path=path, head=rows[0], history=rows)

    return router


def _row(entry: Entry) -> FileRow:
    state = entry.state
    return FileRow(
        path=entry.path,
        kind=state.kind.value,
        revision=entry.revision,
        content=state.content,
        size=state.size,
        mtime=EPOCH + timedelta(microseconds=state.mtime_ns // NANOSECONDS_IN_MICROSECOND),
        mode=state.mode,
        author=entry.author,
    )
