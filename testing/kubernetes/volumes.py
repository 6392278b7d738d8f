"""Volumes of a cluster: directories of its nodes, which claims find ready."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EACH = 16
"""Volumes of each node. One that was used is not given again."""


def make_volumes(place: Path, node: str, *, first: int = 0) -> Iterator[dict[str, Any]]:
    """Make directories of a node; return a volume for each."""
    for number in range(first, first + EACH):
        directory = place / "volumes" / str(number)
        directory.mkdir(parents=True, exist_ok=True)
        yield _volume(f"{node}-{number}", node, directory)


def as_text(objects: Iterator[dict[str, Any]]) -> str:
    """Return objects as kubectl reads them."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})


def _volume(name: str, node: str, directory: Path) -> dict[str, Any]:
    on_node = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "capacity": {"storage": "1Ti"},
            "accessModes": ["ReadWriteOnce", "ReadWriteMany"],
            "storageClassName": "local",
            # Of type `local`: a `hostPath` is not given to the group that a pod asks for.
            "local": {"path": str(directory)},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [on_node]}]}},
        },
    }
