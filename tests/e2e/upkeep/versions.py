"""Services of two versions on one server: the checkout's own, and one from its history. No test module."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from testing.servers.listening import free_ports
from tests.e2e.harness import PATIENCE, QUICK, REPOSITORY, eventually

SETTINGS: Mapping[str, Mapping[str, str]] = {
    "manager": QUICK,
    "transfer": {},
    "orchestrator": {"SPICERACK_LEASE_SECONDS": "2"},
}


def unpack(commit: str, directory: Path) -> str:
    """Lay the sources of a commit of this repository into a directory; return why not, where it has none."""
    if shutil.which("git") is None:
        return "there is no git here"
    directory.mkdir()
    archive = directory / "sources.zip"
    paths = ("shared", "services", "spicerack")
    git = ["git", "-C", str(REPOSITORY), "archive", f"--output={archive}", commit, *paths]
    done = subprocess.run(git, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return f"this checkout has no history with commit {commit}: {done.stderr.strip()}"
    shutil.unpack_archive(archive, directory)
    return ""


class Service:
    """One service process, of whatever version, on a state directory that it keeps."""

    def __init__(
        self, kind: str, directory: Path, *, nats: str, site: str = "", root: Path | None = None
    ) -> None:
        """Say what it is; nothing runs yet.

        Args:
            kind: manager, transfer or orchestrator.
            directory: where its state and its log are.
            nats: URL of the server, with user and password.
            site: of a manager or worker.
            root: the directory of that site's files.
        """
        self.kind = kind
        self.state = directory
        self._nats = nats
        self._site = {"SPICERACK_SITE": site, "SPICERACK_ROOT": str(root)} if site else {}
        self._port = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, source: Path) -> None:
        """Run it from the sources in `source`, and wait until it is ready."""
        self.state.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                # -P: nothing but `source` says which version it is.
                [sys.executable, "-P", "-X", "faulthandler", "-m", "spicerack", "serve", self.kind],
                cwd=self.state,
                env=self._environment(source),
                stdout=log,
                stderr=log,
            )
        eventually(self._ready, what=f"{self.kind} of {source} to be ready")

    def stop(self) -> None:
        """SIGTERM; make sure that it ends well."""
        assert self._process is not None
        self._process.terminate()
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGABRT)  # It writes to its log where each thread stands.
            self._process.wait(PATIENCE)
            raise AssertionError(f"{self.kind} did not end after SIGTERM: {self.log()}") from None
        assert code == 0, self.log()

    def kill(self) -> None:
        """SIGKILL, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    def log(self) -> str:
        """Return what it has logged, in all its lives."""
        return self._log.read_text(errors="replace")

    @property
    def _log(self) -> Path:
        return self.state / "service.log"

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log()
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False, verify=False)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def _environment(self, source: Path) -> dict[str, str]:
        outer = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
        address = urlsplit(self._nats)
        return {
            **outer,
            **self._site,
            **SETTINGS[self.kind],
            "PYTHONPATH": str(source),
            "SPICERACK_NATS_URL": f"nats://{address.hostname}:{address.port}",
            "SPICERACK_NATS_USER": address.username or "",
            "SPICERACK_NATS_PASSWORD": address.password or "",
            "SPICERACK_STATE": str(self.state),
            "SPICERACK_HTTP_PORT": str(self._port),
        }
