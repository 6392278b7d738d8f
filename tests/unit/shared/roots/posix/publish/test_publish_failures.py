"""Disks that are full or fail: the reason is told, and nothing is half published."""

from shared.contracts.messages.transfers.report import Reason
from shared.roots.posix.files.port import InputOutputError, NoSpaceError
from testing.disk.root import (
    ABSENT,
    held,
)
from tests.unit.shared.roots.posix.publish.outcomes import reasons


def test_one_failure_does_not_stop_the_others(root):
    """Each path has its own outcome, with the file system's word."""

    def fail(operation, path):
        if operation == "open" and path == "b":
            raise InputOutputError("cannot open 'b': Input/output error")

    for path in "abc":
        root.user.write(path, b"old")
    root.faults.before = fail
    outcomes = root.publish(*((path, b"new", held(b"old")) for path in "abc"))
    assert reasons(outcomes) == [None, Reason.FAILED, None]
    assert root.user.files() == {"a": b"new", "b": b"old", "c": b"new"}


def test_full_disk_is_reported_as_such(root):
    """The operator must act, the path is left as it was."""
    root.user.write("f", b"old")

    def fail(operation, path):
        if operation in ("exchange", "replace") and "/staging/" in path:
            raise NoSpaceError("full")

    root.faults.before = fail
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.NO_SPACE]
    assert root.user.files() == {"f": b"old"}


def test_group_without_a_journal_is_not_begun(root):
    """Without it a crash could not be recovered from: nothing is touched."""
    root.user.write("f", b"old")

    def fail(operation, path):
        if operation == "create" and "/journal/" in path:
            raise NoSpaceError("full")

    root.faults.before = fail
    assert reasons(root.publish(("f", b"new", held(b"old")), ("g", b"new", ABSENT))) == [Reason.NO_SPACE] * 2
    assert (root.user.files(), root.leftovers()) == ({"f": b"old"}, [])


def test_what_cannot_be_synced_is_not_published(root):
    """A report of `placed` means durable (I5)."""

    def fail(operation, path):
        if operation == "sync_directory" and path == "d":
            raise InputOutputError("cannot sync 'd'")

    root.faults.before = fail
    assert reasons(root.publish(("d/f", b"new", ABSENT))) == [Reason.FAILED]


def test_staged_file_that_cannot_be_synced_is_not_published(root):
    """What is not durable does not become visible, and the others are not kept waiting (I2)."""

    def fail(operation, path):
        if operation == "sync_file" and path.endswith("/0"):
            raise InputOutputError("cannot sync")

    root.faults.before = fail
    assert reasons(root.publish(("f", b"new", ABSENT), ("g", b"new", ABSENT))) == [Reason.FAILED, None]
    assert root.user.files() == {"g": b"new"}
