"""Requests that bring bytes of an upload: one at a time, and the newest goes on."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from shared.roots.errors import MissingError, OccupiedError
from shared.roots.posix.files.port import Files
from shared.roots.posix.uploads.upload_files import UploadFiles
from shared.web.problem import BusyError, NotFoundError


@dataclass(frozen=True, slots=True)
class Running:
    """A request that brings bytes."""

    leave: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to end it, since its sender has begun another."""
    left: asyncio.Event = field(default_factory=asyncio.Event)


@contextmanager
def held(files: Files, upload_id: str) -> Iterator[None]:
    """Hold an upload. Raises BusyError, NotFoundError."""
    try:
        lock = UploadFiles(files).held(upload_id)
        lock.__enter__()
    except OccupiedError as error:
        raise BusyError("another request brings bytes of this upload: ask again", retry_after=2) from error
    except MissingError as error:
        raise NotFoundError(f"there is no upload {upload_id}") from error
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


async def until(body: AsyncIterator[bytes], ended: asyncio.Event) -> AsyncGenerator[bytes, None]:
    """Yield a body until it ends, or its sender has begun another request. Whoever stops before closes it."""
    stop = asyncio.create_task(ended.wait())
    pieces = aiter(body)
    piece: asyncio.Future[bytes] | None = None
    try:
        while True:
            piece = asyncio.ensure_future(anext(pieces))
            await asyncio.wait((piece, stop), return_when=asyncio.FIRST_COMPLETED)
            if not piece.done():
                raise BusyError("another request of its sender goes on with this upload")
            try:
                yield piece.result()
            except StopAsyncIteration:
                return
    finally:
        stop.cancel()
        if piece is not None:
            _let_go(piece)


def _let_go(piece: asyncio.Future[bytes]) -> None:
    """Wait for a piece no longer: that its sender went away after all is no fault, and nobody asks for it."""
    piece.cancel()
    piece.add_done_callback(lambda one: one.cancelled() or one.exception())
