"""One service in a thread of this process, with an event loop of its own."""

import asyncio
import contextlib
import logging
import os
import threading
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from pathlib import Path

from shared.service.config import ConfigError, ServiceConfig, read_config
from shared.service.lifecycle import EXIT_FAILED, is_operators, last_words_of
from spicerack.services import Entry, Service, entry
from spicerack.up.run.child_spec import ChildSpec
from spicerack.up.run.managed import StartError
from spicerack.up.run.readiness import is_ready
from spicerack.up.run.thread_logs import logged_to

log = logging.getLogger(__name__)

KILL_SECONDS = 5.0
"""For a cancelled service to end. A thread cannot be made to: it is left behind until the process ends."""


class ServiceThread:
    """Implements `Managed` for a service that shares this process.

    A service that fails ends its loop alone, and is started again as a process would be. What ends the whole
    process, such as the kernel's lack of memory, ends all: `--processes` keeps services apart.
    """

    def __init__(
        self,
        spec: ChildSpec,
        *,
        service: Service,
        log_file: Path,
        way_into: Callable[[Service], Entry] = entry,
    ) -> None:
        self._spec = spec
        self._service = service
        self._log_file = log_file
        self._way_into = way_into
        self._words = ""
        self._told_to_end = False
        self._ended: Future[int] | None = None
        self._loop: AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._main: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self._spec.name

    @property
    def address(self) -> str:
        """Where it answers, to be shown."""
        return self._spec.address

    async def start(self) -> int:
        """Start the service and return the number of this process."""
        way_in = await asyncio.to_thread(self._way_into, self._service)
        try:
            config = read_config(way_in.config, self._spec.env)
        except ConfigError as error:
            raise StartError(str(error)) from error
        self._words, self._told_to_end = "", False
        self._loop = self._stop = self._main = None
        outer = asyncio.get_running_loop()
        ended = self._ended = outer.create_future()

        def run() -> None:
            code = self._live(way_in, config)
            # The outer loop is closed where the whole process ends before this thread has.
            with contextlib.suppress(RuntimeError):
                outer.call_soon_threadsafe(_resolve, ended, code)

        threading.Thread(target=run, name=self._spec.name, daemon=True).start()
        return os.getpid()

    async def ready(self) -> bool:
        """Ask the service whether it does its work."""
        return await is_ready(self._spec.ready_url)

    async def wait(self) -> int:
        """Wait until the service ends; return 0, or 1 after a failure."""
        return await asyncio.shield(self._ended) if self._ended is not None else 0

    async def stop(self, *, grace: float) -> None:
        """Tell the service to end, cancel it after `grace` seconds, and wait until it has."""
        if self._ended is None or self._ended.done():
            return
        self._told_to_end = True
        self._call(self._ask_to_end)
        try:
            async with asyncio.timeout(grace):
                await asyncio.shield(self._ended)
        except TimeoutError:
            self.kill()
            await self._give_up()

    def kill(self) -> None:
        """Cancel everything that the service does."""
        if self._ended is not None and not self._ended.done():
            self._call(self._cancel)

    def last_words(self) -> str:
        """Return why it failed, if it did."""
        return self._words

    def _live(self, way_in: Entry, config: ServiceConfig) -> int:
        """Run the service in the thread that calls; return its exit code."""
        as_json = config.log_format != "text"
        site = getattr(config, "site", "")
        try:
            with logged_to(
                self._log_file, service=self._service, site=site, json=as_json, level=config.log_level
            ):
                return self._run(way_in, config)
        except OSError as error:
            self._words = f"cannot write its log {self._log_file}: {error.strerror}"
            return EXIT_FAILED

    def _run(self, way_in: Entry, config: ServiceConfig) -> int:
        try:
            asyncio.run(self._work(way_in, config))
        except asyncio.CancelledError:
            self._words = "it did not end in time"
        except BaseException as error:
            self._words = last_words_of(error, config)
            ours = None if is_operators(error) else error
            log.error("%s ends: %s", self._spec.name, self._words, exc_info=ours)
        else:
            return 0
        return EXIT_FAILED

    async def _work(self, way_in: Entry, config: ServiceConfig) -> None:
        self._stop = asyncio.Event()
        self._main = asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        if self._told_to_end:
            # Said before there was a loop to tell.
            self._stop.set()
        await way_in.work(config, self._stop)

    def _call(self, action: Callable[[], None]) -> None:
        if self._loop is not None:
            # A loop that has just been closed has nothing left to be told.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(action)

    def _ask_to_end(self) -> None:
        if self._stop is not None:
            self._stop.set()

    def _cancel(self) -> None:
        if self._main is not None:
            self._main.cancel()

    async def _give_up(self) -> None:
        """Wait a little for a cancelled service; leave the thread behind if it does not end."""
        ended = self._ended
        if ended is None:
            return
        try:
            async with asyncio.timeout(KILL_SECONDS):
                await asyncio.shield(ended)
        except TimeoutError:
            _resolve(ended, EXIT_FAILED)


def _resolve(ended: "Future[int]", code: int) -> None:
    if not ended.done():
        ended.set_result(code)
