"""Callers of a rack's gateways from beside the cluster, and what they were told."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.kubernetes.harness import Rack, eventually

PORT = 8080


@contextlib.contextmanager
def calling(
    rack: Rack, kind: str, site: str, path: str, *, callers: int = 1
) -> Iterator[Callable[[], dict[str, int]]]:
    """Have callers of a site's gateways for the block; yield what tells how often they were told what.

    Args:
        rack: whose gateways they call, by the address of the Service.
        kind: `reads`, `looks` or `writes` (`callers`).
        site: whose.
        path: what they ask for, or below which they write.
        callers: how many.
    """
    service = json.loads(rack.ask("get", "service", f"{site}-gateway", "--output=json"))
    url = f"http://{service['spec']['clusterIP']}:{PORT}{path}"
    name = f"{kind}-{site}"
    file = rack.cluster.nodes[0].place / f"{name}.json"
    file.unlink(missing_ok=True)
    asks = [sys.executable, "-m", "tests.kubernetes.callers", kind, url, str(callers), str(file)]
    rack.cluster.processes.start(name, [*rack.cluster.network.inside, *asks])
    try:
        eventually(lambda: bool(told(file)), what="somebody is answered")
        yield lambda: told(file)
    finally:
        rack.cluster.processes.end(name)


def told(file: Path) -> dict[str, int]:
    """Return how often callers were told what."""
    return json.loads(file.read_text()) if file.exists() else {}
