"""Files that are read whole while people and programs go on with them."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from services.gateway.contents.digester import ChangedFileError, Digester
from services.gateway.contents.facts import open_facts
from shared.roots.posix.files.open_file import PosixReadable
from shared.roots.posix.files.port import Status
from tests.unit.services.gateway.desk import hash_of

DATA = b"PINPOINT-Wrapper" * 1000


class Disturbed(PosixReadable):
    """A file with which something happens when it has been looked at for the first time."""

    def __init__(self, path: Path, *, writes: bool) -> None:
        super().__init__(os.open(path, os.O_RDONLY), path.name)
        self._at: Path | None = path
        self._writes = writes

    def status(self) -> Status:
        """Return what stands there, and disturb it."""
        found = super().status()
        path, self._at = self._at, None
        while path is not None and super().status().fingerprint == found.fingerprint:
            # The clock of a file system goes by milliseconds: the first of them may be the same one.
            if self._writes:
                path.write_bytes(DATA[::-1])
            else:
                path.rename(path.with_name("elsewhere")).rename(path)
        return found


async def test_a_file_that_is_renamed_while_it_is_hashed_is_the_same_bytes(tmp_path: Path) -> None:
    """Who is being told it is not cut off; what was found is not kept of a path that it may have left."""
    (tmp_path / "file").write_bytes(DATA)
    with closing(open_facts(tmp_path)) as facts, Disturbed(tmp_path / "file", writes=False) as file:
        assert await Digester(facts).hash_of("file", file) == hash_of(DATA)
        assert facts.content_of("file", file.status().fingerprint) is None


async def test_a_file_that_is_written_to_while_it_is_hashed_is_nothing(tmp_path: Path) -> None:
    """Its bytes may be of two versions."""
    (tmp_path / "file").write_bytes(DATA)
    with (
        closing(open_facts(tmp_path)) as facts,
        Disturbed(tmp_path / "file", writes=True) as file,
        pytest.raises(ChangedFileError),
    ):
        await Digester(facts).hash_of("file", file)
