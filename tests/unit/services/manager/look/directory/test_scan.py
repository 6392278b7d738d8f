"""The walk over a directory."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from services.manager.look.directory.scan import Listing, ScanItem, Scope, scan
from services.manager.look.problems import OddTime, Skipped, Twins, Unreadable
from shared.model.numbers import FILE_BYTES_MAX, INT64_MAX
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import DeniedError, InputOutputError, MissingError
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser


@pytest.fixture
def disk() -> MemoryDisk:
    """Return a disk with a small tree."""
    disk = MemoryDisk()
    user = MemoryUser(disk)
    for path in ("lsk/naif0012.tls", "spk/planets/de440.bsp", "spk/mro.bsp", "readme.txt", ".spicerack/x"):
        user.write(path, b"x")
    return disk


def walk(files: MemoryFiles | PosixFiles, *directories: str, known: tuple[str, ...] = ()) -> list[ScanItem]:
    """Scan the whole root, or these directories."""
    scope = Scope(frozenset(directories)) if directories else Scope()
    return list(scan(files, scope, is_known=lambda path: path in known))


def seen(items: list[ScanItem]) -> list[str]:
    """Name all paths seen."""
    return sorted(s.path for item in items if isinstance(item, Listing) for s in item.seen)


def problems(items: list[ScanItem]) -> list[object]:
    """Return all problems."""
    found: list[object] = []
    for item in items:
        found.extend(item.problems if isinstance(item, Listing) else [item])
    return found


def test_a_whole_scan_sees_all_but_the_control_directory(disk: MemoryDisk) -> None:
    """Every file and directory is seen once, ours not at all."""
    assert seen(walk(MemoryFiles(disk))) == [
        "lsk",
        "lsk/naif0012.tls",
        "readme.txt",
        "spk",
        "spk/mro.bsp",
        "spk/planets",
        "spk/planets/de440.bsp",
    ]


def test_a_directory_is_scanned_by_itself(disk: MemoryDisk) -> None:
    """Known subdirectories of a dirty directory are not walked."""
    items = walk(MemoryFiles(disk), "spk", known=("spk/planets",))
    assert [item.directory for item in items if isinstance(item, Listing)] == ["spk"]


def test_unknown_subdirectories_are_walked_too(disk: MemoryDisk) -> None:
    """A new directory below a dirty one is read to the bottom."""
    assert "spk/planets/de440.bsp" in seen(walk(MemoryFiles(disk), "spk"))


def test_of_a_directory_that_went_the_nearest_living_parent_is_listed(disk: MemoryDisk) -> None:
    """What shows that a directory has gone is a listing that lacks it."""
    items = walk(MemoryFiles(disk), "spk/gone/deeper", known=("spk/planets",))
    assert [item.directory for item in items if isinstance(item, Listing)] == ["spk"]


def test_of_a_directory_that_became_a_file_the_parent_is_listed(disk: MemoryDisk) -> None:
    """A dirty directory may be a file by now."""
    items = walk(MemoryFiles(disk), "spk/mro.bsp", known=("spk/planets",))
    assert [item.directory for item in items if isinstance(item, Listing)] == ["spk"]


def test_the_control_directory_is_never_scanned(disk: MemoryDisk) -> None:
    """Not even when somebody names it; nor the file of what is not published, or what is in its place."""
    assert walk(MemoryFiles(disk), ".spicerack", ".spicerack/stage") == []
    MemoryUser(disk).write(".spicerackignore/x", b"x")
    items = walk(MemoryFiles(disk))
    assert not [path for path in seen(items) if path.startswith(".spicerack")]


def test_an_unreadable_directory_is_reported_and_the_rest_walked(disk: MemoryDisk) -> None:
    """One directory without permission does not end the scan."""
    files = MemoryFiles(disk)

    def before(operation: str, path: str) -> None:
        if (operation, path) == ("list", "spk"):
            raise DeniedError("cannot list 'spk'")

    files.faults.before = before
    items = walk(files)
    assert Unreadable("spk", "cannot list 'spk'") in items
    assert "lsk/naif0012.tls" in seen(items)


def test_an_unreadable_root_yields_nothing_else(disk: MemoryDisk) -> None:
    """A root on a broken device is unreadable, not empty."""
    files = MemoryFiles(disk)

    def before(operation: str, path: str) -> None:
        raise InputOutputError("broken")

    files.faults.before = before
    assert walk(files) == [Unreadable("", "broken")]


def test_a_missing_root_is_unreadable(disk: MemoryDisk) -> None:
    """A root that is not there is not an empty one."""
    files = MemoryFiles(disk)

    def before(operation: str, path: str) -> None:
        raise MissingError("no root")

    files.faults.before = before
    assert walk(files) == walk(files, "spk") == [Unreadable("", "no root")]


def test_an_entry_that_vanishes_between_listing_and_status_is_neither_seen_nor_a_problem(
    disk: MemoryDisk,
) -> None:
    """Something is under way there, so the listing says that it knows nothing of it."""
    files = MemoryFiles(disk)

    def before(operation: str, path: str) -> None:
        if (operation, path) == ("status", "readme.txt"):
            raise MissingError("gone")

    files.faults.before = before
    root = walk(files)[0]
    assert isinstance(root, Listing)
    assert root.vanished == ("readme.txt",)
    assert root.problems == ()


def test_links_and_special_files_are_skipped_with_a_reason(tmp_path: Path) -> None:
    """A link is reported and never followed, whatever it points at."""
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.tls").write_text("x")
    items = walk(PosixFiles(tmp_path))
    assert seen(items) == ["a.tls"]
    assert {problem.path for problem in problems(items) if isinstance(problem, Skipped)} == {"loop", "pipe"}


def test_names_that_are_no_utf8_are_skipped_with_a_printable_path(tmp_path: Path) -> None:
    """Their bytes are shown as escapes."""
    (tmp_path / os.fsdecode(b"bad\xff")).write_text("x")
    (found,) = problems(walk(PosixFiles(tmp_path)))
    assert isinstance(found, Skipped)
    assert found.path == "bad\\udcff"
    assert found.reason.isascii()


def test_twins_are_seen_and_reported(tmp_path: Path) -> None:
    """Names that differ in case or normal form alone are kept and told of."""
    for name in ("DE440.bsp", "de440.bsp", "caf\u00e9.tm", "cafe\u0301.tm", "other"):
        (tmp_path / name).write_text("x")
    items = walk(PosixFiles(tmp_path))
    twins = {problem.paths for problem in problems(items) if isinstance(problem, Twins)}
    assert twins == {("DE440.bsp", "de440.bsp"), ("cafe\u0301.tm", "caf\u00e9.tm")}
    assert len(seen(items)) == 5


def test_a_directory_swapped_for_a_link_is_not_entered(tmp_path: Path) -> None:
    """A dirty directory that is a link by now leads nowhere: its parent tells (I7)."""
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (outside / "secret").write_text("x")
    (root / "spk").symlink_to(outside)
    items = walk(PosixFiles(root), "spk", "spk/deeper")
    assert [item.directory for item in items if isinstance(item, Listing)] == [""]
    assert seen(items) == []


def test_a_time_beyond_what_is_kept_is_a_word_and_the_file_is_seen(tmp_path: Path) -> None:
    """One odd time is one file's matter: everything else, and the file itself, is seen as ever."""
    (tmp_path / "odd.tf").write_text("x")
    (tmp_path / "plain.tf").write_text("x")
    os.utime(tmp_path / "odd.tf", ns=(0, 13_569_465_600 * 10**9))
    if (tmp_path / "odd.tf").stat().st_mtime_ns <= INT64_MAX:
        pytest.skip("this file system keeps no time after 2262")
    items = walk(PosixFiles(tmp_path))
    assert seen(items) == ["odd.tf", "plain.tf"]
    (word,) = problems(items)
    assert isinstance(word, OddTime)
    assert "'odd.tf'" in word.reason


