"""Syncthing beside SpiceRack: one instance for each directory, connected to the source's alone."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from xml.sax.saxutils import quoteattr

from benchmarks.beside_peers.observer import used
from benchmarks.beside_peers.port import MissingError, Started
from tests.e2e.harness import free_ports

PROGRAM = os.environ.get("SYNCTHING", "syncthing")
WATCHER_DELAY = 1
"""Seconds; 10 as delivered, 1 is the least that it takes as a whole number."""


class Syncthing:
    """Found by its name, or by SYNCTHING=FILE."""

    name = "syncthing"

    @contextmanager
    def running(self, directory: Path, source: Path, targets: Sequence[Path]) -> Started:
        """Start all, without discovery, relays or reports."""
        if shutil.which(PROGRAM) is None:
            raise MissingError("syncthing is missing: apt install syncthing, or set SYNCTHING=FILE")
        roots = (source, *targets)
        first = free_ports(len(roots))
        homes = [directory / f"home-{number}" for number in range(len(roots))]
        ids = [_identity(home) for home in homes]
        with ExitStack() as running:
            processes = []
            for number, (home, root) in enumerate(zip(homes, roots, strict=True)):
                (root / ".stfolder").mkdir(exist_ok=True)
                peers = range(1, len(roots)) if number == 0 else (0,)
                known = {ids[peer]: first + peer for peer in (number, *peers)}
                (home / "config.xml").write_text(_config(root, known, listen=first + number))
                processes.append(running.enter_context(_process(home)))
            yield _Running(processes)


class _Running:
    def __init__(self, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
        self._processes = processes

    def synchronise(self) -> None:
        """Folders are watched."""

    def failed(self) -> str:
        """Tell that one has ended."""
        ended = [process.returncode for process in self._processes if process.poll() is not None]
        return f"syncthing ended with {ended}" if ended else ""

    def roots(self) -> Sequence[int]:
        """Return all instances."""
        return [process.pid for process in self._processes]

    def cpu(self) -> dict[str, float]:
        """Return what each has used."""
        return used(self.roots()).cpu

    def bytes_moved(self) -> int | None:
        """Return nothing: it is not asked."""
        return None


@contextmanager
def _process(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [PROGRAM, "serve", f"--home={home}", "--no-browser", "--no-restart", "--no-upgrade"]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def _identity(home: Path) -> str:
    home.mkdir(parents=True)
    flags = (f"--home={home}", "--no-default-folder", "--skip-port-probing")
    subprocess.run([PROGRAM, "generate", *flags], check=True, capture_output=True)
    told = subprocess.run(
        [PROGRAM, "--device-id", f"--home={home}"], check=True, capture_output=True, text=True
    )
    return told.stdout.split()[-1]


def _config(root: Path, known: dict[str, int], *, listen: int) -> str:
    members = "".join(f'<device id="{one}"></device>' for one in known)
    devices = "".join(
        f'<device id="{one}" name="{port}"><address>tcp://127.0.0.1:{port}</address></device>'
        for one, port in known.items()
    )
    options = {
        "listenAddress": f"tcp://127.0.0.1:{listen}",
        "globalAnnounceEnabled": "false",
        "localAnnounceEnabled": "false",
        "relaysEnabled": "false",
        "natEnabled": "false",
        "crashReportingEnabled": "false",
        "startBrowser": "false",
        "urAccepted": "-1",
    }
    told = "".join(f"<{name}>{value}</{name}>" for name, value in options.items())
    return (
        f'<configuration version="35"><folder id="bench" path={quoteattr(str(root))} type="sendreceive" '
        f'fsWatcherEnabled="true" fsWatcherDelayS="{WATCHER_DELAY}" rescanIntervalS="3600">{members}</folder>'
        f'{devices}<gui enabled="false"></gui><options>{told}</options></configuration>'
    )
