"""The network of a cluster: a namespace with a bridge, which the machine's own network knows nothing of."""

import contextlib
import subprocess
from collections.abc import Iterator

from testing.kubernetes.addresses import CONTROL, PREFIX, node_address, pod_range

BRIDGE = "br0"


class Network:
    """A network namespace for the control plane, and links from it to nodes.

    Args:
        name: of the namespace.
        nodes: how many nodes will be linked.
    """

    def __init__(self, name: str, nodes: int) -> None:
        self.name = name
        self._nodes = range(1, nodes + 1)

    @property
    def inside(self) -> list[str]:
        """The words that run a command in the namespace: `ip netns exec` would hide the cgroups."""
        return ["nsenter", f"--net=/run/netns/{self.name}"]

    @contextlib.contextmanager
    def made(self) -> Iterator[None]:
        """Have the namespace for the block. One that an interrupted run has left is removed before."""
        self._remove()
        _run("ip", "netns", "add", self.name)
        try:
            self._ip("link", "set", "lo", "up")
            self._ip("link", "add", BRIDGE, "type", "bridge")
            self._ip("address", "add", f"{CONTROL}/{PREFIX}", "dev", BRIDGE)
            self._ip("link", "set", BRIDGE, "up")
            for number in self._nodes:
                self._ip("route", "add", pod_range(number), "via", node_address(number))
            # Addresses of services are known to nodes alone: the API server asks webhooks through the first.
            self._ip("route", "add", "default", "via", node_address(1))
            yield
        finally:
            self._remove()

    def link(self, number: int, process: int) -> None:
        """Link the namespace of a process to the bridge: it gets an `eth0`."""
        own = f"node{number}"
        # The kernel takes its time to remove that of a node that was ended.
        with contextlib.suppress(RuntimeError):
            self._ip("link", "delete", own)
        self._ip("link", "add", own, "type", "veth", "peer", "name", "eth0", "netns", str(process))
        self._ip("link", "set", own, "master", BRIDGE)
        self._ip("link", "set", own, "up")

    def cut(self, number: int, *, off: bool) -> None:
        """Take a node off the network, or bring it back."""
        self._ip("link", "set", f"node{number}", "down" if off else "up")

    def _ip(self, *words: str) -> None:
        _run("ip", "-netns", self.name, *words)

    def _remove(self) -> None:
        subprocess.run(["ip", "netns", "delete", self.name], stderr=subprocess.DEVNULL, check=False)


def _run(*argv: str) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {done.stderr.strip()}")
