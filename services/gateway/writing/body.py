"""Bodies of requests on their way into an upload: bounded, hashed, and held against what was said of them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass

from services.gateway.writing.digest_fields import wrong_digest
from services.gateway.writing.incoming import Hashes, TooLongError, Writes, take_in
from services.gateway.writing.settings import WritingLimits
from shared.model.entry import Fingerprint
from shared.roots.errors import NoSpaceError as DiskFullError
from shared.roots.errors import StorageError
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import Files, WritableFile
from shared.roots.posix.groups.site_writer import READ_ONLY
from shared.roots.posix.uploads.upload_files import UploadFiles
from shared.web.problem import BadRequestError, NoSpaceError, RefusedError, TooLargeError

ID_BYTES = 16


def new_id() -> str:
    """Return an id that nobody else gives, and nobody guesses."""
    return secrets.token_hex(ID_BYTES)


async def while_allowed(body: AsyncIterator[bytes], judge: Callable[[], object]) -> AsyncIterator[bytes]:
    """Yield a body as long as its sender may send it: `judge` raises as soon as it may not."""
    async for piece in body:
        judge()
        yield piece


@dataclass(slots=True)
class Roomy:
    """A file that takes no byte of the disk's reserve, however long the body turns out to be."""

    file: Writes
    demand: Callable[[int], None]
    """Raises NoSpaceError where so many bytes do not fit."""

    def write(self, data: bytes) -> None:
        """Append bytes. Raises NoSpaceError."""
        self.demand(len(data))
        self.file.write(data)


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that came whole, and are what was said of them."""

    upload: str
    content: str
    size: int
    hashed: Fingerprint
    """Of the file, when its bytes had all passed the hash."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Takes bodies in, each as an upload that lasts as long as its request."""

    open_files: Callable[[], Files]
    limits: WritingLimits

    def received(
        self, body: AsyncIterator[bytes], *, said: Mapping[str, str], length: int | None
    ) -> "_Receiving":
        """Return a context in which the body is there: `async with ... as received`.

        Args:
            body: the bytes.
            said: digests that they must have, hexadecimal, by algorithm.
            length: how many there are, where the request says it.
        """
        return _Receiving(self, body, said, length)

    def demand_room(self, files: Files, more: int) -> None:
        """Make sure that the disk has room.

        Raises:
            NoSpaceError: it has none.
            RefusedError: it takes no writes at all.
        """
        if files.is_read_only():
            raise RefusedError(f"{READ_ONLY}; nothing was changed")
        free = files.free_bytes() - self.limits.reserve_bytes
        if more > max(free, 0):
            raise NoSpaceError(
                f"{more} bytes do not fit: the disk of this site has {max(free, 0)} bytes to give, and "
                f"{self.limits.reserve_bytes} that it keeps free; its operator must free some, or write at "
                "another site"
            )


class _Receiving:
    """One body on its way in."""

    def __init__(
        self, bodies: Bodies, body: AsyncIterator[bytes], said: Mapping[str, str], length: int | None
    ) -> None:
        self._bodies = bodies
        self._body = body
        self._said = said
        self._length = length
        self._id = new_id()
        self._files: Files | None = None
        self._held = ExitStack()

    async def __aenter__(self) -> Received:
        limit = self._bodies.limits.upload_bytes_max
        if (self._length or 0) > limit:
            raise TooLargeError(f"the body has {self._length} bytes: {limit} are taken here")
        self._files = await asyncio.to_thread(self._bodies.open_files)
        try:
            return await self._take(self._files, limit)
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._leave)

    async def _take(self, files: Files, limit: int) -> Received:
        hashes = Hashes(self._said)
        try:
            file = await asyncio.to_thread(self._begin, files)
            with file:
                into = file if self._length is not None else Roomy(file, self._demand_room)
                size = await take_in(into, self._body, hashes=hashes, bytes_max=limit)
                status = await asyncio.to_thread(file.status)
        except TooLongError as error:
            raise TooLargeError(str(error)) from error
        except DiskFullError as error:
            raise NoSpaceError(f"{error}; nothing was changed") from error
        if self._length is not None and size != self._length:
            raise BadRequestError(f"the body has {size} bytes, and Content-Length said {self._length}")
        digests = hashes.digests()
        wrong = wrong_digest(self._said, digests)
        if wrong is not None:
            raise BadRequestError(
                f"the bytes that came have the {wrong.algorithm} {wrong.found}, and {wrong.said} was said: "
                "nothing was changed, send them again"
            )
        return Received(self._id, digests["blake3"], size, status.fingerprint)

    def _demand_room(self, more: int) -> None:
        if self._files is not None:
            self._bodies.demand_room(self._files, more)

    def _begin(self, files: Files) -> WritableFile:
        self._bodies.demand_room(files, self._length or 0)
        make_control(files)
        file = UploadFiles(files).begin(self._id)
        self._held.enter_context(UploadFiles(files).held(self._id))
        return file

    def _leave(self) -> None:
        files, self._files = self._files, None
        if files is not None:
            with closing(files), self._held, suppress(StorageError):
                UploadFiles(files).remove(self._id)
