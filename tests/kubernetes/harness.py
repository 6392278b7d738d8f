"""A rack in a cluster: what is applied, what has come up, and what lies in the volumes of its sites."""

import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from testing.kubernetes.cluster import Cluster
from testing.kubernetes.node.node import Node

NAMESPACE = "spicerack"
USER = 10001
"""Whom the pods run as: files of people must be its, too."""
PATIENCE = 600


class Rack:
    """A rack in a cluster.

    Attributes:
        came_up: seconds from `apply` until all of it was Ready.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.kubectl = cluster.kubectl
        self.came_up = 0.0

    def ask(self, *words: str, **more: str) -> str:
        """Run kubectl in the rack's namespace."""
        return self.kubectl("--namespace", NAMESPACE, *words, patience=None, **more)

    def apply(self, overlay: Path) -> None:
        """Apply an overlay."""
        self.kubectl("apply", "--kustomize", str(overlay))

    def bring_up(self, overlay: Path) -> None:
        """Apply an overlay and wait until all of it is Ready; keep how many seconds that took."""
        began = time.monotonic()
        self.apply(overlay)
        self.wait()
        self.came_up = time.monotonic() - began

    def wait(self) -> None:
        """Wait until every workload is Ready and the Job that makes the streams is done: then it goes."""
        self.ask("wait", "--for=condition=Available", "deployment", "--all", f"--timeout={PATIENCE}s")
        for one in self.ask("get", "statefulset", "--output=name").split():
            self.ask("rollout", "status", one, f"--timeout={PATIENCE}s")
        for one in self.ask("get", "job", "--output=name").split():
            self.ask("wait", "--for=condition=Complete", one, f"--timeout={PATIENCE}s")

    def pods(self) -> list[dict]:
        """Return the pods as the API server tells of them."""
        return json.loads(self.ask("get", "pods", "--output=json"))["items"]

    def restarts(self) -> dict[str, int]:
        """Return how often containers of each pod were started again, of those that were."""
        counted = {
            pod["metadata"]["name"]: sum(one["restartCount"] for one in pod["status"]["containerStatuses"])
            for pod in self.pods()
        }
        return {name: count for name, count in counted.items() if count}

    def files(self, site: str) -> Path:
        """Return the directory of a site's files, as the machine sees it."""
        return Path(self._volume(site)["spec"]["local"]["path"]) / "files"

    def _volume(self, site: str) -> Any:
        claim = json.loads(self.ask("get", "pvc", f"{site}-files", "--output=json"))
        return json.loads(self.kubectl("get", "pv", claim["spec"]["volumeName"], "--output=json"))

    def write(self, site: str, path: str, content: bytes) -> None:
        """Write a file at a site as its people do."""
        file = self.files(site) / path
        file.write_bytes(content)
        os.chown(file, USER, USER)

    def node_of(self, site: str) -> Node:
        """Return the node that has a site's files."""
        volume = self._volume(site)
        terms = volume["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
        name = terms[0]["matchExpressions"][0]["values"][0]
        return next(node for node in self.cluster.nodes if node.name == name)

    def ready(self, node: Node) -> None:
        """Wait until the API server hears from a node."""
        self.kubectl(
            "wait", "--for=condition=Ready", f"node/{node.name}", f"--timeout={PATIENCE}s", patience=None
        )

    def everywhere(self, sites: Sequence[str], path: str, content: bytes) -> None:
        """Wait until all sites have a file with this content."""
        places = [self.files(site) / path for site in sites]
        eventually(lambda: all(one.exists() and one.read_bytes() == content for one in places), what=path)


def eventually(true: Callable[[], bool], *, what: str, patience: float = PATIENCE) -> None:
    """Wait until something is true."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"not within {patience} s: {what}"
        time.sleep(0.1)
