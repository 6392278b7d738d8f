"""What end-to-end tests share: `spicerack up` as real processes, its sites' directories, and looks at both.

No test module: nothing in here is collected. `SPICERACK_TEST_SCALE=full` makes the long variants as long as
the specification has them; the default keeps all of tests/e2e within minutes on two cores.
"""

import hashlib
import io
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from spicerack.client.client import ManagerClient
from spicerack.commands.sites.sync import synchronise
from spicerack.commands.times import Time
from spicerack.errors import CommandError
from spicerack.main import execute
from testing.servers.listening import free_ports

REPOSITORY = Path(__file__).parents[2]
CONTROL = ".spicerack"
SWITCHES = REPOSITORY / "testing" / "switches" / "site"
"""Where Python finds what sets the switches of `testing.switches` at its start."""
FULL_SCALE = os.environ.get("SPICERACK_TEST_SCALE") == "full"
PATIENCE = 600.0 if FULL_SCALE else 300.0
"""Seconds for what takes a few: the machine may be busy with other tests."""
SAMPLES = Path(os.environ.get("SPICERACK_SAMPLES", REPOSITORY.parent / "shared" / "data"))
QUICK = {"SPICERACK_SETTLE_SECONDS": "0.2", "SPICERACK_GRACE_SECONDS": "0.2"}

State = tuple[str, ...]
Tree = dict[str, State]


def eventually(
    true: Callable[[], bool], *, what: str, patience: float = PATIENCE, pause: float = 0.05
) -> None:
    """Wait until `true()`; fail with `what` when `patience` is over."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(pause)


def tree(root: Path) -> Tree:
    """Return what stands below `root`, the control directory aside: kind and BLAKE2 of each path."""
    found: Tree = {}
    for directory, names, files in os.walk(root):
        if Path(directory) == root and CONTROL in names:
            names.remove(CONTROL)
        for name in names:
            found[str((Path(directory) / name).relative_to(root))] = ("directory",)
        for name in files:
            path = Path(directory) / name
            found[str(path.relative_to(root))] = ("file", _hash(path))
    return found


def assert_same(*roots: Path) -> Tree:
    """Make sure that all `roots` hold the same; return it."""
    first, *others = (tree(root) for root in roots)
    for root, other in zip(roots[1:], others, strict=True):
        differing = {path for path in first.keys() | other.keys() if first.get(path) != other.get(path)}
        shown = [f"{path!r}: {first.get(path)} / {other.get(path)}" for path in sorted(differing)[:20]]
        assert not differing, f"{roots[0]} and {root} differ in {len(differing)} paths: {shown}"
    return first


def write(path: Path, content: bytes | str, *, times: tuple[int, int] | None = None) -> None:
    """Write a file, with the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if times is not None:
        os.utime(path, ns=times)


def random_bytes(seed: int, size: int) -> bytes:
    """Return bytes that do not compress, the same for the same `seed`."""
    return random.Random(seed).randbytes(size)


