"""One supervised child process, tied to this process' life."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from pathlib import Path

from shared.bus.server import die_with_parent
from spicerack.up.run.child_spec import ChildSpec
from spicerack.up.run.log_file import last_line, open_log, size_of
from spicerack.up.run.managed import StartError
from spicerack.up.run.readiness import is_ready


class ChildProcess:
    """Implements `Managed` for a `ChildSpec`. What the child writes goes to `log`.

    The child leads a session of its own, so that a Ctrl-C on the terminal reaches the supervisor alone
    and the drain keeps its order.
    """

    def __init__(self, spec: ChildSpec, *, log: Path) -> None:
        self._spec = spec
        self._log = log
        self._log_start = 0
        self._process: Process | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self._spec.name

    @property
    def address(self) -> str:
        """Where it answers, to be shown."""
        return self._spec.address

    async def start(self) -> int:
        """Start the child and return its process id (the wrapper becomes the program: same id)."""
        argv = (sys.executable, "-I", "-S", die_with_parent.__file__, str(os.getpid()), *self._spec.argv)
        try:
            output = open_log(self._log)
        except OSError as error:
            raise StartError(f"cannot write its log {self._log}: {error.strerror}") from error
        try:
            self._log_start = size_of(self._log)
            self._process = await asyncio.create_subprocess_exec(
                *argv, env=self._spec.env, stdin=DEVNULL, stdout=output, stderr=STDOUT, start_new_session=True
            )
        except OSError as error:
            raise StartError(f"cannot start a process: {error.strerror}") from error
        finally:
            os.close(output)
        return self._process.pid

    async def ready(self) -> bool:
        """Ask the child whether it does its work."""
        return await is_ready(self._spec.ready_url)

    async def wait(self) -> int:
        """Wait until the child ends."""
        return await self._process.wait() if self._process else 0

    async def stop(self, *, grace: float) -> None:
        """SIGTERM to the child, SIGKILL to all its session after `grace` seconds."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace):
                await process.wait()
        except TimeoutError:
            self.kill()
            await process.wait()

    def kill(self) -> None:
        """SIGKILL to the child and what it started."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """Return the last line of the log since the last start."""
        return last_line(self._log, after=self._log_start)
