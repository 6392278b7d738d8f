"""Thumbnails that ingesters posted, read from the collection in the name of who asks, by their digest."""

from collections.abc import Iterable
from hashlib import md5

from services.archive.contents.port import Contents, Reader
from services.archive.query.contents import File
from shared.web.problem import NotFoundError

JPEG = b"\xff\xd8\xff"
"""That a JPEG begins with (ITU-T T.81, B.1): nothing else is told as one."""


async def posted_picture(contents: Contents, files: Iterable[File], reader: Reader) -> bytes | None:
    """Return the first file that is what was posted; None where the reader may have none of them.

    Raises:
        BusyError: not now.
    """
    for file in files:
        try:
            data = await _read(contents, file, reader)
        except NotFoundError:
            continue
        if data.startswith(JPEG) and md5(data, usedforsecurity=False).hexdigest() == file.md5:
            return data
    return None


async def _read(contents: Contents, file: File, reader: Reader) -> bytes:
    data = bytearray()
    async for piece in contents.read(file, reader):
        data += piece
        if len(data) > file.size:
            break
    return bytes(data)
