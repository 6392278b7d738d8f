"""The disk in memory: what a crash keeps, loses and tears, and that it does so the same way each time."""

import random

import pytest

from shared.roots.posix.files.port import InputOutputError, MissingError, NoSpaceError
from testing.disk.conformance import get, put
from testing.disk.files import Faults, MemoryDisk, MemoryFiles
from testing.disk.person import MemoryUser

SEEDS = range(200)


def crashed(disk, seed):
    """Return what a crash left, as files."""
    disk.crash(random.Random(seed))
    return MemoryUser(disk).files()


def made(synced_file, synced_name):
    """Return a disk with one new file, synced or not."""
    disk = MemoryDisk()
    files = MemoryFiles(disk)
    with files.create("f") as file:
        file.write(b"x" * 2000)
        if synced_file:
            file.sync()
    if synced_name:
        files.sync_directory("")
    return disk


def test_what_was_synced_survives():
    """File and name: no seed loses them."""
    assert all(crashed(made(True, True), seed) == {"f": b"x" * 2000} for seed in SEEDS)


def test_name_that_was_not_synced_may_be_lost():
    """The file is whole or gone."""
    outcomes = [crashed(made(True, False), seed) for seed in SEEDS]
    assert {} in outcomes and {"f": b"x" * 2000} in outcomes
    assert all(outcome in ({}, {"f": b"x" * 2000}) for outcome in outcomes)


def test_bytes_that_were_not_synced_may_be_lost_or_torn():
    """Old, new, and mixtures all happen."""
    outcomes = {crashed(made(False, True), seed)["f"] for seed in SEEDS}
    assert {b"", b"x" * 2000} < outcomes and len(outcomes) > 5


def test_rename_between_directories_happens_in_both_or_neither():
    """A file is never lost, and never at both names."""
    outcomes = set()
    for seed in SEEDS:
        disk = MemoryDisk()
        user, files = MemoryUser(disk), MemoryFiles(disk)
        user.write("a/f", b"f")
        user.write("b/g", b"g")
        user.sync()
        files.exchange("a/f", "b/g")
        files.move("a/f", "b/h")
        outcomes.add(tuple(crashed(disk, seed).items()))
    assert outcomes == {
        (("a/f", b"f"), ("b/g", b"g")),
        (("a/f", b"g"), ("b/g", b"f")),
        (("b/g", b"f"), ("b/h", b"g")),
    }


def test_new_directory_must_be_synced_in_its_parent():
    """Syncing only inside of it keeps nothing for sure."""
    outcomes = []
    for seed in SEEDS:
        disk = MemoryDisk()
        files = MemoryFiles(disk)
        files.make_directory("d")
        with files.create("d/f") as file:
            file.sync()
        files.sync_directory("d")
        outcomes.append(crashed(disk, seed))
    assert {} in outcomes and {"d/f": b""} in outcomes


def test_same_seed_gives_the_same_crash():
    """A failure can be run again."""
    for seed in SEEDS:
        assert crashed(made(False, False), seed) == crashed(made(False, False), seed)


def test_files_of_before_the_crash_are_dead():
    """A process does not live on with what it had open."""
    disk = made(True, True)
    files = MemoryFiles(disk)
    opened = files.open("f")
    crashed(disk, 0)
    with pytest.raises(RuntimeError):
        files.status("f")
    with pytest.raises(RuntimeError):
        opened.read_at(0, 1)


def test_full_disk_refuses_and_frees():
    """Bytes count while a name holds them."""
    files = MemoryFiles(MemoryDisk(), faults=Faults(capacity=100))
    put(files, "f", b"x" * 60)
    with pytest.raises(NoSpaceError):
        put(files, "g", b"x" * 41)
    assert files.free_bytes() == 40
    files.remove("f")
    assert files.free_bytes() == 100


def test_faults_happen_before_anything_is_done():
    """The hook sees operation and path, and what it raises is raised."""
    files = MemoryFiles(MemoryDisk())
    put(files, "f", b"x")

    def fail(operation, path):
        if (operation, path) == ("remove", "f"):
            raise InputOutputError("broken")

    files.faults.before = fail
    with pytest.raises(InputOutputError):
        files.remove("f")
    assert get(files, "f") == b"x"


def test_person_edits_in_place_and_by_rename():
    """The one keeps the inode, the other does not."""
    disk = MemoryDisk()
    user, files = MemoryUser(disk), MemoryFiles(disk)
    user.write("d/f", b"1")
    first = files.status("d/f").fingerprint
    user.write("d/f", b"2")
    second = files.status("d/f").fingerprint
    user.save("d/f", b"3")
    third = files.status("d/f").fingerprint
    assert first.inode == second.inode != third.inode
    assert len({first.mtime_ns, second.mtime_ns, third.mtime_ns}) == 3
    user.rename("d/f", "g")
    user.delete("d")
    assert user.files() == {"g": b"3"}
    with pytest.raises(MissingError):
        files.status("d")
