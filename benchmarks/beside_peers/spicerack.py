"""SpiceRack beside its peers: started as `spicerack up` starts it, with no setting changed."""

import os
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.beside_peers.observer import used
from benchmarks.beside_peers.port import Started
from benchmarks.figures import received
from tests.e2e.harness import Rack, eventually

AS_DELIVERED = {"SPICERACK_SETTLE_SECONDS": "1", "SPICERACK_GRACE_SECONDS": "60"}
"""What the tests' harness makes quicker, as a person has it."""

PATIENCE = 1800.0
APART = os.environ.get("SPICERACK_BENCH_APART", "") not in ("", "0")
"""Whether each service is a process of its own, so that the CPU of each can be seen."""


class SpiceRack:
    """Sites of one rack; the first one is the source."""

    name = "spicerack"

    @contextmanager
    def running(self, directory: Path, source: Path, targets: Sequence[Path]) -> Started:
        """Run `up`, synchronised."""
        roots = {f"site-{number}": root for number, root in enumerate((source, *targets))}
        rack = Rack(directory, *roots, roots=roots, settings=AS_DELIVERED, processes=APART)
        with rack.running():
            # On a busy machine services are ready before the sites have heard of each other.
            eventually(lambda: _all_idle(rack), what="all sites are there", patience=PATIENCE)
            rack.sync(timeout=PATIENCE)
            yield _Running(rack)


def _all_idle(rack: Rack) -> bool:
    return all(site["online"] and site["state"] == "idle" for site in rack.status()["sites"])


class _Running:
    def __init__(self, rack: Rack) -> None:
        self._rack = rack

    def synchronise(self) -> None:
        """Sites watch."""

    def failed(self) -> str:
        """Tell that `up` has ended."""
        assert self._rack.process is not None
        return "" if self._rack.process.poll() is None else self._rack.said()

    def roots(self) -> Sequence[int]:
        """Return `up` itself: all others are its children."""
        assert self._rack.process is not None
        return (self._rack.process.pid,)

    def cpu(self) -> dict[str, float]:
        """Return what each child has used, and `up`."""
        return used(self.roots()).cpu

    def bytes_moved(self) -> int:
        """Return what clients gave the server, and what it gave them."""
        return received(self._rack)[1] + int(self._rack.server_figures()["out_bytes"])
