"""One worker process, seen from the describer: it is asked one content at a time, and may die of it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from services.describer.work.protocol import ANSWER, LINE_MAX, Begun, Hello, Job, Looked, Missing
from shared.service.child.process import end_child, ended, last_words, start_child

START_SECONDS = 60.0
"""For Python and the describers' libraries to load, on a busy host."""


class WorkerDiedError(Exception):
    """The worker ended, or was ended, while it looked at a content; `str()` says how, in one line."""

    def __init__(self, how: str, *, describer: str | None, hung: bool = False) -> None:
        super().__init__(how)
        self.describer = describer
        """Who was at work."""
        self.hung = hung
        """Whether it took too long: the same bytes will again."""


class WorkerStartError(Exception):
    """The process does not come up: no content is to blame. `str()` says why, in one line."""


class WorkerProcess:
    """Starts when it is first asked, and anew after it has died or served long enough."""

    def __init__(
        self, root: Path, *, memory_bytes: int, contents_max: int, settings: Path | None = None
    ) -> None:
        """Start nothing yet.

        Args:
            root: of the site.
            memory_bytes: address space of the process.
            contents_max: contents after which another process takes over: what libraries leak is bounded.
            settings: a file of the describers' settings.
        """
        self._root = root
        self._memory_bytes = memory_bytes
        self._settings = settings
        self._contents_max = contents_max
        self._process: asyncio.subprocess.Process | None = None
        self._served = 0
        self._at_work: str | None = None
        self.describers: Mapping[str, int] = {}
        """The version of each, once it has been started."""

    @property
    def pid(self) -> int | None:
        """The number of the process, while it runs."""
        return None if self._process is None else self._process.pid

    async def start(self) -> None:
        """Start the process, unless it runs.

        Raises:
            WorkerStartError: it does not come up.
        """
        if self._process is not None:
            return
        settings = [] if self._settings is None else [str(self._settings)]
        process = self._process = await start_child(
            "services.describer.work", str(self._root), str(self._memory_bytes), *settings, line_max=LINE_MAX
        )
        self._served = 0
        try:
            async with asyncio.timeout(START_SECONDS):
                hello = await self._read()
        except TimeoutError:
            await self.stop()
            raise WorkerStartError(f"a worker process said nothing for {START_SECONDS:.0f} s") from None
        except WorkerDiedError as error:
            words = await last_words(process)
            raise WorkerStartError(f"a worker process did not come up: {words or error}") from error
        if isinstance(hello, Hello):
            self.describers = hello.describers

    async def ask(self, job: Job, *, seconds: float) -> Looked | Missing:
        """Have a content looked at, for so many seconds at most.

        Raises:
            WorkerStartError: there is no process to ask.
            WorkerDiedError: it died of the content, or was ended.
        """
        if self._served >= self._contents_max:
            await self.stop()
        await self.start()
        self._served += 1
        self._tell(job)
        try:
            async with asyncio.timeout(seconds):
                return await self._answer()
        except TimeoutError:
            describer = self._at_work
            await self.stop()
            raise WorkerDiedError(
                f"it took longer than {seconds:.0f} s", describer=describer, hung=True
            ) from None

    async def stop(self) -> None:
        """End the process, if there is one, and wait until it has ended."""
        process, self._process = self._process, None
        if process is not None:
            await end_child(process)

    def _tell(self, job: Job) -> None:
        self._at_work = None
        stdin = self._process.stdin if self._process is not None else None
        if stdin is not None:
            stdin.write(job.model_dump_json().encode() + b"\n")

    async def _answer(self) -> Looked | Missing:
        while True:
            words = await self._read()
            if isinstance(words, Begun):
                self._at_work = words.describer
            elif isinstance(words, Looked | Missing):
                return words

    async def _read(self) -> Hello | Begun | Missing | Looked:
        process = self._process
        if process is None or process.stdout is None:
            raise WorkerDiedError("it is not there", describer=self._at_work)
        try:
            line = await process.stdout.readline()
            if line.endswith(b"\n"):
                return ANSWER.validate_json(line)
            how = ended(await process.wait())
        except (ValueError, ValidationError):
            how = "its answer makes no sense"
        describer = self._at_work
        await self.stop()
        raise WorkerDiedError(how, describer=describer)
