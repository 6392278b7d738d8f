"""Resumable uploads: pieces of a file over many requests, kept over restarts, until a change uses them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from services.gateway.writing.body import Bodies, new_id
from services.gateway.writing.uploads.piece import demand_offset, take_piece, with_digests, with_length
from services.gateway.writing.uploads.places import Places
from services.gateway.writing.uploads.running import Running, held, until
from shared.observability.clock import Clock
from shared.roots.errors import NoSpaceError as DiskFullError
from shared.roots.errors import StorageError
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import Files
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles
from shared.web.problem import BusyError, NoSpaceError, NotFoundError, RefusedError, TooLargeError

NOTHING_SAID: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """The resumable uploads of one gateway; those of others at the site are found, too."""

    open_files: Callable[[], Files]
    bodies: Bodies
    clock: Clock
    _running: dict[str, Running] = field(default_factory=dict)
    _places: Places = field(default_factory=Places)

    async def create(self, upload: Upload) -> Upload:
        """Begin an upload; `upload` says all but its id.

        Raises:
            RefusedError, TooManyError, TooLargeError, NoSpaceError: there is no place or room for it.
        """
        limit = self.bodies.limits.upload_bytes_max
        if (upload.length or 0) > limit:
            raise TooLargeError(f"{upload.length} bytes are announced: {limit} are taken here")
        try:
            return await asyncio.to_thread(self._create, upload.model_copy(update={"id": new_id()}))
        except DiskFullError as error:
            raise NoSpaceError(f"{error}; nothing was changed") from error
        except StorageError as error:
            raise RefusedError(f"{error}; nothing was changed") from error

    async def all(self, owner: str | None) -> list[Upload]:
        """Return the uploads of a caller, None: of everybody, those first that were touched longest ago."""
        return await asyncio.to_thread(self._all, owner)

    async def get(self, owner: str | None, upload_id: str) -> Upload:
        """Return an upload of a caller; a request that still brings it bytes ends. Raises NotFoundError."""
        await self._end_running(upload_id)
        return await asyncio.to_thread(self._read, owner, upload_id)

    async def remove(self, owner: str | None, upload_id: str) -> None:
        """Give an upload up, None: whoever's it is. Raises NotFoundError."""
        await self.get(owner, upload_id)
        await asyncio.to_thread(self._remove, upload_id)

    async def forget(self, upload_id: str) -> None:
        """Remove what is left of an upload whose bytes were used, or that nobody can go on with."""
        with suppress(BusyError, NotFoundError):
            await asyncio.to_thread(self._remove, upload_id)

    @asynccontextmanager
    async def used(self, upload_id: str) -> AsyncIterator[None]:
        """Use the bytes of an upload for a block: who asks for it meanwhile waits for what becomes of it."""
        running = self._running[upload_id] = Running()
        try:
            yield
        finally:
            self._running.pop(upload_id, None)
            running.left.set()

    async def append(
        self,
        owner: str,
        upload_id: str,
        body: AsyncIterator[bytes],
        *,
        offset: int,
        complete: bool,
        said: Mapping[str, str],
        whole: Mapping[str, str] = NOTHING_SAID,
        length: int | None = None,
    ) -> Upload:
        """Take a piece in; what came of one that breaks off stays.

        Args:
            owner: who sends it.
            upload_id: of the upload.
            body: the bytes.
            offset: behind how many bytes they belong.
            complete: whether they are the last.
            said: digests of this piece.
            whole: digests of the whole, beside those that the upload knows.
            length: of the whole, where this request says it first.

        Raises:
            ProblemError: it was not taken.
        """
        await self.get(owner, upload_id)
        running = self._running[upload_id] = Running()
        try:
            files = await asyncio.to_thread(self.open_files)
            with closing(files), held(files, upload_id):
                # Read while it is held: another gateway may have taken a piece in since.
                upload = with_length(await asyncio.to_thread(self._read, owner, upload_id), length)
                demand_offset(upload, offset, complete=complete)
                upload = with_digests(upload, whole)
                async with aclosing(until(body, running.leave)) as pieces:
                    return await take_piece(
                        files,
                        upload,
                        pieces,
                        bodies=self.bodies,
                        now=self.clock.now(),
                        complete=complete,
                        said=said,
                    )
        except DiskFullError as error:
            raise NoSpaceError(f"{error}; what came before is kept") from error
        finally:
            self._running.pop(upload_id, None)
            running.left.set()

    def _create(self, upload: Upload) -> Upload:
        with closing(self.open_files()) as files:
            make_control(files)
            self.bodies.demand_room(files, upload.length or 0)
            self._places.begin(UploadFiles(files), upload)
            return upload

    def _all(self, owner: str | None) -> list[Upload]:
        with closing(self.open_files()) as files:
            uploads = UploadFiles(files)
            found = [known for one in uploads.ids() if (known := uploads.read(one)) is not None]
        mine = (one for one in found if owner in (None, one.owner))
        return sorted(mine, key=lambda one: one.touched)

    def _read(self, owner: str | None, upload_id: str) -> Upload:
        with closing(self.open_files()) as files:
            upload = UploadFiles(files).read(upload_id)
        if upload is None or owner not in (None, upload.owner):
            raise NotFoundError(
                f"there is no upload {upload_id}: it was used, given up, or nobody went on with it"
            )
        return upload

    def _remove(self, upload_id: str) -> None:
        with closing(self.open_files()) as files, held(files, upload_id):
            UploadFiles(files).remove(upload_id)

    async def _end_running(self, upload_id: str) -> None:
        running = self._running.get(upload_id)
        if running is not None:
            running.leave.set()
            await running.left.wait()
