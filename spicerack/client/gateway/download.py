"""The download of one file: resumed where it was cut, verified, and visible only when it is whole."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from shared.contracts.http.files import FileRow
from shared.model.links import is_link
from spicerack.client.gateway.errors import CorruptError, UnavailableError
from spicerack.client.gateway.part_file import PartFile
from spicerack.client.gateway.progress import Progress, Report, Stage
from spicerack.client.gateway.transport import Transport

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NANOSECONDS = 1000
"""In a microsecond, the grain of times in answers."""

BUFFER_BYTES = 1024 * 1024
"""Gathered before a thread writes and hashes them: one change of threads for a mebibyte."""

LINK_FILE_MODE = 0o644
"""A target is no program, whatever bits its link has."""

PARTIAL, WHOLE = 206, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """Downloads files of one collection."""

    transport: Transport
    below: str
    """The path of the collection's routes."""
    verify: bool
    """Whether bytes are held against their BLAKE3."""

    async def download(self, row: FileRow, target: Path, *, report: Report) -> None:
        """Bring one file to `target`, which is replaced when all bytes are there and right.

        Raises:
            GatewayError: it could not be had; what has come stays beside the target for the next attempt.
            CorruptError: what came are other bytes, twice.
            LocalError: this host cannot keep it.
        """
        part = PartFile(target, row.content or "")
        try:
            await asyncio.to_thread(part.open)
            await self._fill(part, row, report)
            if self.verify and not part.is_right():
                # What an earlier attempt left may be at fault: once from the first byte on.
                await asyncio.to_thread(part.restart)
                await self._fill(part, row, report)
            if self.verify and not part.is_right():
                part.drop()
                raise CorruptError(
                    f"{row.path}: the gateway sent other bytes than it names; nothing was kept"
                )
            await asyncio.to_thread(part.finish, mtime_ns=mtime_ns_of(row), mode=mode_of(row))
        finally:
            part.close()
        report(Progress(row.path, Stage.DONE, row.size, row.size))

    async def _fill(self, part: PartFile, row: FileRow, report: Report) -> None:
        """Fetch what is missing, as often as it takes while bytes come."""
        failures = 0
        while part.size < row.size:
            before = part.size
            try:
                await self._fetch(part, row, report)
            except UnavailableError as error:
                failures = 1 if part.size > before else failures + 1
                if failures >= self.transport.patience.attempts:
                    raise
                await self.transport.pause(failures, asked=error.retry_after)
        if part.size > row.size:
            await asyncio.to_thread(part.restart)
            await self._fill(part, row, report)

    async def _fetch(self, part: PartFile, row: FileRow, report: Report) -> None:
        start = part.size
        headers = {"Range": f"bytes={start}-", "If-Range": f'"{row.content}"'} if start else {}
        blob = f"{self.below}/blobs/{row.content}"
        async with self.transport.stream("GET", blob, headers=headers, once=True) as answer:
            if start and answer.status_code != PARTIAL:
                await asyncio.to_thread(part.restart)
            async for piece in gathered(answer.aiter_bytes()):
                await asyncio.to_thread(part.append, piece)
                report(Progress(row.path, Stage.MOVING, part.size, row.size))
        if part.size < row.size:
            raise UnavailableError(f"{row.path}: the gateway ended the answer early; try again")


def mode_of(row: FileRow) -> int:
    """Return the permission bits of a file here; a link comes as a file that holds its target."""
    return LINK_FILE_MODE if is_link(row.mode) else row.mode


async def gathered(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield bytes in large pieces. What came before an error is yielded before it is raised."""
    buffer = bytearray()
    try:
        async for piece in pieces:
            buffer += piece
            if len(buffer) >= BUFFER_BYTES:
                yield bytes(buffer)
                buffer.clear()
    except httpx.HTTPError:
        if buffer:
            yield bytes(buffer)
        raise
    if buffer:
        yield bytes(buffer)


def mtime_ns_of(row: FileRow) -> int:
    """Return the time of a file in nanoseconds since 1970 UTC, as exactly as answers tell it."""
    return (row.mtime - EPOCH) // MICROSECOND * NANOSECONDS
