"""Uploads in the control directory: bytes that outlast whoever takes them in."""

from datetime import UTC, datetime
from itertools import count

import pytest

from shared.roots.errors import MissingError, OccupiedError
from shared.roots.posix.control import make_control
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles, data_path
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles

ID = "3" * 32


def upload(offset: int) -> Upload:
    """Return what is known of an upload with so many bytes."""
    return Upload(id=ID, owner="me", path="a/b", offset=offset, touched=datetime(2026, 3, 4, tzinfo=UTC))


@pytest.fixture
def files() -> MemoryFiles:
    """A root with a control directory."""
    files = MemoryFiles(MemoryDisk(clock=count(1_000).__next__))
    make_control(files)
    return files


def test_bytes_go_on_behind_those_that_are_known(files: MemoryFiles):
    """What came after the last word of it is cut: nobody knows whether it is durable."""
    uploads = UploadFiles(files)
    with uploads.begin(ID) as data:
        data.write(b"known, and half a piece")
    uploads.keep(upload(7))
    known = UploadFiles(files).read(ID)
    assert known == upload(7)
    with uploads.held(ID), uploads.go_on(known) as data:
        data.write(b"the rest")
    with files.open(data_path(ID)) as file:
        assert file.read_at(0, 100) == b"known, the rest"
    assert uploads.ids() == (ID,)


def test_an_upload_of_which_nothing_was_said_is_known_by_its_id_alone(files: MemoryFiles):
    """Its writer died: whoever cleans up removes it."""
    uploads = UploadFiles(files)
    uploads.begin(ID).__exit__(None, None, None)
    assert (uploads.read(ID), uploads.ids()) == (None, (ID,))
    uploads.remove(ID)
    assert uploads.ids() == ()
    with pytest.raises(MissingError), uploads.held(ID):
        pass


def test_an_id_is_given_once(files: MemoryFiles):
    """Two uploads never share bytes."""
    uploads = UploadFiles(files)
    uploads.begin(ID).__exit__(None, None, None)
    with pytest.raises(OccupiedError):
        uploads.begin(ID)
