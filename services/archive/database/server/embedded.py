"""One PostgreSQL server of the archive's own, reached by a socket that its user alone may open.

Nothing listens on the network, so there is no port to find and no password to keep. All that it holds can be
built again from the log, so commits need not wait for the disk; a crash loses the last ones, never the order.
"""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg

from services.archive.database.server.programs import Programs, find_programs
from services.archive.database.server.user import ServerUser, ends_with_parent, server_user
from shared.model.errors import OperatorError

SOCKETS = "spicerack-pg-"
"""Begins the name of a directory of sockets, in the system's directory for temporary files."""

START_SECONDS = 60.0
"""For a server to take clients: it first replays what a crash left, at most the 1 GiB of `max_wal_size`."""

STOP_SECONDS = 20.0
"""For a fast shutdown, which writes what is in memory."""

POLL_SECONDS = 0.05
"""Between two looks whether it takes clients."""

WATCH_SECONDS = 1.0
"""Between two looks whether it still runs."""

LOG_TAIL = 1500
"""Characters of the server's log that are shown when it does not start."""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "max_wal_size": "1GB",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "hot_standby": "on",
    "timezone": "UTC",
    "max_parallel_workers_per_gather": "0",  # many ask at a time: a helper of one is missing to another
    "jit": "off",  # compiling costs short questions more than it saves
}
"""Of a server on a machine that does other things, too: some 100 MB in all."""


class PostgresError(OperatorError):
    """The server does not start, or ended; the text says what its log says."""


class EmbeddedPostgres:
    """One server. Start and stop it as often as you like."""

    def __init__(
        self, data: Path, *, programs: Programs | None = None, user: ServerUser | None = None
    ) -> None:
        """Name a server.

        Args:
            data: its directory; made at the first start. Its user must be able to reach it.
            programs: of PostgreSQL; those of the host if None.
            user: who runs it.
        """
        self.data = data.absolute()
        self.programs = programs or find_programs()
        self.user = user or server_user()
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    @property
    def url(self) -> str:
        """The address of its database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://{self.user.name}@/postgres?host={self.sockets}"

    @property
    def sockets(self) -> Path:
        """The directory of its socket. Raises LookupError while it does not run."""
        if self._sockets is None:
            raise LookupError("the server does not run")
        return self._sockets

    async def start(self) -> None:
        """Make the data directory where there is none, start the server, and wait until it takes clients.

        Raises:
            PostgresError: it does not come up.
        """
        await asyncio.to_thread(self.prepare)
        self._launch()  # Here, not in a thread: the server ends when the thread that started it does.
        await asyncio.to_thread(self.wait_ready)

    def start_here(self) -> None:
        """Do what `start` does, and block meanwhile."""
        self.prepare()
        self._launch()
        self.wait_ready()

    def prepare(self) -> None:
        """Make the data directory, and end a server that another process left behind. Blocks."""
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        elif (self.data / "postmaster.pid").exists():
            # Its parent was killed. Nobody else may use this directory: it is ours.
            self._run(self.programs.pg_ctl, "stop", "-D", str(self.data), "-m", "fast", check=False)
        self._remove_left_sockets()

    def wait_ready(self) -> None:
        """Wait until the server takes clients. Blocks. Raises PostgresError."""
        tries = int(START_SECONDS / POLL_SECONDS)
        for _ in range(tries):
            if self._process is None or self._process.poll() is not None:
                raise PostgresError(f"PostgreSQL ended at its start: {self._log_tail()}")
            try:
                self.connect().close()
            except psycopg.OperationalError:
                _pause(self._process)
            else:
                return
        self.stop()
        raise PostgresError(f"PostgreSQL did not start in {START_SECONDS:g} s: {self._log_tail()}")

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection of one's own. Raises psycopg.OperationalError."""
        return psycopg.connect(host=str(self.sockets), user=self.user.name, dbname="postgres")

    async def watch(self) -> None:
        """Wait as long as the server runs. Raises PostgresError when it ended though nobody stopped it."""
        while self._process is None or self._process.poll() is None:  # noqa: ASYNC110  # a process ends unheard
            await asyncio.sleep(WATCH_SECONDS)
        raise PostgresError(f"PostgreSQL ended by itself: {self._log_tail()}")

    def stop(self) -> None:
        """Shut the server down, and wait for it. Blocks."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # A fast shutdown: callers are cut, nothing is lost.
            try:
                self._process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    def run_as_server(self, *command: str) -> None:
        """Run a program of PostgreSQL as the server's user. Blocks. Raises PostgresError."""
        self._run(*command)

    def _make_data(self) -> None:
        self.user.own(self.data)
        self._run(
            self.programs.initdb,
            *("-D", str(self.data), "-U", self.user.name, "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--auth=trust", "--no-sync"),
        )

    def _launch(self) -> None:
        # A socket's path has 107 characters at most, and a state directory may be deeper than that.
        self._sockets = Path(tempfile.mkdtemp(prefix=SOCKETS))
        self._sockets_note.write_text(str(self._sockets))
        if self.user.prefix:
            os.chown(self._sockets, self.user.uid, self.user.gid)
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *self.user.prefix,
                    *ends_with_parent(),
                    *(self.programs.postgres, "-D", str(self.data), "-k", str(self._sockets), *options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                # Ctrl-C in a terminal is for the services, which still need the server while they stop.
                start_new_session=True,
            )

    @property
    def _sockets_note(self) -> Path:
        """The file that says where the sockets are: who is killed cannot remove them."""
        return self.data.parent / f"{self.data.name}.sockets"

    def _remove_left_sockets(self) -> None:
        """Remove the directory of sockets of a process that was killed, if it is one of ours still."""
        try:
            left = Path(self._sockets_note.read_text())
            found = left.lstat()
        except (OSError, ValueError):
            return
        is_ours = left.parent == Path(tempfile.gettempdir()) and left.name.startswith(SOCKETS)
        # Anybody may make a directory of that name there.
        if is_ours and stat.S_ISDIR(found.st_mode) and found.st_uid in (os.geteuid(), self.user.uid):
            shutil.rmtree(left, ignore_errors=True)

    def _run(self, *command: str, check: bool = True) -> None:
        done = subprocess.run(
            [*self.user.prefix, *command], capture_output=True, text=True, cwd="/", check=False
        )
        if check and done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines() or ["it says nothing"]
            raise PostgresError(
                f"{Path(command[0]).name} failed: {said[-1]}; the user {self.user.name} must be able to "
                f"write to {self.data}, or set SPICERACK_DATABASE_URL"
            )

    def _log_tail(self) -> str:
        log = self.data.parent / f"{self.data.name}.log"
        try:
            return log.read_text(errors="replace")[-LOG_TAIL:].strip().replace("\n", " | ")
        except OSError as error:
            return str(error)


def _pause(process: "subprocess.Popen[bytes]") -> None:
    """Wait a moment, or less where the server ends."""
    try:
        process.wait(timeout=POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return
