"""The suite for `Files` where names are taken for others. A test class gives a `folding` fixture."""

from collections.abc import Callable
from typing import Protocol

import pytest

from shared.roots.posix.files.port import Files, MissingError, TwinError
from testing.disk.conformance import get, put


class FoldingBench(Protocol):
    """A root that folds case, with its control directory, and a person beside it who knows no port."""

    @property
    def files(self) -> Files:
        """The implementation."""

    def person_writes(self, path: str, data: bytes) -> None:
        """Write a file in place, directories above it included."""

    def person_renames(self, source: str, target: str) -> None:
        """Rename a file, over whatever is there."""


class FoldingConformance:
    """The suite."""

    def test_other_case_is_not_there(self, folding: FoldingBench) -> None:
        """Each method that names what is there misses a path of which the directory lists another case."""
        files = folding.files
        folding.person_writes("d/f.bsp", b"f")
        put(files, "g", b"g")
        acts: tuple[Callable[[str], object], ...] = (
            files.status,
            files.open,
            files.remove,
            files.sync_file,
            lambda path: files.move(path, "moved"),
            lambda path: files.set_metadata(path, mode=0o600),
        )
        for path in ("d/F.bsp", "D/f.bsp"):
            for act in acts:
                with pytest.raises(MissingError):
                    act(path)
        ways: tuple[Callable[[str], object], ...] = (
            files.list,
            files.statuses,
            files.remove_directory,
            files.sync_directory,
        )
        for way in ways:
            with pytest.raises(MissingError):
                way("D")
        assert get(files, "d/f.bsp") == b"f"

    def test_twin_is_named_and_nothing_is_made(self, folding: FoldingBench) -> None:
        """A new name that is taken for another one is refused, and the error names that one."""
        files = folding.files
        folding.person_writes("d/f.bsp", b"f")
        put(files, "g", b"g")
        acts: tuple[Callable[[str], object], ...] = (
            files.create,
            files.make_directory,
            lambda path: files.move("g", path),
            lambda path: files.replace("g", path),
        )
        for act in acts:
            with pytest.raises(TwinError) as caught:
                act("d/F.bsp")
            assert caught.value.twin == "d/f.bsp"
        with pytest.raises(TwinError):
            files.make_directory("D")
        assert (get(files, "d/f.bsp"), get(files, "g")) == (b"f", b"g")
        assert [entry.name for entry in files.list("d")] == ["f.bsp"]

    def test_name_that_a_person_changed_is_the_one_that_is_there(self, folding: FoldingBench) -> None:
        """After a rename in case alone the new name is there, and the old one is not."""
        folding.person_writes("g1.bsp", b"g")
        assert get(folding.files, "g1.bsp") == b"g"
        folding.person_renames("g1.bsp", "G1.bsp")
        assert get(folding.files, "G1.bsp") == b"g"
        with pytest.raises(MissingError):
            folding.files.remove("g1.bsp")
        assert get(folding.files, "G1.bsp") == b"g"
