"""Files that are larger than anything that the bus holds."""

import os
import shutil

import pytest

from tests.e2e.harness import Rack

GIB = 1024**3
SIZE = 9 * GIB
"""More than the store of packs takes (8 GiB)."""

ROOM = 3 * SIZE
"""The file at both sites, a range at a time on the bus, and what others need meanwhile."""

PIECE = 64 * 1024**2


@pytest.mark.slow
def test_a_file_larger_than_the_store_of_packs_arrives(tmp_path):
    """It does not compress, and travels once: in ranges, with other files between them."""
    if shutil.disk_usage(tmp_path).free < ROOM:
        pytest.skip(f"needs {ROOM // GIB} GiB of disk")
    rack = Rack(tmp_path, "a", "b")
    with rack.running():
        with (rack["a"] / "large.bc").open("wb") as file:
            for _ in range(SIZE // PIECE):
                file.write(os.urandom(PIECE))
        rack.sync(timeout=3600)
        assert (rack["b"] / "large.bc").stat().st_size == SIZE
        sent = rack.sent_bytes()
        assert SIZE < sent < 1.01 * SIZE
    assert rack.tracebacks() == []
