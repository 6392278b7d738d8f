"""Pieces of an upload: taken in, made durable, and held against what was said of them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.gateway.writing.body import Bodies, Roomy
from services.gateway.writing.digest_fields import wrong_digest
from services.gateway.writing.incoming import BLOCK_BYTES, Hashes, TooLongError, take_in
from services.gateway.writing.uploads.errors import (
    CompletedUploadError,
    InconsistentLengthError,
    MismatchingOffsetError,
)
from services.gateway.writing.uploads.fields import inconsistent
from shared.roots.errors import NoSpaceError as DiskFullError
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files, WritableFile
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles, data_path
from shared.web.problem import BadRequestError, NoSpaceError

CHECKPOINT_BYTES = 64 * 1024 * 1024
"""Bytes after which what came is made durable: a gateway that dies loses no more of an upload."""


SPARE_BYTES = 128 * 1024
"""Bytes that are given up where the disk is too full to say how far an upload is: they make room for that, in
blocks as large as file systems have them."""


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
        self._keep(self.file.status().fingerprint.size)

    def say_all(self) -> None:
        """Make durable what came, and say so. Raises NoSpaceError: as much of it as fits was said."""
        try:
            self.say()
        except DiskFullError:
            with suppress(StorageError):
                self.say_what_fits()
            raise

    def say_what_fits(self) -> None:
        """Make durable what came, as much of it as a disk that is full lets be said."""
        try:
            self.say()
        except DiskFullError:
            size = max(self.upload.offset, self.file.status().fingerprint.size - SPARE_BYTES)
            with self.uploads.go_on(self.upload.model_copy(update={"offset": size})) as shorter:
                shorter.sync()
            self._keep(size)

    def _keep(self, size: int) -> None:
        upload = self.upload.model_copy(update={"offset": size})
        self.uploads.keep(upload)
        self.upload, self.unsaid = upload, 0


async def take_piece(
    files: Files,
    upload: Upload,
    body: AsyncIterator[bytes],
    *,
    bodies: Bodies,
    now: datetime,
    complete: bool,
    said: Mapping[str, str],
) -> Upload:
    """Take a piece of an upload in; what came of one that breaks off stays.

    Args:
        files: of the root; the upload is held.
        upload: as it is.
        body: the bytes that go on behind it.
        bodies: bounds them.
        now: UTC.
        complete: whether they are the last.
        said: digests of this piece.

    Raises:
        ProblemError: it was not taken.
    """
    uploads, hashes = UploadFiles(files), Hashes(said)
    limit = bodies.limits.upload_bytes_max if upload.length is None else upload.length
    bodies.demand_room(files, (upload.length or upload.offset) - upload.offset)
    with uploads.go_on(upload) as file:
        lasting = _LastingFile(file, uploads, upload.model_copy(update={"touched": now}))
        try:
            into = Roomy(lasting, partial(bodies.demand_room, files)) if upload.length is None else lasting
            await take_in(into, body, hashes=hashes, bytes_max=limit - upload.offset)
        except TooLongError as error:
            raise InconsistentLengthError(f"more than {limit} bytes came") from error
        except BaseException as error:
            with suppress(StorageError):  # Where the disk fails, too, what was said before counts.
                lasting.say_what_fits()  # Its sender goes on from there.
            if isinstance(error, DiskFullError):
                raise NoSpaceError(f"{error}; what came before is kept") from error
            raise
        wrong = wrong_digest(said, hashes.digests())
        if wrong is not None:
            uploads.keep(upload)
            raise BadRequestError(f"this piece has the {wrong.algorithm} {wrong.found}: send it again")
        await asyncio.to_thread(lasting.say_all)
    end = lasting.upload.offset
    problem = inconsistent(length=upload.length, end=end, complete=complete)
    if problem is not None:
        raise InconsistentLengthError(problem)
    return await asyncio.to_thread(_complete, files, lasting.upload) if complete else lasting.upload


def with_length(upload: Upload, length: int | None) -> Upload:
    """Return an upload with its length, where a request says it. Raises InconsistentLengthError."""
    if length is not None and upload.length not in (None, length):
        raise InconsistentLengthError(f"Upload-Length was {upload.length}, and is {length} now")
    return upload.model_copy(update={"length": length if upload.length is None else upload.length})


def with_digests(upload: Upload, said: Mapping[str, str]) -> Upload:
    """Return an upload with what a request says of the whole. Raises BadRequestError: it differs."""
    for algorithm, digest in said.items():
        if upload.digests.get(algorithm, digest) != digest:
            raise BadRequestError(f"the digest by {algorithm} was said otherwise when the upload began")
    return upload.model_copy(update={"digests": {**upload.digests, **said}}) if said else upload


def demand_offset(upload: Upload, offset: int, *, complete: bool) -> None:
    """Make sure that a piece begins where an upload ends.

    One that is to be put takes a last piece without bytes: its sender asks for it once more.

    Raises:
        CompletedUploadError, MismatchingOffsetError: it does not.
    """
    if upload.complete and not (upload.is_to_be_put and complete):
        raise CompletedUploadError("all bytes of this upload are here already")
    if offset != upload.offset:
        raise MismatchingOffsetError(expected=upload.offset, provided=offset)


def _complete(files: Files, upload: Upload) -> Upload:
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
