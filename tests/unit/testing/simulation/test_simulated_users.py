"""Simulated people do what people do, and tell of what they destroy."""

import pytest
from blake3 import blake3

from testing.disk.disk import MemoryDisk
from testing.disk.name_folding import EXACT, NameFolding
from testing.disk.person import MemoryUser
from testing.simulation.scheduling.choices import Choices
from testing.simulation.users import SimulatedUser


def _hashes(disk: MemoryDisk) -> set[str]:
    return {blake3(data).hexdigest() for data in MemoryUser(disk).files().values()}


@pytest.mark.parametrize("names", [EXACT, NameFolding(case=True)], ids=["exact", "folded"])
@pytest.mark.parametrize("seed", range(20))
def test_every_content_is_there_or_was_told_as_destroyed(seed, names):
    """Nothing that a user wrote goes without a word before it goes; nor into a file in another case."""
    disk = MemoryDisk(names=names)
    destroyed: set[str] = set()
    user = SimulatedUser(Choices(seed), disk, name="u", recases=names is not EXACT, destroys=destroyed.add)
    for _ in range(300 if names is EXACT else 600):
        user.act()
        assert user.written <= _hashes(disk) | destroyed
        assert _hashes(disk) <= user.written
    assert len(user.written) > 50


def test_names_become_files_and_directories_and_files_again():
    """Over a run a path is both, several times."""
    disk = MemoryDisk()
    user = SimulatedUser(Choices(1), disk, name="u")
    seen = []
    for _ in range(500):
        user.act()
        files = MemoryUser(disk).files()
        kind = "file" if "kernels" in files else "directory" if "kernels/a.bsp" in files else "none"
        if seen[-1:] != [kind]:
            seen.append(kind)
    assert seen.count("file") > 3
    assert seen.count("directory") > 3


def test_the_same_seed_does_the_same():
    """Users are part of the run."""

    def after(seed: int) -> dict[str, bytes]:
        disk = MemoryDisk()
        user = SimulatedUser(Choices(seed), disk, name="u")
        for _ in range(100):
            user.act()
        return MemoryUser(disk).files()

    assert after(4) == after(4)
    assert after(4) != after(5)
