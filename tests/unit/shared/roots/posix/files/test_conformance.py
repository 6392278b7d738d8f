"""Both implementations of the storage port, with and without atomic exchange, pass one suite."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from testing.disk.conformance import StorageConformance
from testing.disk.files import MemoryDisk, MemoryFiles
from testing.disk.folding_conformance import FoldingConformance
from testing.disk.name_folding import CASE, CASE_AND_FORM, EXACT, NameFolding
from testing.disk.person import MemoryUser

UNDECODABLE = "bad\udcff"


class PosixBench:
    def __init__(self, root: Path, exchange: bool | None):
        self.root = root
        self.files = PosixFiles(root, exchange=exchange)
        make_control(self.files)

    def person_writes(self, path, data):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)

    def person_holds_open(self, path):
        return (self.root / path).open("ab")

    def person_links(self, path):
        outside = self.root.parent / "outside"
        outside.mkdir(exist_ok=True)
        (self.root / path).symlink_to(outside)

    def person_writes_undecodable(self):
        Path(os.fsdecode(os.fsencode(self.root) + b"/bad\xff")).write_bytes(b"")
        return UNDECODABLE


class MemoryBench:
    def __init__(self, can_exchange: bool, names: NameFolding = EXACT):
        disk = MemoryDisk(names=names)
        self.files = MemoryFiles(disk, can_exchange=can_exchange)
        self.user = MemoryUser(disk)
        self.person_writes = self.user.write
        self.person_links = self.user.make_other
        self.person_renames = self.user.rename
        make_control(self.files)

    @contextmanager
    def person_holds_open(self, path):
        self.user.hold_open(path)
        yield
        self.user.let_go(path)

    def person_writes_undecodable(self):
        self.user.write(UNDECODABLE, b"")
        return UNDECODABLE


class TestPosixFiles(StorageConformance):
    @pytest.fixture
    def bench(self, tmp_path):
        (tmp_path / "root").mkdir()
        bench = PosixBench(tmp_path / "root", None)
        assert bench.files.can_exchange, "the machine that tests run on has renameat2"
        yield bench
        bench.files.close()


class TestMemoryFiles(StorageConformance):
    @pytest.fixture
    def bench(self):
        return MemoryBench(True)


class TestMemoryFilesThatFoldNames(StorageConformance, FoldingConformance):
    """As exFAT or APFS."""

    @pytest.fixture(params=[CASE, CASE_AND_FORM], ids=["case", "case and form"])
    def bench(self, request):
        return MemoryBench(can_exchange=False, names=request.param)

    @pytest.fixture
    def folding(self, bench):
        return bench


class TestMemoryFilesWithoutExchange(StorageConformance):
    @pytest.fixture
    def bench(self):
        return MemoryBench(False)


class TestPosixFilesWithoutRenameFlags(StorageConformance):
    """As on NFS: the kernel refuses every flag of renameat2."""

    @pytest.fixture
    def bench(self, tmp_path, monkeypatch):
        def refuse(*_):
            raise OSError(22, "Invalid argument")

        monkeypatch.setattr("shared.roots.posix.files.linux_calls.LinuxCalls.rename", refuse)
        (tmp_path / "root").mkdir()
        bench = PosixBench(tmp_path / "root", None)
        assert not bench.files.can_exchange
        yield bench
        bench.files.close()
