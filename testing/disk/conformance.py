"""The suite for every implementation of `Files`. A test class inherits it and gives a `bench` fixture."""

from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from shared.model.links import LINK_MODE, MODE_MASK
from shared.model.paths import CONTROL_DIRECTORY, PathError
from shared.roots.posix.files.port import (
    Files,
    FileType,
    Listed,
    MissingError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)

LONGEST_NAME = "é" * 127 + "x"
"""255 bytes of UTF-8."""

AWKWARD_NAMES = ("with space", "ünïcode-名前", ".hidden", "-rf", "new\nline", "a*b?[c]", "\"q'", LONGEST_NAME)
DEPTH = 40
"""Directories of 100 bytes below each other: longer than many calls take, within PATH_MAX."""


class Bench(Protocol):
    """A root under test, and a person beside it who knows no port."""

    @property
    def files(self) -> Files:
        """The implementation."""

    def person_writes(self, path: str, data: bytes) -> None:
        """Write a file in place, directories above it included."""

    def person_links(self, path: str) -> None:
        """Make a symbolic link or special file."""

    def person_holds_open(self, path: str) -> AbstractContextManager[object]:
        """Keep a file open for writing, for a block."""

    def person_writes_undecodable(self) -> str:
        """Make a file in the root whose name is no UTF-8; return the name as it shall be listed."""


def put(files: Files, path: str, data: bytes) -> None:
    """Create a file with these bytes."""
    with files.create(path) as file:
        file.write(data)


def get(files: Files, path: str) -> bytes:
    """Return the bytes of a file."""
    with files.open(path) as file:
        return file.read_at(0, 1 << 20)


