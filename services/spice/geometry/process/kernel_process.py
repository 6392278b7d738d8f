"""One process that holds a kernel set, seen from the service: it has one question at a time."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from typing import Protocol

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError
from services.spice.geometry.process.listed_times import taken_out
from services.spice.geometry.process.words import (
    LENGTHS,
    SAID,
    Answered,
    Ask,
    Failed,
    Furnish,
    Piece,
    Progress,
    Ready,
    Said,
    framed,
    lengths,
)
from shared.service.child.process import end_child, ended, last_words, start_child

START_SECONDS = 120.0
"""For Python, CSPICE and thousands of kernels to load, on a busy host."""

BUFFER = 1024**2
"""Bytes of answers that wait in this process before the other is held up."""

KILLS = (signal.SIGKILL, signal.SIGTERM)
"""Signals that come from outside, as where a host lacks memory; CSPICE itself dies of others."""


class Sink(Protocol):
    """Takes the bytes of an answer."""

    async def write(self, data: bytes) -> None:
        """Take the next bytes."""

    async def restart(self) -> None:
        """Forget what was taken: the question is asked again."""


class KernelProcess:
    """A process for one kernel set, from its start to its end. It is never given another set."""

    def __init__(self, kernels: Sequence[tuple[str, str]], *, memory_bytes: int) -> None:
        """Start nothing yet.

        Args:
            kernels: file and path of each, in the order of loading.
            memory_bytes: address space of the process.
        """
        self._kernels = tuple(kernels)
        self._memory_bytes = memory_bytes
        self._process: asyncio.subprocess.Process | None = None
        self.questions = 0
        """That it was asked."""
        self.resident_bytes = 0
        """The most memory that it has had, when it last answered."""
        self.without_rates: tuple[int, ...] = ()
        """Places of CKs that have segments without angular velocities: it answers one question then."""

    @property
    def pid(self) -> int | None:
        """The number of the process, while it runs."""
        return None if self._process is None else self._process.pid

    async def start(self) -> None:
        """Start it, and have it load its kernels.

        Raises:
            ProcessStartError: it does not come up.
            GeometryError: CSPICE refuses a kernel.
        """
        module = "services.spice.geometry.process"
        process = self._process = await start_child(module, str(self._memory_bytes), line_max=BUFFER)
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._tell(framed(Furnish(kernels=self._kernels)))
                said, _ = await self._hear()
        except TimeoutError:
            await self.stop()
            raise ProcessStartError(f"kernels were not loaded within {START_SECONDS:.0f} s") from None
        except ProcessDiedError as error:
            why = await last_words(process) or str(error)
            killed = (process.returncode or 0) < 0
            raise ProcessStartError(f"a process for kernels did not come up: {why}", killed=killed) from error
        except BaseException:
            await self.stop()
            raise
        if isinstance(said, Failed):
            await self.stop()
            raise GeometryError(said.failure)
        if isinstance(said, Ready):
            self.without_rates = said.without_rates

    async def ask(
        self, ask: Ask, *, sink: Sink, seconds: float, progress: Callable[[float], None]
    ) -> Answered:
        """Ask one question, and give the bytes of its answer to a sink.

        Raises:
            GeometryError: it has no answer.
            ProcessDiedError: the process died of it, or was ended after so many seconds.
        """
        self.questions += 1
        try:
            async with asyncio.timeout(seconds):
                question, doubles = taken_out(ask.question)
                await self._tell(framed(ask.model_copy(update={"question": question}), doubles))
                return await self._answer(sink, progress)
        except TimeoutError:
            await self.stop()
            raise ProcessDiedError(f"it took longer than {seconds:g} s", hung=True) from None
        except GeometryError:
            raise
        except BaseException:
            # Whoever asked has gone, in the middle of an answer: the rest of it would be taken for the next.
            await self.stop()
            raise

    async def stop(self) -> None:
        """End the process, if there is one, and wait until it has ended."""
        process, self._process = self._process, None
        if process is not None:
            await end_child(process)

    async def _answer(self, sink: Sink, progress: Callable[[float], None]) -> Answered:
        while True:
            said, body = await self._hear()
            match said:
                case Piece():
                    await sink.write(body)
                case Progress():
                    progress(said.share)
                case Failed():
                    raise GeometryError(said.failure)
                case Answered():
                    self.resident_bytes = said.resident_bytes
                    return said
                case Ready():
                    raise ProcessDiedError("its answer makes no sense")

    async def _tell(self, frame: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise ProcessDiedError("it is not there")
        try:
            process.stdin.write(frame)
            await process.stdin.drain()
        except ConnectionError as error:
            raise await _died(process) from error

    async def _hear(self) -> tuple[Said, bytes]:
        process = self._process
        if process is None or process.stdout is None:
            raise ProcessDiedError("it is not there")
        try:
            words, body = lengths(await process.stdout.readexactly(LENGTHS.size))
            said = SAID.validate_json(await process.stdout.readexactly(words))
            return said, await process.stdout.readexactly(body)
        except asyncio.IncompleteReadError as error:
            raise await _died(process) from error
        except ValueError as error:
            raise ProcessDiedError("its answer makes no sense") from error


async def _died(process: asyncio.subprocess.Process) -> ProcessDiedError:
    code = await process.wait()
    return ProcessDiedError(ended(code), killed=-code in KILLS)
