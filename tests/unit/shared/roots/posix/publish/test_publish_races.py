"""Edits in the last instant before, in and after a publish are kept."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED
from shared.roots.posix.control import make_control
from shared.roots.posix.publish.publish import NotPublished, Published
from testing.disk.disk import MemoryDisk, numbers_by_path
from testing.disk.root import (
    A_DIRECTORY,
    ABSENT,
    Root,
    file_state,
    held,
)
from tests.unit.shared.roots.posix.publish.outcomes import reasons


@pytest.mark.parametrize("edit", ["write", "save"])
def test_edit_right_before_the_exchange_is_put_back(swapping, edit):
    """The person's bytes have their name again, and ours are nowhere (I1)."""
    swapping.user.write("f", b"old")
    swapping.once("exchange", lambda: getattr(swapping.user, edit)("f", b"edited"))
    assert reasons(swapping.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert swapping.user.files() == {"f": b"edited"}
    assert (swapping.trashed(), swapping.leftovers()) == ([], [])


def test_edits_before_and_after_the_exchange_are_both_kept(swapping):
    """The later edit keeps the name, the earlier one stands beside it."""
    swapping.user.write("f.bc", b"old")
    swapping.once("exchange", lambda: swapping.user.save("f.bc", b"first"))
    first = swapping.faults.before

    def before(operation, path):
        first(operation, path)
        if operation == "exchange":
            before.count += 1
            if before.count == 2:
                swapping.user.save("f.bc", b"second")

    before.count = 0
    swapping.faults.before = before
    assert reasons(swapping.publish(("f.bc", b"new", held(b"old")))) == [Reason.CHANGED]
    files = swapping.user.files()
    assert files.pop("f.bc") == b"second"
    ((beside, data),) = files.items()
    assert data == b"first" and beside.startswith("f.bc.kept-")


def test_edit_right_after_the_exchange_does_not_match_the_fingerprint(swapping):
    """The report is about what was published, so that the edit is found by comparing."""
    swapping.user.write("f", b"old")
    swapping.once("exchange", lambda: swapping.user.write("f", b"edited"), after=True)
    (outcome,) = swapping.publish(("f", b"new", held(b"old")))
    assert outcome.state == file_state(b"new")
    assert outcome.fingerprint != swapping.files.status("f").fingerprint
    assert swapping.user.files() == {"f": b"edited"}


def test_removal_right_before_the_exchange_is_a_change(swapping):
    """A person's delete stands."""
    swapping.user.write("f", b"old")
    swapping.once("exchange", lambda: swapping.user.delete("f"))
    assert reasons(swapping.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert swapping.user.files() == {}


def test_file_made_right_before_the_move_is_kept(root):
    """Nothing is moved over it."""
    root.once("move", lambda: root.user.write("f", b"mine"))
    assert reasons(root.publish(("f", b"new", ABSENT))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"mine"}


@pytest.mark.parametrize("edit", ["write", "save"])
def test_edit_right_before_a_delete_is_put_back(root, edit):
    """The edit beats the delete."""
    root.user.write("f", b"old")
    root.once("move", lambda: getattr(root.user, edit)("f", b"edited"))
    assert reasons(root.publish(("f", DELETED, held(b"old")))) == [Reason.CHANGED]
    assert (root.user.files(), root.trashed()) == ({"f": b"edited"}, [])


def test_edit_while_a_copy_goes_to_the_trash_is_a_change():
    """Without exchange the file is looked at once more before the rename."""
    root = Root(can_exchange=False)
    root.user.write("f", b"old")
    root.once("copy_from", lambda: root.user.write("f", b"edited"))
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}


def test_edit_after_a_copy_went_to_the_trash_is_a_change():
    """Without exchange the last look is right before the rename."""
    root = Root(can_exchange=False)
    root.user.write("f", b"old")
    root.once("move", lambda: root.user.write("f", b"edited"))
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}


def test_file_put_into_a_directory_in_the_last_instant_is_kept(swapping):
    """An emptied directory that fills again is not replaced by a file."""
    swapping.user.make_directory("d")
    swapping.once("exchange", lambda: swapping.user.write("d/mine", b"mine"))
    assert reasons(swapping.publish(("d", b"new", A_DIRECTORY))) == [Reason.CHANGED]
    assert swapping.user.files() == {"d/mine": b"mine"}
    assert swapping.leftovers() == []


@pytest.mark.parametrize("can_exchange", [True, False])
def test_inode_that_is_numbered_anew_with_its_name_is_still_the_prior(can_exchange):
    """As on mergerfs: what came out is known by its bytes, so that deletes and edits go on."""
    root = Root(can_exchange=can_exchange, disk=MemoryDisk(numbers=numbers_by_path))
    make_control(root.files)
    root.user.write("gone", b"1")
    root.user.write("edited", b"2")
    outcomes = root.publish(("gone", DELETED, held(b"1")), ("edited", b"3", held(b"2")))
    assert all(isinstance(one, Published) for one in outcomes)
    assert root.user.files() == {"edited": b"3"}
    assert sorted(root.trashed()) == [b"1", b"2"]


def test_edit_is_known_where_inodes_are_numbered_anew():
    """Other bytes of the same size and time are no prior: they go back to their name."""
    root = Root(disk=MemoryDisk(numbers=numbers_by_path, clock=lambda: 1))
    make_control(root.files)
    root.user.write("f", b"1")
    root.once("exchange", lambda: root.user.write("f", b"2"))
    (outcome,) = root.publish(("f", b"3", held(b"1")))
    assert isinstance(outcome, NotPublished)
    assert root.user.files() == {"f": b"2"}
