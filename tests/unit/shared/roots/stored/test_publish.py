"""Publishing into a root whose files lie at a store."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED, Kind
from shared.roots.errors import StorageError
from shared.roots.posix.publish.publish import NotPublished, Published
from testing.disk.root import A_DIRECTORY, ABSENT, directory_state, file_state, held
from tests.unit.shared.roots.stored.stores import StoredRoot

FIRST, SECOND = b"first", b"second"


@pytest.fixture(params=[True, False], ids=["compares", "does not compare"])
def root(request):
    """A store that compares, and one that does not."""
    return StoredRoot(compares=request.param)


@pytest.fixture
def comparing():
    """A store that compares."""
    return StoredRoot()


def test_a_new_file_lies_at_the_store_and_nowhere_else(root):
    """It goes below directories that nobody had made; nothing is left in the staging area."""
    (done,) = root.publish(("d/e/f.bsp", FIRST, ABSENT))
    assert isinstance(done, Published)
    assert root.held == {"d/e/f.bsp": FIRST}
    assert root.staged == []


def test_what_is_reported_is_what_a_look_sees(root):
    """Status, listing and report have one fingerprint: nothing is read again to be hashed."""
    (done,) = root.publish(("d/f", FIRST, ABSENT))
    (listed,) = root.files.statuses("d")
    assert done.fingerprint == root.files.status("d/f").fingerprint == listed[1].fingerprint
    assert done.state == file_state(FIRST)  # with its time and mode, which the store does not keep


def test_what_is_replaced_goes_to_the_trash(root):
    """The bytes that stood at the store are kept here."""
    root.publish(("f", FIRST, ABSENT))
    (done,) = root.publish(("f", SECOND, held(FIRST)))
    assert isinstance(done, Published)
    assert root.held == {"f": SECOND}
    assert root.trashed == [FIRST]
    assert root.files.status("f").fingerprint == done.fingerprint


def test_what_is_deleted_goes_to_the_trash(root):
    """It is gone from the store, and can be had back."""
    root.publish(("f", FIRST, ABSENT))
    (done,) = root.publish(("f", DELETED, held(FIRST)))
    assert isinstance(done, Published)
    assert root.held == {}
    assert root.trashed == [FIRST]


@pytest.mark.parametrize("state", [SECOND, DELETED], ids=["put", "delete"])
def test_what_a_person_wrote_at_the_store_is_not_replaced(root, state):
    """It stays, and the site looks again."""
    root.publish(("f", FIRST, ABSENT))
    root.person_writes("f", b"theirs")
    (done,) = root.publish(("f", state, held(FIRST)))
    assert isinstance(done, NotPublished)
    assert done.reason is Reason.CHANGED
    assert root.held == {"f": b"theirs"}
    assert root.trashed == []


@pytest.mark.parametrize("state", [SECOND, DELETED], ids=["put", "delete"])
def test_what_a_person_writes_in_the_last_instant_stays(comparing, state):
    """The store compares: what came between is put back, or was never replaced."""
    comparing.publish(("f", FIRST, ABSENT))
    comparing.when(lambda: comparing.person_writes("f", b"theirs"))
    (done,) = comparing.publish(("f", state, held(FIRST)))
    assert isinstance(done, NotPublished)
    assert done.reason is Reason.CHANGED
    assert comparing.held == {"f": b"theirs"}
    assert comparing.staged == []


def test_a_path_that_a_person_takes_in_the_last_instant_is_theirs(root):
    """A new file is put only where nothing stands."""
    root.when(lambda: root.person_writes("f", b"theirs"))
    (done,) = root.publish(("f", FIRST, ABSENT))
    assert isinstance(done, NotPublished)
    assert root.held == {"f": b"theirs"}


def test_directories_are_kept_aside_where_the_store_has_none(root):
    """An empty one is listed, has its mode, and goes."""
    (made,) = root.publish(("d/e", directory_state(0o750), ABSENT))
    assert isinstance(made, Published)
    assert root.files.status("d/e").mode == 0o750
    assert [(one.name, one.type.value) for one in root.files.list("d")] == [("e", "directory")]
    (gone,) = root.publish(("d/e", DELETED, A_DIRECTORY))
    assert isinstance(gone, Published)
    assert root.files.list("d") == []


def test_a_directory_outlives_its_last_file(root):
    """As on a disk: else a deleted file would be told as a deleted directory."""
    root.person_writes("d/e/f", FIRST)
    assert [one.name for one in root.files.list("d")] == ["e"]
    del root.objects.objects["d/e/f"]
    assert [one.name for one in root.files.list("d")] == ["e"]


def test_a_directory_with_files_is_not_removed(root):
    """Files that nobody knows of here stay where they are."""
    root.publish(("d/f", FIRST, ABSENT))
    (done,) = root.publish(("d", DELETED, A_DIRECTORY))
    assert isinstance(done, NotPublished)
    assert root.held == {"d/f": FIRST}


def test_a_file_becomes_a_directory_and_a_directory_a_file(root):
    """Both ways, and the file's bytes are in the trash."""
    root.publish(("d", FIRST, ABSENT))
    (made,) = root.publish(("d", directory_state(), held(FIRST)))
    assert isinstance(made, Published), made
    assert (root.held, root.trashed) == ({}, [FIRST])
    (back,) = root.publish(("d", SECOND, A_DIRECTORY))
    assert isinstance(back, Published), back
    assert root.held == {"d": SECOND}
    assert [one.type.value for one in root.files.list("")] == ["file"]