class StorageConformance:
    """The suite."""

    def test_bytes_come_back_as_written(self, bench: Bench) -> None:
        """Several writes are one content, readable at any offset."""
        with bench.files.create("f") as file:
            file.write(b"abc")
            file.write(b"")
            file.write(b"defg")
        with bench.files.open("f") as opened:
            assert (opened.read_at(0, 100), opened.read_at(2, 3), opened.read_at(7, 5)) == (
                b"abcdefg",
                b"cde",
                b"",
            )

    def test_a_file_that_left_memory_reads_the_same(self, bench: Bench) -> None:
        """Also what was not written to the disk yet, and more than once."""
        bench.person_writes("f", b"abc")
        with bench.files.open("f") as opened:
            opened.uncache()
            assert opened.read_at(0, 10) == b"abc"
            opened.uncache()
            assert opened.read_at(1, 10) == b"bc"

    def test_created_file_is_private_and_empty(self, bench: Bench) -> None:
        """A new file has mode 0600 and no bytes."""
        put(bench.files, "f", b"")
        status = bench.files.status("f")
        assert (status.type, status.mode, status.fingerprint.size) == (FileType.FILE, 0o600, 0)

    def test_create_never_takes_a_name_that_is_there(self, bench: Bench) -> None:
        """A file, a directory and a link each make `create` and `make_directory` refuse."""
        bench.person_writes("file", b"1")
        bench.files.make_directory("directory")
        bench.person_links("link")
        for path in ("file", "directory", "link"):
            with pytest.raises(OccupiedError):
                bench.files.create(path)
            with pytest.raises(OccupiedError):
                bench.files.make_directory(path)
        assert get(bench.files, "file") == b"1"

    def test_a_file_tells_whether_somebody_has_it_open_for_writing(self, bench: Bench) -> None:
        """Those who read it do not count, and asking changes nothing."""
        bench.person_writes("f", b"abc")
        with bench.files.open("f") as file, bench.files.open("f"):
            assert not file.has_writer()
            with bench.person_holds_open("f"):
                assert file.has_writer()
                assert file.has_writer()
            assert not file.has_writer()
            assert file.read_at(0, 10) == b"abc"

    def test_append_goes_on_after_the_bytes_that_are_to_be_kept(self, bench: Bench) -> None:
        """What lies beyond them is cut off; what is written is durable once it is synced."""
        put(bench.files, "f", b"abcdef")
        with bench.files.append("f", after=3) as file:
            file.write(b"XY")
            file.sync()
        assert get(bench.files, "f") == b"abcXY"
        with bench.files.append("f", after=1):
            pass
        assert get(bench.files, "f") == b"a"

    def test_append_makes_up_no_bytes(self, bench: Bench) -> None:
        """A file that is missing, shorter than was said, or none at all is refused, and left alone."""
        put(bench.files, "f", b"abc")
        bench.files.make_directory("directory")
        bench.person_links("link")
        with pytest.raises(StorageError):
            bench.files.append("f", after=4)
        with pytest.raises(MissingError):
            bench.files.append("missing", after=0)
        for path in ("directory", "link"):
            with pytest.raises(WrongTypeError):
                bench.files.append(path, after=0)
        assert get(bench.files, "f") == b"abc"

    def test_metadata_comes_back(self, bench: Bench) -> None:
        """Time and mode set while writing, and by path, are what status says."""
        with bench.files.create("f") as file:
            file.write(b"x")
            file.set_metadata(mtime_ns=1_234_567_891_000_000_000, mode=0o640)
            file.sync()
            written = file.status()
        status = bench.files.status("f")
        assert (status.fingerprint.mtime_ns, status.mode) == (1_234_567_891_000_000_000, 0o640)
        assert status == written
        bench.files.set_metadata("f", mtime_ns=5_000_000_000)
        bench.files.set_metadata("f", mode=0o400)
        status = bench.files.status("f")
        assert (status.fingerprint.mtime_ns, status.mode) == (5_000_000_000, 0o400)

    def test_directory_has_exactly_the_mode_asked_for(self, bench: Bench) -> None:
        """No umask gets in between."""
        bench.files.make_directory("d", mode=0o775)
        assert bench.files.status("d").mode == 0o775
        bench.files.set_metadata("d", mode=0o700)
        assert bench.files.status("d").mode == 0o700

    def test_copy_from_appends_part_of_a_file(self, bench: Bench) -> None:
        """Copies and writes may alternate."""
        bench.person_writes("source", bytes(range(256)) * 1000)
        with bench.files.open("source") as source, bench.files.create("copy") as copy:
            copy.write(b"head")
            copy.copy_from(source, 10, 100_000)
            copy.copy_from(source, 0, 0)
            copy.write(b"tail")
        expected = b"head" + (bytes(range(256)) * 1000)[10:100_010] + b"tail"
        assert get(bench.files, "copy") == expected

    def test_copy_from_beyond_the_end_is_an_error(self, bench: Bench) -> None:
        """A source that is too short is never padded in silence."""
        bench.person_writes("source", b"12345")
        with (
            bench.files.open("source") as source,
            bench.files.create("copy") as copy,
            pytest.raises(StorageError),
        ):
            copy.copy_from(source, 3, 10)

    def test_open_file_stays_the_same_file(self, bench: Bench) -> None:
        """What happens to the name does not change what is read, and status follows the file."""
        bench.person_writes("f", b"old")
        put(bench.files, "g", b"new")
        with bench.files.open("f") as opened:
            before = opened.status()
            bench.files.replace("g", "f")
            assert opened.read_at(0, 10) == b"old"
            assert opened.status().fingerprint.inode == before.fingerprint.inode
        assert get(bench.files, "f") == b"new"

    def test_status_changes_with_an_edit(self, bench: Bench) -> None:
        """An edit in place keeps the inode and shows in the fingerprint."""
        bench.person_writes("f", b"one")
        before = bench.files.status("f")
        bench.person_writes("f", b"three")
        after = bench.files.status("f")
        assert before.fingerprint != after.fingerprint
        assert before.fingerprint.inode == after.fingerprint.inode

    def test_list_is_complete_and_sorted(self, bench: Bench) -> None:
        """Files, directories and others are told apart."""
        bench.person_writes("b", b"")
        bench.files.make_directory("a")
        bench.person_links("c")
        listed = [entry for entry in bench.files.list("") if entry.name in "abc"]
        assert listed == [
            Listed("a", FileType.DIRECTORY),
            Listed("b", FileType.FILE),
            Listed("c", FileType.OTHER),
        ]

    def test_list_of_what_is_no_directory_is_an_error(self, bench: Bench) -> None:
        """An error is never an empty listing (I3)."""
        bench.person_writes("f", b"")
        bench.person_links("link")
        for path in ("missing", "f", "link", "f/below", "link/below"):
            with pytest.raises((MissingError, WrongTypeError)):
                bench.files.list(path)

    def test_names_that_are_not_utf8_are_listed(self, bench: Bench) -> None:
        """They come with surrogate escapes, and as paths they are refused."""
        name = bench.person_writes_undecodable()
        assert Listed(name, FileType.FILE) in bench.files.list("")
        with pytest.raises(PathError):
            bench.files.status(name)

    @pytest.mark.parametrize("name", AWKWARD_NAMES)
    def test_awkward_names_work(self, bench: Bench, name: str) -> None:
        """Whatever a file system takes as a name, the port takes."""
        bench.files.make_directory(name)
        put(bench.files, f"{name}/{name}", b"x")
        assert bench.files.list(name) == [Listed(name, FileType.FILE)]
        bench.files.move(f"{name}/{name}", f"{name}/other")
        bench.files.remove(f"{name}/other")
        bench.files.remove_directory(name)

    def test_name_over_255_bytes_is_refused(self, bench: Bench) -> None:
        """The file system's limit is one clear error."""
        with pytest.raises(StorageError):
            bench.files.create("x" * 256)

    def test_deep_paths_work(self, bench: Bench) -> None:
        """A path of about 4 KiB is reached."""
        path = ""
        for _ in range(DEPTH):
            path = f"{path}/{'d' * 100}".lstrip("/")
            bench.files.make_directory(path)
        put(bench.files, f"{path}/f", b"deep")
        bench.files.sync_directory(path)
        assert get(bench.files, f"{path}/f") == b"deep"

    @pytest.mark.parametrize(
        "path", ["/etc/passwd", "..", "../x", "a/../../x", "a//b", "a/", "./a", "a/.", "nul\0"]
    )
    def test_paths_that_could_leave_the_root_are_refused(self, bench: Bench, path: str) -> None:
        """Every method refuses them before it asks the file system (I7)."""
        files = bench.files
        bench.person_writes("a/f", b"")
        calls = (
            lambda: files.status(path),
            lambda: files.list(path),
            lambda: files.open(path),
            lambda: files.create(path),
            lambda: files.make_directory(path),
            lambda: files.move("a/f", path),
            lambda: files.move(path, "g"),
            lambda: files.exchange("a/f", path),
            lambda: files.replace("a/f", path),
            lambda: files.remove(path),
            lambda: files.remove_directory(path),
            lambda: files.set_metadata(path, mode=0o600),
            lambda: files.sync_file(path),
            lambda: files.sync_directory(path),
            lambda: files.lock(path).__enter__(),
        )
        for call in calls:
            with pytest.raises(PathError):
                call()

    def test_links_are_reported_and_never_followed(self, bench: Bench) -> None:
        """A link is OTHER; it is not opened, not walked through, not written through (I7)."""
        bench.person_links("link")
        assert bench.files.status("link").type is FileType.OTHER
        with pytest.raises(WrongTypeError):
            bench.files.open("link")
        with pytest.raises(WrongTypeError):
            bench.files.set_metadata("link", mode=0o600)
        with pytest.raises(MissingError):
            bench.files.status("link/x")
        with pytest.raises(MissingError):
            bench.files.create("link/x")
        with pytest.raises(MissingError):
            bench.files.make_directory("link/x")

    def test_a_file_of_ours_becomes_a_link_to_what_it_holds(self, bench: Bench) -> None:
        """Written, synced and moved into the collection like any file; its bytes are the target."""
        with bench.files.create(f"{CONTROL_DIRECTORY}/made") as file:
            file.write(b"d/f")
            file.set_metadata(mtime_ns=7_000_000_000, mode=LINK_MODE)
            file.sync()
        bench.files.sync_file(f"{CONTROL_DIRECTORY}/made")
        bench.files.move(f"{CONTROL_DIRECTORY}/made", "link")
        status = bench.files.status("link")
        assert (status.type, status.mode & MODE_MASK) == (FileType.FILE, LINK_MODE)
        assert (status.fingerprint.size, status.fingerprint.mtime_ns) == (3, 7_000_000_000)
        with bench.files.open("link") as link:
            assert (link.read_at(0, 9), link.read_at(2, 9), link.status()) == (b"d/f", b"f", status)
            assert not link.has_writer()
        assert {entry.name: entry.type for entry in bench.files.list("")}["link"] is FileType.FILE
        assert dict(bench.files.statuses(""))[Listed("link", FileType.FILE)] == status

    def test_a_mode_turns_no_file_of_the_collection_into_a_link_nor_back(self, bench: Bench) -> None:
        """The two change places: whoever set a mode alone would leave half of it."""
        bench.person_writes("f", b"d/f")
        with pytest.raises(WrongTypeError):
            bench.files.set_metadata("f", mode=LINK_MODE)
        with bench.files.create(f"{CONTROL_DIRECTORY}/made") as file:
            file.write(b"d/f")
            file.set_metadata(mtime_ns=7, mode=LINK_MODE)
        bench.files.move(f"{CONTROL_DIRECTORY}/made", "link")
        with pytest.raises(WrongTypeError):
            bench.files.set_metadata("link", mode=0o644)
        bench.files.set_metadata("link", mtime_ns=9_000_000_000)
        assert bench.files.status("link").fingerprint.mtime_ns == 9_000_000_000

    def test_open_of_a_directory_is_refused(self, bench: Bench) -> None:
        """Only regular files are opened."""
        bench.files.make_directory("d")
        with pytest.raises(WrongTypeError):
            bench.files.open("d")

    def test_missing_is_missing(self, bench: Bench) -> None:
        """What is not there, or lies below a file, is missing for every method."""
        files = bench.files
        bench.person_writes("f", b"")
        for path in ("none", "none/x", "f/x"):
            for call in (files.status, files.open, files.remove, files.remove_directory):
                with pytest.raises(MissingError):
                    call(path)
            with pytest.raises(MissingError):
                files.move(path, "target")
            with pytest.raises(MissingError if files.can_exchange else StorageError):
                files.exchange("f", path)
        for path in ("none/x", "f/x"):
            with pytest.raises(MissingError):
                files.create(path)
            with pytest.raises(MissingError):
                files.make_directory(path)
            with pytest.raises(MissingError):
                files.move("f", path)

    def test_move_takes_files_and_directories_elsewhere(self, bench: Bench) -> None:
        """The same inode is at the new name and nothing at the old one."""
        bench.person_writes("d/f", b"x")
        inode = bench.files.status("d/f").fingerprint.inode
        bench.files.make_directory("e")
        bench.files.move("d/f", "e/g")
        assert bench.files.status("e/g").fingerprint.inode == inode
        with pytest.raises(MissingError):
            bench.files.status("d/f")
        bench.files.move("e", "h")
        assert get(bench.files, "h/g") == b"x"

    def test_move_never_replaces(self, bench: Bench) -> None:
        """A file, an empty directory or a link at the target is an error and stays."""
        bench.person_writes("source", b"s")
        bench.person_writes("file", b"f")
        bench.files.make_directory("directory")
        bench.person_links("link")
        for target in ("file", "directory", "link", "source"):
            with pytest.raises(OccupiedError):
                bench.files.move("source", target)
        assert (get(bench.files, "source"), get(bench.files, "file")) == (b"s", b"f")

    def test_exchange_swaps_two_names(self, bench: Bench) -> None:
        """Files with files, and files with directories."""
        bench.person_writes("one/f", b"1")
        bench.person_writes("two", b"2")
        if not bench.files.can_exchange:
            with pytest.raises(StorageError):
                bench.files.exchange("one/f", "two")
            return
        bench.files.exchange("one/f", "two")
        assert (get(bench.files, "one/f"), get(bench.files, "two")) == (b"2", b"1")
        bench.files.make_directory("d")
        bench.files.exchange("d", "two")
        assert bench.files.status("two").type is FileType.DIRECTORY
        assert get(bench.files, "d") == b"1"

    def test_replace_renames_over_a_file(self, bench: Bench) -> None:
        """The earlier file is gone, the later one has its name; a directory is not replaced."""
        bench.person_writes("new", b"new")
        bench.person_writes("old", b"old")
        bench.files.make_directory("d")
        bench.files.replace("new", "old")
        assert get(bench.files, "old") == b"new"
        with pytest.raises(WrongTypeError):
            bench.files.replace("old", "d")

    def test_remove_takes_no_directory(self, bench: Bench) -> None:
        """Files and links go; a directory is the wrong type."""
        bench.person_writes("f", b"")
        bench.person_links("link")
        bench.files.make_directory("d")
        bench.files.remove("f")
        bench.files.remove("link")
        with pytest.raises(WrongTypeError):
            bench.files.remove("d")

    def test_remove_directory_takes_only_empty_ones(self, bench: Bench) -> None:
        """Directories go by rmdir only."""
        bench.person_writes("d/f", b"")
        with pytest.raises(OccupiedError):
            bench.files.remove_directory("d")
        with pytest.raises(WrongTypeError):
            bench.files.remove_directory("d/f")
        bench.files.remove("d/f")
        bench.files.remove_directory("d")
        with pytest.raises(MissingError):
            bench.files.status("d")

    def test_lock_is_exclusive_until_it_is_released(self, bench: Bench) -> None:
        """A second holder is refused at once; afterwards it is free, also where the file was removed."""
        with bench.files.lock("lock"), pytest.raises(OccupiedError):
            bench.files.lock("lock").__enter__()
        with bench.files.lock("lock"):
            bench.files.remove("lock")
        with bench.files.lock("lock"):
            pass

    def test_everything_can_be_synced(self, bench: Bench) -> None:
        """Files, directories and the whole root."""
        bench.person_writes("d/f", b"")
        bench.files.sync_file("d/f")
        bench.files.sync_file("d")
        bench.files.sync_directory("d")
        bench.files.sync_directory("")
        bench.files.sync_all()
        assert bench.files.free_bytes() > 0

    def test_a_directory_is_listed_with_what_stands_there(self, bench: Bench) -> None:
        """The same as a list, and a look at each."""
        bench.person_writes("d/f", b"x")
        bench.person_writes("d/e/g", b"xy")
        for directory in ("", "d"):
            found = bench.files.statuses(directory)
            assert [entry for entry, _ in found] == list(bench.files.list(directory))
            for entry, status in found:
                assert status == bench.files.status(f"{directory}/{entry.name}" if directory else entry.name)
        with pytest.raises(WrongTypeError):
            bench.files.statuses("d/f")
        with pytest.raises(MissingError):
            bench.files.statuses("gone")

    def test_many_are_synced_at_once_and_each_failure_is_told(self, bench: Bench) -> None:
        """One that is not there keeps no other from being made durable."""
        names = [f"d/{number}" for number in range(20)]
        for name in names:
            bench.person_writes(name, b"x")
        failed = bench.files.sync_files([*names, "d", "gone"])
        assert list(failed) == ["gone"]
        assert isinstance(failed["gone"], MissingError)
        assert bench.files.sync_files([]) == {}
