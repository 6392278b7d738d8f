"""The workshop: bytes of a frame are brought here, something is made of them, and only that is kept."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from blake3 import blake3

from services.archive.contents.port import Contents, Reader
from services.archive.derive.job import Job, Order, Refused
from services.archive.derive.process import WorkerDiedError, WorkerProcess
from services.archive.query.contents import Content
from shared.web.problem import BusyError, MalformedError

ORDERS_MAX = 500
"""Of one worker process, before another takes over."""

WAITING_MAX = 64
"""Orders that wait for a worker: with more, a caller waits longer than anybody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopLimits:
    """The bounds of a workshop."""

    workers: int
    """Processes, each with one frame at a time."""
    memory_bytes: int
    """Address space of each."""
    file_bytes: int
    """Of a frame that is worked on."""
    seconds: float
    """For one order, from its bytes on."""


@dataclass(frozen=True, slots=True)
class Product:
    """What was made: a file of this process, removed by who asked for it."""

    path: Path
    size: int
    media_type: str


class Workshop:
    """Carries out jobs, some at a time. Use `open_workshop`."""

    def __init__(self, directory: Path, contents: Contents, limits: WorkshopLimits) -> None:
        self._directory = directory
        self._contents = contents
        self._limits = limits
        self._free: asyncio.Queue[WorkerProcess] = asyncio.Queue()
        self._waiting = 0
        self.made = 0
        self.refused = 0
        self.died = 0
        """Orders, by what became of them."""
        for _ in range(limits.workers):
            self._free.put_nowait(WorkerProcess(memory_bytes=limits.memory_bytes, orders_max=ORDERS_MAX))

    async def make(self, content: Content, job: Job, reader: Reader) -> Product:
        """Return what a job makes of a content.

        Raises:
            MalformedError: of this content it cannot be made, or it is too large.
            NotFoundError: the reader may not have the bytes.
            BusyError: not now.
        """
        if content.size > self._limits.file_bytes:
            raise MalformedError(
                f"{content.name} has {content.size} bytes: of more than {self._limits.file_bytes} nothing is "
                "made here; take the file itself"
            )
        if self._waiting >= WAITING_MAX:
            raise BusyError(f"{WAITING_MAX} others wait for the archive's workers: ask again")
        self._waiting += 1
        try:
            worker = await self._free.get()
        finally:
            self._waiting -= 1
        try:
            return await self._carry_out(worker, content, job, reader)
        finally:
            self._free.put_nowait(worker)

    async def stop(self) -> None:
        """End all processes that do nothing: the others end with the orders."""
        while not self._free.empty():
            await self._free.get_nowait().stop()

    async def _carry_out(self, worker: WorkerProcess, content: Content, job: Job, reader: Reader) -> Product:
        source, result = self._new_file(content.extension), self._new_file("")
        try:
            await self._bring(content, reader, source)
            order = Order(path=str(source), job=job, seconds=self._limits.seconds)
            answer = await worker.carry_out(order, result, seconds=self._limits.seconds)
        except WorkerDiedError as error:
            self.died += 1
            result.unlink(missing_ok=True)
            raise MalformedError(f"{content.name}: the worker that read it ended: {error}") from error
        except BaseException:
            result.unlink(missing_ok=True)
            raise
        finally:
            source.unlink(missing_ok=True)
        if isinstance(answer, Refused):
            self.refused += 1
            result.unlink(missing_ok=True)
            raise MalformedError(f"{content.name}: {answer.reason}")
        self.made += 1
        return Product(result, answer.length, answer.media_type)

    async def _bring(self, content: Content, reader: Reader, target: Path) -> None:
        """Write all bytes of a content into a file, and hold them against their hash."""
        digest, size = blake3(), 0
        with target.open("wb") as file:
            async for piece in self._contents.read(content, reader):
                size += len(piece)
                if size > content.size:
                    break
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
        if size != content.size or digest.hexdigest() != content.content:
            raise BusyError(f"the gateway told other bytes than {content.name} has: ask again")

    def _new_file(self, extension: str) -> Path:
        # The library tells by the ending whether a file is packed.
        suffix = extension if extension.isascii() and "/" not in extension and len(extension) < 32 else ""
        descriptor, name = mkstemp(dir=self._directory, suffix=suffix)
        os.close(descriptor)
        return Path(name)


def _emptied(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for left in directory.iterdir():
        left.unlink()


@asynccontextmanager
async def open_workshop(
    directory: Path, contents: Contents, limits: WorkshopLimits
) -> AsyncIterator[Workshop]:
    """Yield a workshop in a directory of its own, which is emptied of what an earlier one has left."""
    await asyncio.to_thread(_emptied, directory)
    workshop = Workshop(directory, contents, limits)
    try:
        yield workshop
    finally:
        await workshop.stop()