def test_a_name_that_is_file_and_directory_at_once_is_no_listing(root):
    """What would be hidden by either must not count as deleted (I3)."""
    root.person_writes("d", FIRST)
    root.person_writes("d/f", SECOND)
    with pytest.raises(StorageError, match="an object and a directory"):
        root.files.statuses("")


class Killed(BaseException):
    """The process ends there."""


def operations_of(root: StoredRoot) -> list[str]:
    """Return what a replacement, a new file and a deletion do in the control directory, in order."""
    seen: list[str] = []
    root.faults.before = lambda operation, _: seen.append(operation)
    publish_three(root)
    return seen


def publish_three(root: StoredRoot) -> None:
    """Replace a file, add one, and delete one, in one group."""
    root.publish(("a", SECOND, held(FIRST)), ("b", SECOND, ABSENT), ("c", DELETED, held(b"third")))


def prepared(*, compares: bool) -> StoredRoot:
    """Return a root that holds two files."""
    root = StoredRoot(compares=compares)
    root.publish(("a", FIRST, ABSENT), ("c", b"third", ABSENT), pack="f" * 32)
    return root


@pytest.mark.parametrize("compares", [True, False])
def test_a_kill_at_any_step_leaves_the_earlier_or_the_later_content_and_loses_no_bytes(compares):
    """After a start the staging area is empty, and what is not at the store any more is in the trash."""
    for step in range(len(operations_of(prepared(compares=compares)))):
        root = prepared(compares=compares)
        kill_before(root, step)
        with pytest.raises(Killed):
            publish_three(root)
        root.faults.before = lambda _operation, _path: None
        root.reopen()
        root.publisher.recover()
        assert root.held.get("a") in (FIRST, SECOND), step
        assert root.held.get("b") in (None, SECOND), step
        assert root.held.get("c") in (None, b"third"), step
        everywhere = {*root.held.values(), *root.trashed}
        assert {FIRST, b"third"} <= everywhere, step
        assert root.staged == [], step
        publish_again = root.publish(("a", SECOND, held(root.held["a"])), pack="e" * 32)
        assert isinstance(publish_again[0], Published), step


def kill_before(root: StoredRoot, step: int) -> None:
    """End the process before an operation in the control directory, by its number."""
    left = [step]

    def before(_operation: str, _path: str) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1

    root.faults.before = before


def test_kinds_are_told(root):
    """What a person puts at the store is found with its directories."""
    root.person_writes("x/y/z.bc", FIRST)
    assert root.files.status("x").type.value == Kind.DIRECTORY.value
    assert [listed.name for listed, _ in root.files.statuses("x/y")] == ["z.bc"]