def test_a_file_larger_than_can_be_kept_is_passed_over_by_name(disk: MemoryDisk) -> None:
    """Sparse files may be said to have 8 EiB."""

    class Large(MemoryFiles):
        def statuses(self, path):
            return [
                (entry, replace(status, fingerprint=replace(status.fingerprint, size=FILE_BYTES_MAX + 1)))
                if entry.name == "mro.bsp"
                else (entry, status)
                for entry, status in super().statuses(path)
            ]

    items = walk(Large(disk))
    assert "spk/mro.bsp" not in seen(items)
    assert "spk/planets/de440.bsp" in seen(items)
    (skipped,) = problems(items)
    assert isinstance(skipped, Skipped)
    assert skipped.path == "spk/mro.bsp"


@pytest.mark.parametrize("name", [".SPICERACK", ".Spicerack.", ".spice\u200crack", ".SpiceRackIgnore"])
def test_what_other_file_systems_take_for_the_control_directory_is_named(disk, name) -> None:
    """It is neither seen nor entered, whatever this root makes of names: its copy would land in ours."""
    MemoryUser(disk).write(f"{name}/evil", b"x")
    items = walk(MemoryFiles(disk))
    assert not [path for path in seen(items) if path.startswith(name)]
    (found,) = problems(items)
    assert isinstance(found, Skipped)
    assert found.path == name
    assert ".spicerack" in found.reason


def test_half_made_files_beside_a_target_are_not_seen(disk) -> None:
    """They stand at the top of a mount inside the root while a file below it is placed."""
    MemoryUser(disk).write("spk/.spicerack~0-1.copy", b"x")
    items = walk(MemoryFiles(disk))
    assert "spk/.spicerack~0-1.copy" not in seen(items)
    assert problems(items) == []
