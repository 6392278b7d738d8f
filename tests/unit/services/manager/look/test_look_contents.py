"""The step from a file to its content."""

import pytest
from blake3 import blake3

from services.manager.look.directory.scan import Seen
from services.manager.look.hashing.hash_file import Found, Moved, content_of
from services.manager.look.problems import Unreadable
from shared.model.entry import Kind
from shared.roots.posix.files.port import MissingError
from tests.unit.services.manager.directory_look import Desk


@pytest.fixture
def desk() -> Desk:
    """Return a directory with one file."""
    desk = Desk()
    desk.user.write("spk/a.bsp", b"kernel")
    return desk


def result(desk: Desk, path: str) -> Seen:
    """See what stands at a path."""
    return Seen(path, desk.files.status(path))


def test_a_quiet_file_is_found_with_its_content(desk: Desk) -> None:
    """State and fingerprint are those that it had all the time."""
    seen = result(desk, "spk/a.bsp")
    found = content_of(desk.files, seen)
    assert isinstance(found, Found)
    assert found.state.content == blake3(b"kernel").hexdigest()
    assert (found.state.size, found.state.mode) == (6, 0o644)
    assert found.fingerprint == seen.status.fingerprint


def test_a_directory_has_no_content(desk: Desk) -> None:
    """Its mode is all that there is."""
    found = content_of(desk.files, result(desk, "spk"))
    assert isinstance(found, Found)
    assert (found.state.kind, found.state.content, found.fingerprint) == (Kind.DIRECTORY, None, None)


def test_a_file_written_since_it_was_seen_has_moved(desk: Desk) -> None:
    """The fingerprint is compared before hashing."""
    seen = result(desk, "spk/a.bsp")
    desk.user.write("spk/a.bsp", b"kern31")
    operations: list[str] = []
    desk.files.faults.before = lambda operation, path: operations.append(operation)
    assert content_of(desk.files, seen) == Moved("spk/a.bsp")
    assert "read_at" not in operations


def test_a_file_written_while_it_is_hashed_has_moved(desk: Desk) -> None:
    """The fingerprint is compared after hashing as well."""
    seen = result(desk, "spk/a.bsp")

    def before(operation: str, path: str) -> None:
        if operation == "read_at":
            desk.user.write("spk/a.bsp", b"kern31")

    desk.files.faults.before = before
    assert content_of(desk.files, seen) == Moved("spk/a.bsp")


def test_a_file_that_went_or_became_something_else_has_moved(desk: Desk) -> None:
    """The next look tells what became of it."""
    seen = result(desk, "spk/a.bsp")
    desk.user.delete("spk/a.bsp")
    assert content_of(desk.files, seen) == Moved("spk/a.bsp")
    desk.user.make_other("spk/a.bsp")
    assert content_of(desk.files, seen) == Moved("spk/a.bsp")


def test_a_file_without_permission_is_unreadable(desk: Desk) -> None:
    """An operator must act; the words are the storage's."""
    seen = result(desk, "spk/a.bsp")
    desk.deny("spk/a.bsp")
    found = content_of(desk.files, seen)
    assert isinstance(found, Unreadable)
    assert "permission denied" in found.reason


def test_a_path_that_vanishes_with_its_directory_has_moved(desk: Desk) -> None:
    """A missing parent says no more than a missing file."""
    seen = result(desk, "spk/a.bsp")

    def before(operation: str, path: str) -> None:
        raise MissingError(path)

    desk.files.faults.before = before
    assert content_of(desk.files, seen) == Moved("spk/a.bsp")
