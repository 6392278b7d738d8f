"""One run of a command: bounded in time, memory, processes and output, and ended as a whole."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from services.runner.command import supervise
from services.runner.program.kinds import Command
from shared.service.child.process import ended

PIPE_BYTES = 64 * 1024

LATE_SECONDS = 10.0
"""For the supervisor to end what is left, beside the command's own grace."""

LINE_BYTES = 16 * 1024
"""Of a line of standard error that is put together; a longer one comes in pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int | None
    """None where it was ended before it had one."""
    why: str
    """`exit`, `timeout`, `memory`, `processes` or `output`."""
    stdout: bytes = b""
    words: str = ""
    """How, for a person."""


class CommandProcess:
    """Runs a command in a directory."""

    def __init__(
        self,
        command: Command,
        *,
        directory: Path,
        environment: Mapping[str, str],
        seconds: float,
        line: Callable[[str], None],
    ) -> None:
        """Wire it.

        Args:
            command: the program and its bounds.
            directory: its working directory.
            environment: all of its environment.
            seconds: after which it is ended.
            line: is told each line of its standard error.
        """
        self._command = command
        self._directory = directory
        self._environment = environment
        self._seconds = seconds
        self._line = line
        self._logged = 0

    async def run(self, given: bytes) -> Ended:
        """Run it with `given` as standard input. Cancelled, it ends all of it before it is done."""
        answers, answer = os.pipe()
        try:
            process = await self._start(answer)
        except BaseException:
            os.close(answers)
            raise
        finally:
            os.close(answer)
        with FileIO(answers) as told:
            return await self._attend(process, given, told)

    async def _attend(self, process: asyncio.subprocess.Process, given: bytes, told: FileIO) -> Ended:
        too_much = asyncio.Event()
        reading = asyncio.gather(
            self._feed(process, given), self._read_out(process, too_much), self._read_err(process)
        )
        why = "exit"
        try:
            async with asyncio.timeout(self._seconds):
                await self._first(process, too_much)
            why = "output" if too_much.is_set() else "exit"
        except TimeoutError:
            why = "timeout"
        finally:
            await self._end(process)
            if not reading.done():
                # A pipe that something outside holds open is not waited for.
                await asyncio.wait([reading], timeout=1.0)
        if not reading.done():
            reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            results = await reading
            return self._ended(process, why, results[1], told.read() or b"")
        return self._ended(process, why, b"", b"")

    def _ended(self, process: asyncio.subprocess.Process, why: str, stdout: bytes, told: bytes) -> Ended:
        try:
            outcome = json.loads(told)
        except ValueError:
            outcome = {"why": "exit", "code": process.returncode}
        code, seen = outcome["code"], outcome.get("seen", 0)
        if why == "exit":
            why = outcome["why"]
        command = self._command
        words = {
            "timeout": f"it ran longer than {self._seconds:g} s, and was ended",
            "memory": f"it took {seen} bytes of memory, and may take {command.memory_bytes}: it was ended",
            "processes": f"it had {seen} processes, and may have {command.processes}: it was ended",
            "output": f"it wrote more than {command.stdout_bytes} bytes to standard output, and was ended",
        }.get(why, ended(code) if code is not None else "it was ended from outside")
        return Ended(code=code, why=why, stdout=stdout, words=words)

    async def _start(self, answer: int) -> asyncio.subprocess.Process:
        command = self._command
        spec = {
            "argv": list(command.argv),
            "parent": os.getpid(),
            "grace": command.grace_seconds,
            "memory": command.memory_bytes,
            "processes": command.processes,
            "limits": {
                "RLIMIT_CPU": command.cpu_seconds,
                "RLIMIT_FSIZE": command.file_bytes,
                "RLIMIT_NOFILE": command.open_files,
                "RLIMIT_CORE": 0,
            },
        }
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            str(supervise.__file__),
            json.dumps(spec),
            str(answer),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self._directory,
            env=dict(self._environment),
            pass_fds=(answer,),
            limit=PIPE_BYTES,
        )

    async def _first(self, process: asyncio.subprocess.Process, too_much: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(process.wait()), asyncio.ensure_future(too_much.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Have the supervisor end all of it; end the supervisor where it does not."""
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        waiting = asyncio.ensure_future(process.wait())
        # Not given up when this task is cancelled once more: what was begun is ended.
        done, _ = await asyncio.wait([waiting], timeout=self._command.grace_seconds + LATE_SECONDS)
        if not done:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await waiting

    async def _feed(self, process: asyncio.subprocess.Process, given: bytes) -> None:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(given)
            await process.stdin.drain()
            process.stdin.close()

    async def _read_out(self, process: asyncio.subprocess.Process, too_much: asyncio.Event) -> bytes:
        assert process.stdout is not None
        blocks: list[bytes] = []
        size = 0
        while block := await process.stdout.read(PIPE_BYTES):
            size += len(block)
            if size > self._command.stdout_bytes:
                too_much.set()
                blocks.clear()  # What comes until it has ended is read, so that it can end, and dropped.
            else:
                blocks.append(block)
        return b"".join(blocks)

    async def _read_err(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        rest = b""
        while block := await process.stderr.read(PIPE_BYTES):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                self._say(line)
            if len(rest) > LINE_BYTES:
                self._say(rest)
                rest = b""
        if rest:
            self._say(rest)

    def _say(self, line: bytes) -> None:
        before, self._logged = self._logged, self._logged + len(line)
        if self._logged <= self._command.log_bytes:
            self._line(line.decode(errors="replace"))
        elif before <= self._command.log_bytes:
            self._line(f"(its log has more than {self._command.log_bytes} bytes; the rest is dropped)")
