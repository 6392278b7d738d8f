"""The NATS server that `up` brings along, as something that the supervisor keeps running."""

import asyncio
import contextlib
import os
import shutil
import signal
from pathlib import Path

import httpx

from shared.bus.server.config import ServerError, ServerSettings
from shared.bus.server.server import EmbeddedServer
from spicerack.up.nats.address import NatsAddress
from spicerack.up.run.log_file import last_line, rotate, size_of
from spicerack.up.run.managed import StartError

WATCH_INTERVAL = 0.1
"""Seconds between two looks whether the server still runs: clients reconnect about as often."""

STORE_INTERVAL = 5.0
"""Seconds between two looks whether the server can still write its store: it says so in its health alone."""

STORE_TIMEOUT = 2.0

STORE_ROOM = 16 * 1024**2
"""Bytes that must be free before a server is started again whose disk was full: two blocks of a stream."""

WRITE_ERROR = "write error"
"""What the server's health says of a stream that it refuses since (nats-server 2.12 and later)."""

START_TIMEOUT = 60.0
"""Seconds until the server must take clients: after a power cut it reads its whole store first."""


class EmbeddedNats:
    """Implements `ManagedServer` over `EmbeddedServer`. Everything of it is below one directory."""

    name = "nats-server"

    def __init__(self, directory: Path) -> None:
        self._server = EmbeddedServer(ServerSettings(directory=directory, start_timeout=START_TIMEOUT))
        # Names the file that the server's configuration names.
        self._log = directory / "server.log"
        self._log_start = 0
        self._directory = directory
        self._failed = ""
        """What its store could not write, once it could not and has room again."""

    @property
    def address(self) -> str:
        """Where clients connect; empty before the first start."""
        try:
            return self._server.url
        except ServerError:
            return ""

    async def start(self) -> int:
        """Start the server and return its process id once it takes clients."""
        # A server that died still holds its directory for us; stopping lets go of it.
        await self._server.stop()
        try:
            rotate(self._log)
            self._log_start = size_of(self._log)
            await self._server.start()
            self._failed = ""
        except (ServerError, OSError) as error:
            # Its message may end with lines of a log; the first says it all.
            raise StartError(" ".join(str(error).split())) from error
        if (pid := self._server.pid) is None:
            raise StartError("it ended at once")
        return pid

    async def ready(self) -> bool:
        """Tell whether it takes clients: a start does not return before."""
        return self._server.running

    async def wait(self) -> int | None:
        """Wait until the server ends; how it ended is not known.

        A server that has once failed to write a stream refuses that stream until it is started again, even
        when the disk has room again. So that counts as an end too: `start` stops it first.
        """
        loop = asyncio.get_running_loop()
        look_at = loop.time() + STORE_INTERVAL
        while self._server.running:
            await asyncio.sleep(WATCH_INTERVAL)
            if loop.time() >= look_at:
                look_at = loop.time() + STORE_INTERVAL
                self._failed = await self._store_failed()
                if self._failed:
                    return None
        return None

    async def stop(self, *, grace: float) -> None:
        """Stop the server; what it acknowledged is on the disk however it ends."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._server.stop()
        await self._server.kill()

    def kill(self) -> None:
        """SIGKILL to the server."""
        if (pid := self._server.pid) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def last_words(self) -> str:
        """Return the last line of its log since the last start."""
        return self._failed or last_line(self._log, after=self._log_start)

    async def _store_failed(self) -> str:
        """Return what the server could not store, if a start would mend it: there must be room by then."""
        try:
            # Plain HTTP: certificates would be read in vain, every few seconds for ever.
            async with httpx.AsyncClient(trust_env=False, timeout=STORE_TIMEOUT, verify=False) as client:
                answer = await client.get(f"{self._server.monitoring_url}/healthz")
        except httpx.HTTPError:
            return ""
        if answer.status_code == httpx.codes.OK or WRITE_ERROR not in answer.text:
            return ""
        free = await asyncio.to_thread(lambda: shutil.disk_usage(self._directory).free)
        return "its store could not be written, and has room again" if free >= STORE_ROOM else ""

    def nats(self) -> NatsAddress:
        """Return where it answers, with the credentials that were made for it."""
        state = self._server.state
        return NatsAddress(
            host="127.0.0.1",
            port=state.port,
            user=state.user,
            password=state.password.get_secret_value(),
        )
