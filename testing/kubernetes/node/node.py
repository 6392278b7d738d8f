"""One node of a cluster: started, frozen, cut off and ended."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from testing.kubernetes.addresses import CONTROL, node_address
from testing.kubernetes.control.pki import Pki
from testing.kubernetes.network import Network
from testing.kubernetes.node.files import write_files
from testing.kubernetes.processes import Processes
from testing.kubernetes.programs import program

BEGIN = Path(__file__).parent / "begin.sh"
NAMESPACES = ("--mount", "--net", "--uts", "--ipc", "--pid")
PATIENCE = 10.0
"""Seconds until the namespaces are there."""


class Node:
    """A node that runs, or may be started again after its end.

    Args:
        number: from 1 on.
        state: of the cluster; its own directory there is left at its end as a disk would be.
        nodes: how many there are.
        images: archives that its containerd takes in as it starts.
        closed: whether it enforces network policies.
    """

    def __init__(
        self,
        number: int,
        state: Path,
        nodes: int,
        *,
        pki: Pki,
        network: Network,
        processes: Processes,
        images: Sequence[Path],
        closed: bool = False,
    ) -> None:
        self.number, self.name, self.place = number, f"node{number}", state / f"node{number}"
        self._pki, self._network, self._processes = pki, network, processes
        self._images, self._nodes, self._closed = images, nodes, closed
        self._first = 0

    def start(self) -> None:
        """Start it. It is Ready once the API server says so."""
        self.place.mkdir(parents=True, exist_ok=True)
        write_files(self.place, self.number, self._pki)
        words = [f"{name}={value}" for name, value in self._environment().items()]
        argv = ["env", *words, "unshare", *NAMESPACES, "--fork", "--mount-proc", "--kill-child", str(BEGIN)]
        self._first = _only_child(self._processes.start(self.name, argv))
        self._network.link(self.number, self._first)

    def end(self) -> None:
        """End all of it at once, as a power cut does."""
        self._processes.end(self.name, at_once=True)

    def run(self, *argv: str) -> None:
        """Run a command where its mounts are.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        subprocess.run(["nsenter", f"--target={self._first}", "--mount", *argv], check=True)

    def inside(self, path: Path) -> Path:
        """Return how the machine reaches what its mounts make of a path."""
        return Path(f"/proc/{self._first}/root") / path.relative_to("/")

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Let no process of it run for the block, its pods neither."""
        stopped = _all_below(self._first)
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    @contextlib.contextmanager
    def cut_off(self) -> Iterator[None]:
        """Take it off the network for the block."""
        self._network.cut(self.number, off=True)
        try:
            yield
        finally:
            self._network.cut(self.number, off=False)

    def _environment(self) -> dict[str, str]:
        return {
            "PLACE": str(self.place),
            "NUMBER": str(self.number),
            "NODES": str(self._nodes),
            "GATEWAY": CONTROL,
            "ADDRESS": node_address(self.number),
            "IMAGES": " ".join(str(image) for image in self._images),
            "KUBELET": str(program("kubelet")),
            "PROXY": str(program("kube-proxy")),
            "KUBECONFIG": str(self._pki.directory / f"{self.name}.json"),
            "ZONE": f"zone{self.number}",
            "POLICIES": str(program("kube-router")) if self._closed else "",
            "POLICIES_AS": str(self._pki.directory / "admin.json"),
        }


def _all_below(process: int) -> list[int]:
    """Return a process and all that descend from it, whatever namespaces they are in."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in _all_below(int(child)))]


def _only_child(process: int) -> int:
    """Return the first process of the new namespaces: `unshare` makes it and waits for it."""
    children = Path(f"/proc/{process}/task/{process}/children")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = children.read_text().split() if children.exists() else []
        if found:
            return int(found[0])
        time.sleep(0.05)
    raise RuntimeError(f"no namespaces were made by process {process}")
