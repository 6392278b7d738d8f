"""Renaming a directory of many files: what it costs on the bus, all messages counted."""

import os
from pathlib import Path

from benchmarks.figures import received
from benchmarks.traffic import traffic
from tests.e2e.harness import Rack, Tree, assert_same, random_bytes, write

FILES = int(os.environ.get("SPICERACK_BENCH_FILES", "10000"))
PATIENCE = 1200.0
SIZE = 200
"""Bytes of a file: what moves is not its content."""
MOST = 2_000_000
"""Bytes on the bus in all, for 10 000 files."""


def run(directory: Path) -> bool:
    """Rename a directory at one of two sites, print what the other one's copy of that cost."""
    for number in range(FILES):
        write(directory / "a" / "spk" / f"orbit-{number:05}.bsp", random_bytes(number, SIZE))
    with Rack(directory, "a", "b").running() as rack:
        _synced(rack)
        (_, before), sent = received(rack), rack.sent_bytes()
        with traffic(rack.nats_address()) as counted:
            (rack["a"] / "spk").rename(rack["a"] / "archive")
            tree = _synced(rack)
        _, after = received(rack)
        moved = rack.sent_bytes() - sent
    assert len(tree) == FILES + 1
    cost = after - before
    kept = cost < MOST and moved < SIZE * FILES // 10
    print(
        f"{FILES} files renamed: {cost} bytes of messages given to the server, {moved} of them packs and "
        f"signatures{'' if kept else '  BROKEN'}"
    )
    print("\n".join(counted.lines()))
    return kept


def _synced(rack: Rack) -> Tree:
    rack.sync(timeout=PATIENCE)
    return assert_same(*rack.roots.values())
