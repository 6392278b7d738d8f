"""One worker process, seen from the archive: it takes one order at a time, and may die of it."""

import asyncio
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from services.archive.derive.job import ANSWER, LINE_MAX, Made, Order, Refused
from shared.service.child.process import end_child, ended, start_child

PIECE_BYTES = 1024 * 1024
"""Of a result, written to a file at a time."""


class WorkerDiedError(Exception):
    """The worker ended, or was ended, over an order; `str()` says how, in one line."""


class WorkerProcess:
    """Starts when it is first asked, and anew after it has died or served long enough."""

    def __init__(self, *, memory_bytes: int, orders_max: int) -> None:
        """Start nothing yet.

        Args:
            memory_bytes: address space of the process.
            orders_max: orders after which another process takes over: what libraries leak is bounded.
        """
        self._memory_bytes = memory_bytes
        self._orders_max = orders_max
        self._process: asyncio.subprocess.Process | None = None
        self._served = 0

    async def carry_out(self, order: Order, into: Path, *, seconds: float) -> Made | Refused:
        """Have an order carried out, and its result written into a file, within so many seconds.

        Raises:
            WorkerDiedError: it died of it, or was ended.
        """
        try:
            async with asyncio.timeout(seconds):
                process = await self._started()
                assert process.stdin is not None
                process.stdin.write(order.model_dump_json().encode() + b"\n")
                return await self._answer(process, into)
        except TimeoutError:
            await self.stop()
            raise WorkerDiedError(f"it took longer than {seconds:.0f} s") from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, ValidationError) as error:
            code = await self.stop()
            raise WorkerDiedError(ended(code) if code else str(error)[:200]) from error
        except asyncio.CancelledError:
            # Its answer would be taken for that of the next order.
            await self.stop()
            raise

    async def stop(self) -> int:
        """End the process, if there is one; return how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        await end_child(process)
        return process.returncode or 0

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._served >= self._orders_max:
            await self.stop()
        if self._process is None:
            self._process = await start_child(
                "services.archive.derive.work", str(self._memory_bytes), line_max=LINE_MAX
            )
            self._served = 0
        self._served += 1
        return self._process

    async def _answer(self, process: asyncio.subprocess.Process, into: Path) -> Made | Refused:
        assert process.stdout is not None
        answer = ANSWER.validate_json(await process.stdout.readuntil(b"\n"))
        if isinstance(answer, Made):
            with into.open("wb") as file:
                await _copy(process.stdout, file, answer.length)
        return answer


async def _copy(source: asyncio.StreamReader, file: BinaryIO, length: int) -> None:
    while length > 0:
        piece = await source.readexactly(min(length, PIECE_BYTES))
        await asyncio.to_thread(file.write, piece)
        length -= len(piece)