def write_large(path: Path, size: int, *, seed: int = 1) -> None:
    """Write a file of `size` bytes that do not compress, a MiB at a time."""
    source = random.Random(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for start in range(0, size, 1 << 20):
            file.write(source.randbytes(min(1 << 20, size - start)))


def gone(pid: int, patience: float = PATIENCE) -> bool:
    """Wait until a process that need not be our child has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], patience)[0])
    finally:
        os.close(descriptor)


OF_NO_SITE = frozenset(("satellites",))
"""Services of which one process serves all sites."""


class Rack:
    """One `spicerack up` with the directories of its sites, all below one directory of the test's.

    Children are called as `up` calls them: `manager-a`, `transfer-a`, `orchestrator`, `nats-server`.
    """

    def __init__(
        self,
        directory: Path,
        *sites: str,
        receive_only: Sequence[str] = (),
        settings: Mapping[str, str] | None = None,
        nats: str | None = None,
        roots: Mapping[str, Path] | None = None,
        stores: Mapping[str, str] | None = None,
        config: Path | None = None,
        prefix: Sequence[str] = (),
        source: Path = REPOSITORY,
        processes: bool = True,
        gateways: bool = False,
        extras: Sequence[str] = (),
    ) -> None:
        self.directory = directory
        self.state = directory / "state"
        self.names = sites
        self.roots = {name: (roots or {}).get(name, directory / name) for name in sites}
        for root in self.roots.values():
            root.mkdir(parents=True, exist_ok=True)
        self._stores = stores or {}
        """Addresses of the sites whose files lie at one; what is in their directories is not theirs."""
        self._config = config
        self._receive_only = receive_only
        self._settings = {**QUICK, **(settings or {})}
        self._nats = nats
        self._prefix = prefix
        self._source = source
        # Services of one process are lighter, and cannot be killed one by one.
        self._processes = processes and source == REPOSITORY
        # What is tested without a gateway does not pay for one.
        self._gateways = gateways
        self._extras = (*(("gateway",) if gateways else ()), *extras)
        """Services of each site, in the order of their ports."""
        self.port = free_ports((2 + len(self._extras)) * len(sites) + 1)
        self.process: subprocess.Popen[str] | None = None
        self.lines: list[str] = []
        self._ever: set[int] = set()
        self._changed = threading.Condition()

    def __getitem__(self, site: str) -> Path:
        return self.roots[site]

    def store(self, site: str) -> str:
        """Return the address of the store that a site's files lie at."""
        return self._stores[site]

    # Running.

    def start(self, *, ready: bool = True) -> "Rack":
        """Start it and wait until every child says that it is ready."""
        self.lines.clear()
        self._ever.clear()  # of an earlier run: gone, and the system gives their numbers to others
        self.process = self.start_another()
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        if ready:
            for name in self.children():
                self.until(f"{name}: ready")
        return self

    def start_another(self) -> "subprocess.Popen[str]":
        """Start `up` with these sites, whether it runs already or not, and wait for nothing."""
        return subprocess.Popen(
            [*self._prefix, sys.executable, "-m", "spicerack", "up", *self._arguments()],
            cwd=self._source,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal, and make sure that it exits with 0 and leaves no process behind."""
        assert self.process is not None
        self.resume_all()
        # The system has given the numbers of those that ended long ago to others.
        self._ever = set(filter(self._is_child, self._ever))
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        assert code == 0, f"exit code {code}: {self.said()}"
        assert all(gone(pid) for pid in self._ever), "processes are left"

    def kill_all(self) -> None:
        """SIGKILL to `up`, which ends all of its children, and wait until they have ended."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
        assert all(gone(pid) for pid in self._ever), "processes are left"

    @contextmanager
    def running(self) -> Iterator["Rack"]:
        """Start, and in the end stop with all checks; after a failure only clean up."""
        try:
            self.start()
            yield self
        except BaseException:
            self.resume_all()
            self.kill_all()
            raise
        self.stop()

    def children(self) -> list[str]:
        """Return the names of all children."""
        own = [] if self._nats else ["nats-server"]
        kinds = ("manager", "transfer", *self._extras)
        services = [
            f"{service}-{site}" for service in kinds if service not in OF_NO_SITE for site in self.names
        ]
        services += [service for service in self._extras if service in OF_NO_SITE]
        return [*own, "orchestrator", *services]

    def pid(self, name: str) -> int:
        """Return the process id of a child as it was said last."""
        with self._changed:
            said = [line for line in self.lines if line.startswith(f"{name}: ") and "started, pid " in line]
        assert said, f"{name} was never started: {self.said()}"
        return int(said[-1].split("pid ")[1].split(",")[0])

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a child; one that has ended, and was not started again yet, gets none."""
        pid = self.pid(name)
        assert self.process is not None
        assert pid != self.process.pid, f"{name} is a part of `up` itself: ask for a rack with processes"
        if not self._is_child(pid):
            return
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return

    @contextmanager
    def paused(self, *names: str) -> Iterator[None]:
        """SIGSTOP these children for the time of a block."""
        for name in names:
            self.kill(name, signal.SIGSTOP)
        try:
            yield
        finally:
            for name in names:
                self.kill(name, signal.SIGCONT)

    def resume_all(self) -> None:
        """SIGCONT to every child that was ever started, so that none stays stopped for ever."""
        for pid in filter(self._is_child, self._ever):
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                continue

    def until(self, *words: str, after: int = 0, patience: float = PATIENCE) -> str:
        """Wait for a line of `up` after the first `after` ones that holds all `words`; return it."""
        deadline = time.monotonic() + patience
        with self._changed:
            while True:
                for line in self.lines[after:]:
                    if all(word in line for word in words):
                        return line
                assert self.process is not None
                assert time.monotonic() < deadline, f"{words} was never said: {self.lines}"
                assert self.process.poll() is None, f"{words}: up ended: {self.lines}"
                self._changed.wait(0.2)

    def said(self) -> str:
        """Return all that `up` has said since it was started."""
        with self._changed:
            return "".join(self.lines)

    def log(self, name: str) -> str:
        """Return what a child has logged."""
        path = self.state / "logs" / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def log_of_server(self) -> str:
        """Return what the embedded server has logged."""
        path = self.state / "nats" / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def tracebacks(self) -> list[str]:
        """Return the logs' ends of services, from the first failure on that nobody had foreseen."""
        logs = [(name, self.log(name)) for name in self.children() if name != "nats-server"]
        return [f"{name}: {log[log.index('Traceback') :]}" for name, log in logs if "Traceback" in log]

    # Asking.

    @property
    def url(self) -> str:
        """The first site's manager."""
        return self.url_of(self.names[0])

    def url_of(self, site: str) -> str:
        """The manager of a site."""
        return f"http://127.0.0.1:{self.port + self.names.index(site)}"

    def gateway_of(self, site: str) -> str:
        """The gateway of a site."""
        return f"http://127.0.0.1:{self.port + 2 * len(self.names) + 1 + self.names.index(site)}"

    def get(self, path: str, *, site: str | None = None) -> httpx.Response:
        """GET from a manager."""
        return httpx.get(self.url_of(site or self.names[0]) + path, timeout=30, trust_env=False, verify=False)

    def post(self, path: str, *, site: str | None = None) -> httpx.Response:
        """POST to a manager."""
        return httpx.post(
            self.url_of(site or self.names[0]) + path,
            timeout=30,
            trust_env=False,
            verify=False,
            headers={"SpiceRack-Request": "1"},
        )

    def spicerack(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command against the first manager, and return what came of it.

        Without a process of its own: starting Python takes longer than most commands. The tests of the guides
        and of `up` start commands as a person does.
        """
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        environment = patch.dict(os.environ, self._environment(), clear=True)
        with environment, redirect_stdout(out), redirect_stderr(err):
            code = execute([*arguments, "--url", self.url])
        said, complained = (stream.buffer.getvalue().decode() for stream in (out, err))
        return subprocess.CompletedProcess(arguments, code, said, complained)

    def sync(self, *, timeout: float = PATIENCE, code: int = 0) -> str:
        """Do what `spicerack sync` does; make sure that it would exit with `code`, and return what it says.

        Without a process of its own: starting Python takes longer than the sync. `spicerack` has one.
        """
        lines: list[str] = []
        with ManagerClient(self.url) as client:
            time_now = Time(now=time.monotonic, sleep=time.sleep)
            verdict = synchronise(client, timeout=timeout, time=time_now, show=lines.append)
        assert verdict.exit_code == code, f"sync: {verdict.text}: {lines[-3:]}\n{self.explain()}"
        return verdict.text

    def synced(self) -> Tree:
        """`spicerack sync`, and all directories are the same; return what they hold."""
        self.sync()
        return assert_same(*self.roots.values())

    def status(self) -> dict[str, Any]:
        """What `spicerack status --json` prints, without a process of its own."""
        with ManagerClient(self.url) as client:
            answer: dict[str, Any] = client.status().model_dump(mode="json")
        return answer

    def site(self, name: str) -> dict[str, Any]:
        """Return what the status says of one site."""
        sites: list[dict[str, Any]] = self.status()["sites"]
        return next(site for site in sites if site["name"] == name)

    def problems(self, name: str) -> list[str]:
        """Return the problems of one site."""
        return list(self.site(name)["problems"])

    def sent_bytes(self) -> int:
        """Return what the transfer workers have sent since they were started, as they themselves know it.

        The status tells their counters as they last told them, some seconds ago.
        """
        workers = range(self.port + len(self.names) + 1, self.port + 2 * len(self.names) + 1)
        urls = [f"http://127.0.0.1:{port}/status" for port in workers]
        return sum(
            httpx.get(url, timeout=30, trust_env=False, verify=False).json()["sent_bytes"] for url in urls
        )

    def files(self, site: str | None = None) -> list[dict[str, Any]]:
        """Return the live rows of the tree, all pages of them, as the manager of a site has it."""
        rows: list[dict[str, Any]] = []
        after: str | None = ""
        while after is not None:
            page = httpx.get(
                self.url_of(site or self.names[0]) + "/api/v1/collections/spice/files",
                params={"after": after} if after else {},
                timeout=30,
                trust_env=False,
                verify=False,
            ).json()
            rows += page["files"]
            after = page["next"]
        return rows

    def nats(self) -> dict[str, Any]:
        """Return ports and credentials of the embedded server, as it keeps them."""
        remembered: dict[str, Any] = json.loads((self.state / "nats" / "server.json").read_text())
        return remembered

    def nats_address(self) -> str:
        """Return the embedded server's address for another `up`'s --nats."""
        known = self.nats()
        return f"nats://{known['user']}:{known['password']}@127.0.0.1:{known['port']}"

    def server_figures(self, path: str = "varz") -> dict[str, Any]:
        """Return what the embedded server's monitoring says."""
        known = self.nats()
        url = f"http://127.0.0.1:{known['monitoring_port']}{known['monitoring_path']}/{path}"
        figures: dict[str, Any] = httpx.get(url, timeout=30, trust_env=False, verify=False).json()
        return figures

    def peak_memory(self, name: str) -> int:
        """Return the highest resident size that a child has had, in bytes (VmHWM)."""
        for line in Path(f"/proc/{self.pid(name)}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise AssertionError(f"{name} has no resident memory: it has ended")

    def explain(self) -> str:
        """Return what helps to understand a failure."""
        try:
            status = json.dumps(self.status(), indent=1)
        except CommandError as error:
            status = str(error)
        logs = [f"--- {name}\n{self.log(name)[-3000:]}" for name in self.children() if name != "nats-server"]
        return "\n".join([status, self.said()[-3000:], *logs])

    # Inside.

    def _is_child(self, pid: int) -> bool:
        """Tell whether a process is a child of `up` now: numbers of ended ones are given to others."""
        assert self.process is not None
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return f"\nPPid:\t{self.process.pid}\n" in status

    def _arguments(self) -> list[str]:
        sites = [f"--site={name}={self._stores.get(name, root)}" for name, root in self.roots.items()]
        receive_only = [f"--receive-only={name}" for name in self._receive_only]
        nats = [f"--nats={self._nats}"] if self._nats else []
        apart = ["--processes"] if self._processes else []
        # Versions of before know no gateway.
        lean = ["--no-gateway"] if not self._gateways and self._source == REPOSITORY else []
        extras = [f"--with={name}" for name in self._extras]
        where = [f"--state={self.state}", f"--port={self.port}"]
        file = [f"--config={self._config}"] if self._config else []
        return [*file, *sites, *receive_only, *nats, *apart, *lean, *extras, *where]

    def _environment(self) -> dict[str, str]:
        # What the person who runs the tests has set for services is not what is tested.
        outer = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
        path = SWITCHES if self._source == REPOSITORY else self._source
        return {**outer, **self._settings, "PYTHONPATH": str(path)}

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with self._changed:
                self.lines.append(line)
                if "started, pid " in line:
                    self._ever.add(int(line.split("pid ")[1].split(",")[0]))
                self._changed.notify_all()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
