"""What only a real file system shows: links swapped in, special files, descriptors, errors, locks."""

import contextlib
import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.errors import translate
from shared.roots.posix.files.port import (
    DeniedError,
    FileType,
    InputOutputError,
    MissingError,
    NoSpaceError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)
from testing.disk.conformance import get, put


@pytest.fixture
def root(tmp_path):
    """A root with a directory beside it that must never be touched."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"secret")
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def files(root):
    """The root, open."""
    files = PosixFiles(root)
    yield files
    files.close()


def descriptors():
    """Return how many descriptors this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def outside(root):
    """Return all names and bytes outside of the root."""
    return {path.name: path.read_bytes() for path in (root.parent / "outside").iterdir()}


def test_parent_swapped_for_a_link_is_not_followed(root, files):
    """Every method refuses to go through it, and nothing outside is read or written (I7)."""
    (root / "d").mkdir()
    (root / "d" / "secret").write_bytes(b"mine")
    (root / "f").write_bytes(b"f")
    assert get(files, "d/secret") == b"mine"
    (root / "d").rename(root / "moved")
    (root / "d").symlink_to(root.parent / "outside")
    calls = (
        lambda: files.open("d/secret"),
        lambda: files.status("d/secret"),
        lambda: files.create("d/new"),
        lambda: files.make_directory("d/new"),
        lambda: files.move("f", "d/new"),
        lambda: files.move("d/secret", "new"),
        lambda: files.exchange("f", "d/secret"),
        lambda: files.replace("f", "d/secret"),
        lambda: files.remove("d/secret"),
        lambda: files.set_metadata("d/secret", mode=0o600),
        lambda: files.sync_file("d/secret"),
    )
    for call in calls:
        with pytest.raises(MissingError):
            call()
    for call in (files.list, files.sync_directory):
        with pytest.raises(WrongTypeError):
            call("d")
    assert outside(root) == {"secret": b"secret"}


def test_parent_swapped_for_a_link_again_and_again_lets_nothing_out(root, files):
    """A race on the parent finds the file inside or nothing, never the one outside (I7)."""
    (root / "d").mkdir()
    (root / "d" / "secret").write_bytes(b"mine")
    (root / "link").symlink_to(root.parent / "outside")
    stop = threading.Event()

    def swap():
        while not stop.is_set():
            files.exchange("d", "link")

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        for number in range(1000):
            with contextlib.suppress(MissingError, OccupiedError):
                assert get(files, "d/secret") == b"mine"
                put(files, f"d/{number}", b"x")
    finally:
        stop.set()
        swapper.join()
    assert outside(root) == {"secret": b"secret"}


def test_link_in_place_of_a_file_is_replaced_not_followed(root, files):
    """Names are what is changed, whatever they point at."""
    (root / "link").symlink_to(root.parent / "outside" / "secret")
    put(files, "f", b"f")
    files.replace("f", "link")
    assert get(files, "link") == b"f"
    assert outside(root) == {"secret": b"secret"}


def test_special_files_are_reported_and_never_opened(root, files):
    """A FIFO without a writer does not hang; devices and sockets are OTHER as well."""
    os.mkfifo(root / "fifo")
    with pytest.raises(WrongTypeError):
        files.open("fifo")
    with pytest.raises(WrongTypeError):
        files.sync_file("fifo")
    assert files.status("fifo").type is FileType.OTHER
    assert [entry.type for entry in files.list("")] == [FileType.OTHER]


def test_root_stays_the_same_when_its_name_is_taken(root, files):
    """Another directory mounted or moved over the name is not written into."""
    root.rename(root.parent / "elsewhere")
    root.mkdir()
    put(files, "f", b"x")
    assert (root.parent / "elsewhere" / "f").exists() and not (root / "f").exists()


def test_no_descriptor_is_left_open(root, files):
    """Success or error: as many are open afterwards as before."""
    make_control(files)
    before = descriptors()
    put(files, "f", b"x")
    get(files, "f")
    files.make_directory("d")
    for path in ("none", "none/x", "f/x", "d", "..", "x" * 256):
        for call in (
            files.open,
            files.create,
            files.list,
            files.status,
            files.remove,
            files.remove_directory,
            files.sync_directory,
            files.sync_file,
            lambda path: files.move("f", path),
            lambda path: files.exchange("f", path),
            lambda path: files.set_metadata(path, mtime_ns=1),
            lambda path: files.lock(path).__enter__(),
        ):
            with contextlib.suppress(StorageError, ValueError):
                opened = call(path)
                if hasattr(opened, "__exit__"):
                    opened.__exit__(None, None, None)
            with contextlib.suppress(StorageError):
                put(files, "f", b"x")
    with files.lock("lock"), pytest.raises(OccupiedError):
        files.lock("lock").__enter__()
    assert files.can_exchange
    assert descriptors() == before
    files.close()
    files.close()
    assert descriptors() == before - 1


def test_lock_ends_with_the_process(root, files):
    """A killed worker's pack is free again; a living one's is not."""
    code = (
        "import sys; from shared.roots.posix.files.directory import PosixFiles\n"
        f"with PosixFiles({str(root)!r}).lock('lock'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout.readline() == "held\n"
        with pytest.raises(OccupiedError):
            files.lock("lock").__enter__()
        worker.kill()
        worker.wait()
    with files.lock("lock"):
        pass


def test_missing_root_is_said_clearly(tmp_path):
    """The operator reads what to look for."""
    with pytest.raises(MissingError, match="open root"):
        PosixFiles(tmp_path / "none")


def test_exchange_is_not_assumed_before_there_is_a_control_directory(root):
    """The probe leaves nothing outside of it, and asks again later."""
    files = PosixFiles(root)
    assert not files.can_exchange
    assert files.list("") == []
    make_control(files)
    assert files.can_exchange
    files.close()


def test_time_beyond_the_systems_numbers_is_an_error(files):
    """Whatever a peer sends."""
    put(files, "f", b"")
    with pytest.raises(StorageError):
        files.set_metadata("f", mtime_ns=1 << 200)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOENT, MissingError),
        (errno.EEXIST, OccupiedError),
        (errno.ENOTEMPTY, OccupiedError),
        (errno.EACCES, DeniedError),
        (errno.EROFS, DeniedError),
        (errno.ENOSPC, NoSpaceError),
        (errno.EDQUOT, NoSpaceError),
        (errno.EIO, InputOutputError),
        (errno.ESTALE, InputOutputError),
        (errno.ELOOP, WrongTypeError),
        (errno.EMFILE, StorageError),
    ],
)
def test_errors_are_translated_by_who_must_act(number, kind):
    """Each is the port's error, in one line that names the path."""
    error = translate(OSError(number, os.strerror(number)), "open", "spk/a.bsp")
    assert type(error) is kind
    assert "spk/a.bsp" in str(error) and "\n" not in str(error)
