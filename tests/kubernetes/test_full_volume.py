"""A volume that is full: its site waits, the other goes on, and all is there once there is room."""

import os
import random

import pytest

from tests.kubernetes.harness import eventually

ROOM, MORE = "size=200m", "size=800m"
COUNT, BYTES = 6, 50_000_000
"""Files that are more than fits."""
RESERVE = 64 << 20
"""What a worker leaves free (`SPICERACK_RESERVE_BYTES`)."""


@pytest.fixture
def small(dev):
    """The files of site beta as the machine sees them, on a volume that is small."""
    (node,) = dev.cluster.nodes
    volume = dev.files("beta").parent
    small = volume.with_name("small")
    node.run("mkdir", str(small))
    node.run("mount", "-t", "tmpfs", "-o", ROOM, "small", str(small))
    # The site's mark goes with it: a directory without is not taken for the site's.
    node.run("cp", "--archive", f"{volume}/.", str(small))
    node.run("mount", "--bind", str(small), str(volume))
    dev.ask("delete", "pod", "--selector=spicerack.io/site=beta")
    dev.wait()
    yield node.inside(volume) / "files"
    for one in (volume, small):
        node.run("umount", "--lazy", str(one))


def test_a_site_whose_volume_is_full_catches_up_once_there_is_room(dev, small):
    """Nothing is lost or half there meanwhile, and nobody restarts."""
    source = random.Random(5)
    written = {f"{number}.dat": source.randbytes(BYTES) for number in range(COUNT)}
    for name, content in written.items():
        dev.write("alpha", name, content)
    eventually(lambda: free(small) < RESERVE + BYTES, what="no more of them fits")
    dev.write("beta", "small.txt", b"from the one that is full")
    eventually(
        lambda: same(dev.files("alpha"), {"small.txt": b"from the one that is full"}), what="small.txt"
    )
    placed = {name for name in written if (small / name).exists()}
    assert placed < set(written)
    assert same(small, {name: written[name] for name in placed})

    (node,) = dev.cluster.nodes
    node.run("mount", "-o", f"remount,{MORE}", str(dev.files("beta").parent))

    eventually(lambda: same(small, written), what="all are there")
    assert dev.restarts() == {}


def free(directory):
    """Return how many bytes are free."""
    return os.statvfs(directory).f_bavail * os.statvfs(directory).f_frsize


def same(directory, files):
    """Tell whether a directory has these files."""
    return all(
        (directory / name).exists() and (directory / name).read_bytes() == content
        for name, content in files.items()
    )
