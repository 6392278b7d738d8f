"""What cannot be read is a problem in the status, and never taken for deleted. Nothing is almighty here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spicerack.errors import ExitCode
from tests.e2e.harness import Rack, assert_same, eventually, tree, write

NOT_ALMIGHTY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
"""Root reads and writes every file: where tests run as root, the processes do without that."""


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """Take all permissions from a path for the time of a block."""
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        yield
    finally:
        path.chmod(mode & 0o777)


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Two sites whose processes may not read everything."""
    prefix = NOT_ALMIGHTY if os.geteuid() == 0 else ()
    two = Rack(tmp_path_factory.mktemp("unreadable"), "a", "b", prefix=prefix, processes=False)
    for name in ("open", "closed/deep"):
        for number in range(3):
            write(two["a"] / name / f"{number}.txt", f"{name} {number}")
    # Kernels are often kept in directories and files that nobody may write.
    write(two["a"] / "archive" / "locked" / "old.bsp", "read only")
    (two["a"] / "archive" / "locked" / "old.bsp").chmod(0o444)
    (two["a"] / "archive" / "locked").chmod(0o555)
    with two.running():
        yield two
    (two["a"] / "archive" / "locked").chmod(0o755)
    (two["b"] / "archive" / "locked").chmod(0o755)


def test_directories_that_nobody_may_write_arrive(rack):
    """A read-only directory arrives with its file; the owner may write to the copy, so that it can follow."""
    rack.synced()
    locked = rack["b"] / "archive" / "locked"
    assert (locked / "old.bsp").stat().st_mode & 0o777 == 0o444
    assert locked.stat().st_mode & 0o777 == 0o755
    # What a site makes of a mode is no change: the author's stays as it was.
    assert (rack["a"] / "archive" / "locked").stat().st_mode & 0o777 == 0o555


def test_unreadable_file_is_a_problem_and_stays(rack):
    """The status names it, the others keep what they hold, and once it can be read its change goes out."""
    rack.synced()
    path = rack["a"] / "open" / "0.txt"
    write(path, "changed while nobody may read it")
    with unreadable(path):
        rack.sync(code=ExitCode.UNPUBLISHED)
        eventually(lambda: any("open/0.txt" in line for line in rack.problems("a")), what="a problem")
        assert (rack["b"] / "open" / "0.txt").exists()
    rack.synced()
    assert (rack["b"] / "open" / "0.txt").read_text() == "changed while nobody may read it"
    assert rack.problems("a") == []


def test_nothing_below_an_unreadable_directory_is_taken_for_deleted(rack):
    """The other site keeps all of it, revision after revision, and the status names the directory."""
    rack.synced()
    before = tree(rack["b"])
    with unreadable(rack["a"] / "closed"):
        for number in range(2):
            write(rack["a"] / "beside" / f"{number}", "a change beside it")
            rack.sync(code=ExitCode.UNPUBLISHED)
        eventually(lambda: any("closed" in line for line in rack.problems("a")), what="a problem")
        # A look at the directory above it alone does not end the problem.
        write(rack["a"] / "in-the-root", "x")
        eventually((rack["b"] / "in-the-root").exists, what="a file beside the directory")
        assert any("closed" in line for line in rack.problems("a"))
        now = tree(rack["b"])
        assert {path for path in before if path not in now} == set()
        assert "beside/1" in now
    rack.synced()
    assert rack.problems("a") == []


def test_directory_that_cannot_be_written_delays_only_what_is_in_it(rack):
    """What cannot be placed is a problem at its site; all else arrives, and it follows when it can."""
    rack.synced()
    closed = rack["b"] / "open"
    closed.chmod(0o555)
    try:
        write(rack["a"] / "open" / "new.txt", "new")
        write(rack["a"] / "elsewhere" / "new.txt", "new")
        eventually((rack["b"] / "elsewhere" / "new.txt").exists, what="the file in another directory")
        eventually(lambda: any("open/new.txt" in line for line in rack.problems("b")), what="a problem")
    finally:
        closed.chmod(0o755)
    rack.synced()
    assert_same(*rack.roots.values())
