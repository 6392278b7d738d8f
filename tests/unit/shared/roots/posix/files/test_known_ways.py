"""Directories that were reached before, which are entered in one call from then on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.roots.posix.files import walk as module
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import MissingError


@pytest.fixture
def files(tmp_path: Path) -> Iterator[PosixFiles]:
    """Give a root in which a file was looked at twice: its directory is known."""
    (tmp_path / "root" / "spk" / "old").mkdir(parents=True)
    (tmp_path / "root" / "spk" / "old" / "orbit.bsp").write_bytes(b"known")
    files = PosixFiles(tmp_path / "root")
    for _ in range(2):
        assert files.status("spk/old/orbit.bsp").fingerprint.size == len(b"known")
    yield files
    files.close()


@pytest.mark.parametrize("replaced", ["spk", "spk/old"])
def test_a_link_in_place_of_a_known_directory_is_not_followed(
    tmp_path: Path, files: PosixFiles, replaced: str
) -> None:
    """Nothing outside of the root is reached by it, although the same directory is at its end (I7)."""
    (tmp_path / "root" / replaced).rename(tmp_path / "outside")
    (tmp_path / "root" / replaced).symlink_to(tmp_path / "outside")
    with pytest.raises(MissingError):
        files.status("spk/old/orbit.bsp")
    with pytest.raises(MissingError), files.create("spk/old/new.bsp"):
        pass
    assert not list((tmp_path / "outside").rglob("new.bsp"))


def test_another_directory_in_place_of_a_known_one_is_the_one_that_is_meant(
    tmp_path: Path, files: PosixFiles
) -> None:
    """A path names what stands there now."""
    (tmp_path / "root" / "spk").rename(tmp_path / "root" / "before")
    with pytest.raises(MissingError):
        files.status("spk/old/orbit.bsp")
    (tmp_path / "root" / "spk" / "old").mkdir(parents=True)
    (tmp_path / "root" / "spk" / "old" / "orbit.bsp").write_bytes(b"another")
    assert files.status("spk/old/orbit.bsp").fingerprint.size == len(b"another")


def test_a_kernel_without_the_call_is_walked_on_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What needs Linux 5.6, or a filter that knows the call, is only quicker."""

    class Lacking(module.Beneath):
        def walk(self, directory: int, path: str) -> int:
            raise NotImplementedError

    monkeypatch.setattr(module, "Beneath", Lacking)
    (tmp_path / "a" / "b").mkdir(parents=True)
    files = PosixFiles(tmp_path)
    for name in ("one", "two", "three"):
        with files.create(f"a/b/{name}") as file:
            file.write(b"x")
    assert [entry.name for entry in files.list("a/b")] == ["one", "three", "two"]
    files.close()


def test_many_files_are_synced_with_the_failures_of_each(tmp_path: Path) -> None:
    """A directory that is not there fails its own files alone, and a name that is not there itself alone."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"1")
    os.mkfifo(tmp_path / "a" / "pipe")
    files = PosixFiles(tmp_path)
    errors = files.sync_files(["a/one", "a", "a/none", "a/pipe", "b/one", "b/two"])
    assert set(errors) == {"a/none", "a/pipe", "b/one", "b/two"}
    files.close()
