"""Resumable uploads: pieces of a file over many requests, kept over restarts, until a change uses them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from services.gateway.writing.body import Bodies, new_id
from services.gateway.writing.digest_fields import wrong_digest
from services.gateway.writing.incoming import BLOCK_BYTES, Hashes, TooLongError, take_in
from services.gateway.writing.upload_errors import (
    CompletedUploadError,
    InconsistentLengthError,
    MismatchingOffsetError,
)
from services.gateway.writing.upload_fields import inconsistent
from shared.observability.clock import Clock
from shared.roots.errors import MissingError, OccupiedError
from shared.roots.errors import NoSpaceError as DiskFullError
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import Files, WritableFile
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles, data_path
from shared.web.problem import (
    BadRequestError,
    BusyError,
    NoSpaceError,
    NotFoundError,
    TooLargeError,
    TooManyError,
)

CHECKPOINT_BYTES = 64 * 1024 * 1024
"""Bytes after which what came is made durable: a gateway that dies loses no more of an upload."""

UPLOADS_MAX = 1000
"""Uploads at a time at one site; each is a directory of three files."""


@dataclass(slots=True)
class _LastingFile:
    """A file whose bytes are made durable, and said to be, as they come."""

    file: WritableFile
    uploads: UploadFiles
    upload: Upload
    unsaid: int = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self.file.write(data)
        self.unsaid += len(data)
        if self.unsaid >= CHECKPOINT_BYTES:
            self.say()

    def say(self) -> None:
        """Make what came durable, and say so."""
        self.file.sync()
        size = self.file.status().fingerprint.size
        self.upload, self.unsaid = self.upload.model_copy(update={"offset": size}), 0
        self.uploads.keep(self.upload)


@dataclass(frozen=True, slots=True)
class _Running:
    """A request that brings bytes."""

    leave: asyncio.Event = field(default_factory=asyncio.Event)
    """Set to end it, since its sender has begun another."""
    left: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """The resumable uploads of one gateway; those of others at the site are found, too."""

    open_files: Callable[[], Files]
    bodies: Bodies
    clock: Clock
    _running: dict[str, _Running] = field(default_factory=dict)

    async def create(self, upload: Upload) -> Upload:
        """Begin an upload; `upload` says all but its id. Raises TooManyError, TooLargeError, NoSpaceError."""
        limit = self.bodies.limits.upload_bytes_max
        if (upload.length or 0) > limit:
            raise TooLargeError(f"{upload.length} bytes are announced: {limit} are taken here")
        return await asyncio.to_thread(self._create, upload.model_copy(update={"id": new_id()}))

    async def get(self, owner: str, upload_id: str) -> Upload:
        """Return an upload of a caller; a request that still brings it bytes ends. Raises NotFoundError."""
        await self._end_running(upload_id)
        return await asyncio.to_thread(self._read, owner, upload_id)

    async def remove(self, owner: str, upload_id: str) -> None:
        """Give an upload up. Raises NotFoundError."""
        await self.get(owner, upload_id)
        await asyncio.to_thread(self._remove, upload_id)

    async def forget(self, upload_id: str) -> None:
        """Remove what is left of an upload whose bytes were used."""
        with suppress(BusyError, NotFoundError):
            await asyncio.to_thread(self._remove, upload_id)

    async def append(
        self,
        owner: str,
        upload_id: str,
        body: AsyncIterator[bytes],
        *,
        offset: int,
        complete: bool,
        said: Mapping[str, str],
        length: int | None = None,
    ) -> Upload:
        """Take a piece in; what came of one that breaks off stays.

        Args:
            owner: who sends it.
            upload_id: of the upload.
            body: the bytes.
            offset: behind how many bytes they belong.
            complete: whether they are the last.
            said: digests of this piece; of the whole the upload knows them.
            length: of the whole, where this request says it first.

        Raises:
            ProblemError: it was not taken.
        """
        await self.get(owner, upload_id)
        running = self._running[upload_id] = _Running()
        try:
            files = await asyncio.to_thread(self.open_files)
            with closing(files), _held(files, upload_id):
                # Read while it is held: another gateway may have taken a piece in since.
                upload = _with_length(await asyncio.to_thread(self._read, owner, upload_id), length)
                _demand_offset(upload, offset)
                pieces = _until(body, running.leave)
                return await self._append(files, upload, pieces, complete=complete, said=said)
        finally:
            self._running.pop(upload_id, None)
            running.left.set()

    async def _append(
        self,
        files: Files,
        upload: Upload,
        body: AsyncIterator[bytes],
        *,
        complete: bool,
        said: Mapping[str, str],
    ) -> Upload:
        uploads, hashes = UploadFiles(files), Hashes(said)
        limit = self.bodies.limits.upload_bytes_max if upload.length is None else upload.length
        self.bodies.demand_room(files, (upload.length or upload.offset) - upload.offset)
        with uploads.go_on(upload) as file:
            lasting = _LastingFile(file, uploads, upload.model_copy(update={"touched": self.clock.now()}))
            try:
                await take_in(lasting, body, hashes=hashes, bytes_max=limit - upload.offset)
            except TooLongError as error:
                raise InconsistentLengthError(f"more than {limit} bytes came") from error
            except DiskFullError as error:
                raise NoSpaceError(f"{error}; what came before is kept") from error
            except BaseException:
                lasting.say()  # Its sender goes on from there.
                raise
            wrong = wrong_digest(said, hashes.digests())
            if wrong is not None:
                uploads.keep(upload)
                raise BadRequestError(f"this piece has the {wrong.algorithm} {wrong.found}: send it again")
            await asyncio.to_thread(lasting.say)
        end = lasting.upload.offset
        problem = inconsistent(length=upload.length, end=end, complete=complete)
        if problem is not None:
            raise InconsistentLengthError(problem)
        return await asyncio.to_thread(self._complete, files, lasting.upload) if complete else lasting.upload

    def _complete(self, files: Files, upload: Upload) -> Upload:
        hashes, offset = Hashes(upload.digests), 0
        with files.open(data_path(upload.id)) as file:
            while data := file.read_at(offset, BLOCK_BYTES):
                hashes.update(data)
                offset += len(data)
        digests = hashes.digests()
        wrong = wrong_digest(upload.digests, digests)
        if wrong is not None:
            UploadFiles(files).remove(upload.id)
            raise BadRequestError(
                f"all bytes have the {wrong.algorithm} {wrong.found}, and {wrong.said} was said: "
                "the upload is removed, send it again"
            )
        done = upload.model_copy(update={"content": digests["blake3"], "length": offset})
        UploadFiles(files).keep(done)
        return done

    def _create(self, upload: Upload) -> Upload:
        with closing(self.open_files()) as files:
            make_control(files)
            uploads = UploadFiles(files)
            if len(uploads.ids()) >= UPLOADS_MAX:
                raise TooManyError(
                    "too many uploads are under way at this site: end some first", retry_after=60
                )
            self.bodies.demand_room(files, upload.length or 0)
            uploads.begin(upload.id).__exit__(None, None, None)
            uploads.keep(upload)
            return upload

    def _read(self, owner: str, upload_id: str) -> Upload:
        with closing(self.open_files()) as files:
            upload = UploadFiles(files).read(upload_id)
        if upload is None or upload.owner != owner:
            raise NotFoundError(
                f"there is no upload {upload_id}: it was used, given up, or nobody went on with it"
            )
        return upload

    def _remove(self, upload_id: str) -> None:
        with closing(self.open_files()) as files, _held(files, upload_id):
            UploadFiles(files).remove(upload_id)

    async def _end_running(self, upload_id: str) -> None:
        running = self._running.get(upload_id)
        if running is not None:
            running.leave.set()
            await running.left.wait()


@contextmanager
def _held(files: Files, upload_id: str) -> Iterator[None]:
    """Hold an upload. Raises BusyError, NotFoundError."""
    try:
        held = UploadFiles(files).held(upload_id)
        held.__enter__()
    except OccupiedError as error:
        raise BusyError("another request brings bytes of this upload: ask again", retry_after=2) from error
    except MissingError as error:
        raise NotFoundError(f"there is no upload {upload_id}") from error
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def _with_length(upload: Upload, length: int | None) -> Upload:
    if length is not None and upload.length not in (None, length):
        raise InconsistentLengthError(f"Upload-Length was {upload.length}, and is {length} now")
    return upload.model_copy(update={"length": length if upload.length is None else upload.length})


def _demand_offset(upload: Upload, offset: int) -> None:
    if upload.complete:
        raise CompletedUploadError("all bytes of this upload are here already")
    if offset != upload.offset:
        raise MismatchingOffsetError(expected=upload.offset, provided=offset)


async def _until(body: AsyncIterator[bytes], ended: asyncio.Event) -> AsyncIterator[bytes]:
    """Yield a body until it ends, or its sender has begun another request."""
    stop = asyncio.create_task(ended.wait())
    pieces = aiter(body)
    try:
        while True:
            piece = asyncio.ensure_future(anext(pieces))
            await asyncio.wait((piece, stop), return_when=asyncio.FIRST_COMPLETED)
            if not piece.done():
                piece.cancel()
                raise BusyError("another request of its sender goes on with this upload")
            try:
                yield piece.result()
            except StopAsyncIteration:
                return
    finally:
        stop.cancel()
