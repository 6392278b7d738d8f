"""A real directory with the port over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.roots.posix.files.directory import PosixFiles


@pytest.fixture
def files(tmp_path: Path) -> Iterator[PosixFiles]:
    """The files below `tmp_path`."""
    opened = PosixFiles(tmp_path)
    yield opened
    opened.close()
