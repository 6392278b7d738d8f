"""The observer that sees whether a tool has made all targets the same."""

import os
from pathlib import Path

import pytest

from benchmarks.beside_peers import observer
from benchmarks.beside_peers.cases import CASES
from benchmarks.beside_peers.mutagen import Mutagen
from benchmarks.beside_peers.port import MissingError


def _never() -> str:
    return ""


def test_equal_directories_are_seen_as_such_whatever_a_tool_keeps_in_them(tmp_path: Path) -> None:
    """Directories of the tools' own are no part of what is compared."""
    for root in ("source", "target"):
        (tmp_path / root / "a").mkdir(parents=True)
        (tmp_path / root / "a" / "one").write_bytes(b"1")
    (tmp_path / "target" / ".spicerack").mkdir()
    (tmp_path / "target" / ".spicerack" / "marker.json").write_bytes(b"{}")
    observer.same(tmp_path / "source", [tmp_path / "target"], patience=5, failed=_never)


@pytest.mark.parametrize("target", [{}, {"one": b"2"}, {"one": b"1", "more": b""}])
def test_a_target_that_differs_is_never_taken_for_the_source(
    tmp_path: Path, target: dict[str, bytes]
) -> None:
    """A lost file, other bytes of the same length, and one too many fail the run."""
    for root, files in (("source", {"one": b"1"}), ("target", target)):
        (tmp_path / root).mkdir()
        for name, data in files.items():
            (tmp_path / root / name).write_bytes(data)
    with pytest.raises(AssertionError, match="never became"):
        observer.same(tmp_path / "source", [tmp_path / "target"], patience=0.3, failed=_never)


def test_the_use_of_a_process_holds_that_of_its_children() -> None:
    """CPU seconds and memory of this process, at least, are told."""
    used = observer.used([os.getpid()])
    assert sum(used.cpu.values()) > 0
    assert used.pss > 0


def test_a_missing_tool_says_how_it_comes_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is skipped by the runner, and named."""
    monkeypatch.setattr("benchmarks.beside_peers.mutagen.PROGRAM", "no-such-program")
    with pytest.raises(MissingError, match="MUTAGEN=FILE"):
        Mutagen().running(tmp_path, tmp_path, []).__enter__()


def test_cases_make_the_same_bytes_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tools are compared at the same work."""
    monkeypatch.setattr("benchmarks.beside_peers.cases.FILES", 3)
    for root in ("one", "other"):
        (tmp_path / root / "source").mkdir(parents=True)
        CASES["small-files"].work(tmp_path / root / "source")
    observer.same(tmp_path / "one" / "source", [tmp_path / "other" / "source"], patience=5, failed=_never)
