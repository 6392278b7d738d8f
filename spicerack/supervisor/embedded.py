"""The NATS server that `up` brings along, as something that the supervisor keeps running."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

from shared.bus.server import EmbeddedServer
from shared.bus.server_config import ServerError, ServerSettings
from spicerack.supervisor.log_file import last_line, rotate, size_of
from spicerack.supervisor.managed import StartError
from spicerack.supervisor.nats_url import NatsAddress

WATCH_INTERVAL = 0.1
"""Seconds between two looks whether the server still runs: clients reconnect about as often."""

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
        """Wait until the server ends; how it ended is not known."""
        while self._server.running:  # noqa: ASYNC110 - the server has no event for its end
            await asyncio.sleep(WATCH_INTERVAL)
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
        return last_line(self._log, after=self._log_start)

    def nats(self) -> NatsAddress:
        """Return where it answers, with the credentials that were made for it."""
        state = self._server.state
        return NatsAddress(
            host="127.0.0.1",
            port=state.port,
            user=state.user,
            password=state.password.get_secret_value(),
        )
