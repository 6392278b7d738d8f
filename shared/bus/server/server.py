"""An embedded nats-server: one process of the real binary, with its own store, on the loopback interface.

It cannot outlive its parent. Started again on the same directory it has the same data and credentials,
and the same port where that is still free, so that clients which were connected find it again.
"""

import asyncio
import fcntl
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from shared.bus.server import die_with_parent
from shared.bus.server.config import (
    ANY_PORT,
    ServerError,
    ServerSettings,
    ServerState,
    find_binary,
    render_config,
)
from shared.bus.server.memory import memory_limit
from shared.bus.server.stored import stored_bytes
from shared.bus.settings import BusSettings
from shared.identity.passwords import new_password
from shared.identity.private_file import write_private

POLL_SECONDS = 0.02
"""Between two looks whether the server is up."""

LOG_TAIL_BYTES = 2000
"""How much of the server's log is shown when it does not start."""

USER = "spicerack"

MEMORY_LIMIT = "GOMEMLIMIT"
"""Go's own setting, of bytes or as `2GiB`."""


class EmbeddedServer:
    """One nats-server process. Start and stop it as often as you like."""

    def __init__(self, settings: ServerSettings, *, make_password: Callable[[], str] = new_password) -> None:
        self._settings = settings
        self._make_password = make_password
        self._process: asyncio.subprocess.Process | None = None
        self._lock: IO[str] | None = None
        self._state: ServerState | None = None

    async def start(self) -> None:
        """Start the process and wait until it takes clients.

        Raises:
            ServerError: there is no binary, another server uses the directory, or it does not come up.
        """
        await asyncio.to_thread(self._prepare)
        wrapper = [sys.executable, "-S", "-E", die_with_parent.__file__, str(os.getpid())]
        server = [str(find_binary()), "-c", str(self._path("server.conf"))]
        self._process = await asyncio.create_subprocess_exec(
            *wrapper,
            *server,
            env={**os.environ, MEMORY_LIMIT: await asyncio.to_thread(self._memory_limit)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl-C in a terminal is for the services, which still need the server while they stop.
            start_new_session=True,
        )
        try:
            await self.wait_ready()
        except BaseException:
            await self.stop()
            raise

    async def wait_ready(self) -> None:
        """Wait until the server takes clients.

        Raises:
            ServerError: it ended, or took longer than the start timeout.
        """
        try:
            async with asyncio.timeout(self._settings.start_timeout):
                while not await asyncio.to_thread(self._learn_ports):
                    if not self.running:
                        raise ServerError(f"nats-server ended at once. Its log says: {self._log_tail()}")
                    await asyncio.sleep(POLL_SECONDS)
                await self._greeted()
        except TimeoutError as error:
            limit = self._settings.start_timeout
            raise ServerError(f"nats-server not up in {limit:g} s. Its log: {self._log_tail()}") from error

    async def stop(self) -> None:
        """Ask the process to end, and end it if it does not."""
        process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(self._settings.stop_timeout):
                    await process.wait()
            except TimeoutError:
                await self.kill()
        self._release()

    async def kill(self) -> None:
        """End the process with SIGKILL, as a crash would."""
        process = self._process
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
        self._release()

    @property
    def running(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """Process id, None when it does not run."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def state(self) -> ServerState:
        """Ports and credentials. Raises ServerError before the first start."""
        if self._state is None:
            raise ServerError("the server was not started yet")
        return self._state

    @property
    def url(self) -> str:
        """Where clients connect, without credentials."""
        return f"nats://127.0.0.1:{self.state.port}"

    @property
    def monitoring_url(self) -> str:
        """Where the server shows its figures (varz, jsz, healthz)."""
        return f"http://127.0.0.1:{self.state.monitoring_port}{self.state.monitoring_path}"

    def bus_settings(self, *, name: str = "spicerack", prefix: str = "rack") -> BusSettings:
        """Return how a process of this host reaches the server."""
        state = self.state
        return BusSettings(
            servers=(self.url,), user=state.user, password=state.password, name=name, prefix=prefix
        )

    def _path(self, name: str) -> Path:
        return self._settings.directory / name

    def _prepare(self) -> None:
        """Take the directory for ourselves and write the configuration."""
        self._settings.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_lock()
        for left in self._settings.directory.glob("*.ports"):
            left.unlink()
        remembered = self._remembered()
        self._state = ServerState(
            port=_free_or_any(remembered.port if remembered else self._settings.port),
            monitoring_port=_free_or_any(remembered.monitoring_port if remembered else ANY_PORT),
            monitoring_path=(remembered and remembered.monitoring_path) or f"/{self._make_password()}",
            user=remembered.user if remembered else USER,
            password=remembered.password if remembered else self._make_password(),
        )
        write_private(self._path("server.conf"), render_config(self._settings, state=self._state))

    def _memory_limit(self) -> str:
        """Return what the server aims at: as its settings or the operator say, else by what it stores."""
        if self._settings.memory_limit_bytes is not None:
            return str(self._settings.memory_limit_bytes)
        host = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        stored = stored_bytes(self._path("store"))
        return os.environ.get(MEMORY_LIMIT) or str(memory_limit(stored=stored, host=host))

    def _take_lock(self) -> None:
        lock = self._path("server.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise ServerError(
                f"another nats-server of SpiceRack runs in {self._settings.directory}"
            ) from error
        self._lock = lock

    def _release(self) -> None:
        self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _remembered(self) -> ServerState | None:
        try:
            return ServerState.model_validate_json(self._path("server.json").read_text())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            path = self._path("server.json")
            raise ServerError(f"{path} is damaged: remove it, and clients get new credentials") from error

    def _learn_ports(self) -> bool:
        """Read the ports file, which the server writes once it listens, and remember the ports."""
        assert self._process is not None and self._state is not None
        for path in self._settings.directory.glob("*.ports"):
            ports = _read_ports(path)
            if ports is not None:
                self._state = self._state.model_copy(update=ports)
                write_private(self._path("server.json"), self._state.to_json())
                return True
        return False

    async def _greeted(self) -> None:
        """Wait for the INFO line that the server sends to every client first."""
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.state.port)
                greeting = await reader.readline()
                writer.close()
                if greeting.startswith(b"INFO "):
                    return
            except OSError:
                if not self.running:
                    raise ServerError(f"nats-server ended. Its log says: {self._log_tail()}") from None
            await asyncio.sleep(POLL_SECONDS)

    def _log_tail(self) -> str:
        try:
            return self._path("server.log").read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace")
        except FileNotFoundError:
            return "(nothing)"


def _read_ports(path: Path) -> dict[str, int] | None:
    try:
        ports = json.loads(path.read_text())
        return {
            "port": int(ports["nats"][0].rpartition(":")[2]),
            "monitoring_port": int(ports["monitoring"][0].rpartition(":")[2]),
        }
    except (ValueError, KeyError, IndexError, FileNotFoundError):
        return None  # half written: look again


def _free_or_any(port: int) -> int:
    """Return `port` if it can be had now, else any."""
    if port <= 0:
        return ANY_PORT
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return ANY_PORT
    return port
