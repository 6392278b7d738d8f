"""Every kind of root passes the one suite, and is opened by its address."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from shared.observability.clock import SystemClock
from shared.roots.errors import NoSpaceError, StorageError
from shared.roots.local_root import local_root
from shared.roots.open_root import RootUrlError, open_root, path_of, scheme_of
from shared.roots.port import Root
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.open_posix import open_posix
from shared.roots.posix.root import PosixRoot
from testing.disk.disk import MemoryDisk
from testing.disk.files import Faults, MemoryFiles
from testing.disk.person import MemoryUser
from testing.roots.conformance import RootConformance
from testing.roots.objects import ObjectRoot, ObjectStore


def ids():
    """Return a source of ids of publishes."""
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


@dataclass
class PosixBench:
    """A directory, and whoever writes in it."""

    directory: Path
    root: Root = field(init=False)
    files: "FullFiles" = field(init=False)

    def __post_init__(self) -> None:
        self.files = FullFiles(self.directory)
        self.root = PosixRoot(self.files, path=self.directory, now=SystemClock().now, new_id=ids())

    def person_writes(self, path: str, data: bytes) -> None:
        (self.directory / path).write_bytes(data)

    def full(self) -> None:
        self.files.is_full = True


class FullFiles(PosixFiles):
    """A directory on a disk that can be said to be full."""

    is_full = False

    def create(self, path):
        if self.is_full:
            raise NoSpaceError(f"{path!r}: no space left on device")
        return super().create(path)


class MemoryBench:
    """A disk in memory."""

    def __init__(self) -> None:
        self.disk, self.faults = MemoryDisk(), Faults()
        files = MemoryFiles(self.disk, faults=self.faults)
        self.root = PosixRoot(files, path=Path("/memory"), now=SystemClock().now, new_id=ids())
        self.user = MemoryUser(self.disk)

    def person_writes(self, path: str, data: bytes) -> None:
        self.user.write(path, data)

    def full(self) -> None:
        self.faults.capacity = self.disk.used_bytes() + 1000


class ObjectBench:
    """A store of objects."""

    def __init__(self) -> None:
        self.store = ObjectStore()
        self.root = ObjectRoot(self.store)

    def person_writes(self, path: str, data: bytes) -> None:
        self.store.write(path, data)

    def full(self) -> None:
        self.store.bytes_max = 1000


class TestDirectory(RootConformance):
    """A directory of this host."""

    @pytest.fixture
    def bench(self, tmp_path):
        return PosixBench(tmp_path)


class TestDirectoryInMemory(RootConformance):
    """The directory that the simulation has."""

    @pytest.fixture
    def bench(self):
        return MemoryBench()


class TestObjects(RootConformance):
    """A store that has no directories."""

    @pytest.fixture
    def bench(self):
        return ObjectBench()


@pytest.mark.parametrize("form", ["{}", "file://{}", "file://localhost{}"])
def test_a_directory_is_opened_by_its_path_or_its_url(tmp_path, form):
    """People say the path, configurations may say a URL."""
    with open_root(form.format(tmp_path), openers={"file": open_posix}) as root:
        assert root.url == tmp_path.as_uri()


def test_a_root_of_an_unknown_kind_is_refused_with_what_is_known():
    """The message names what can be said instead."""
    with pytest.raises(RootUrlError, match=r"gopher://x.*file://"):
        open_root("gopher://x", openers={"file": open_posix})
    with pytest.raises(RootUrlError, match="another host"):
        path_of("file://elsewhere/data")


def test_a_directory_that_is_not_there_is_an_operators_error(tmp_path):
    """It is said with its path."""
    with pytest.raises(StorageError, match="nowhere"):
        open_root(str(tmp_path / "nowhere"), openers={"file": open_posix})


def test_schemes_are_told_in_any_case():
    """An address is typed by people."""
    assert [scheme_of(url) for url in ("/data", "S3://bucket", "file:///x")] == ["file", "s3", "file"]


@pytest.mark.parametrize("url", ["s3://bucket", "sftp://host/data", "file://elsewhere/data"])
def test_a_site_on_a_root_that_the_engine_cannot_move_is_refused(url):
    """The setting is refused with the reason, before anything is touched."""
    with pytest.raises(ValueError, match="directory"):
        local_root(url)
    assert local_root("file:///data/mro") == local_root(Path("/data/mro")) == Path("/data/mro")
