"""Publishing: every kind of state over every kind of prior, with people editing at bad moments."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED, Kind
from shared.roots.posix.files.port import DeniedError
from shared.roots.posix.publish.publish import NotPublished, Published
from testing.disk.root import (
    A_DIRECTORY,
    ABSENT,
    MTIME,
    PACK,
    directory_state,
    file_state,
    held,
)
from tests.unit.shared.roots.posix.publish.outcomes import reasons


def test_new_file_is_published_with_directories_above_it(root):
    """A file arrives with its bytes, time, mode and the fingerprint that stat gives afterwards."""
    (outcome,) = root.publish(("spk/sub/a.bsp", b"new", ABSENT))
    assert outcome == Published(
        path="spk/sub/a.bsp",
        state=file_state(b"new"),
        fingerprint=root.files.status("spk/sub/a.bsp").fingerprint,
    )
    assert root.user.files() == {"spk/sub/a.bsp": b"new"}
    assert outcome.fingerprint.mtime_ns == MTIME
    assert root.leftovers() == []


def test_replaced_content_goes_to_the_trash(root):
    """The later content stands there, the earlier one can be found by its hash."""
    root.user.write("f", b"old")
    (outcome,) = root.publish(("f", b"new", held(b"old")))
    assert isinstance(outcome, Published)
    assert outcome.fingerprint == root.files.status("f").fingerprint
    assert root.user.files() == {"f": b"new"}
    found = root.publisher.trash.find(held(b"old").content)
    assert found is not None and root.user.read(found) == b"old"


def test_nothing_is_replaced_that_is_not_the_prior(root):
    """An edit since the site looked makes the publish refuse; the edit stays (I1)."""
    root.user.write("f", b"edited")
    assert reasons(root.publish(("f", b"new", held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}
    assert (root.trashed(), root.leftovers()) == ([], [])


@pytest.mark.parametrize("prior", [held(b"old"), A_DIRECTORY])
@pytest.mark.parametrize("state", [b"new", directory_state(0o700)])
def test_missing_prior_is_a_change(root, state, prior):
    """What must be replaced but is gone is left to reconcile."""
    assert reasons(root.publish(("f", state, prior))) == [Reason.CHANGED]
    assert root.user.files() == {}


@pytest.mark.parametrize("state", [b"new", directory_state(), DELETED])
def test_something_where_nothing_should_be_is_a_change(root, state):
    """A file, or something that is none, is never published over without being the prior."""
    root.user.write("f", b"a person's")
    root.user.make_other("link")
    assert reasons(root.publish(("f", state, ABSENT), ("link", state, ABSENT))) == [Reason.CHANGED] * 2
    assert root.user.files() == {"f": b"a person's"}


@pytest.mark.parametrize("above", ["f", "link"])
def test_file_or_link_in_place_of_a_parent_is_a_change(root, above):
    """Nothing is made through it (I7)."""
    root.user.write("f", b"")
    root.user.make_other("link")
    assert reasons(root.publish((f"{above}/x/y", b"new", ABSENT))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b""}


def test_repeated_publish_is_published_again(root):
    """A handler may run twice: what stands there already counts, with its metadata adjusted (I5)."""
    root.publish(("d/f", b"new", ABSENT))
    root.user.chmod("d/f", 0o600)
    (outcome,) = root.publish(("d/f", b"new", ABSENT))
    assert outcome == Published(
        path="d/f", state=file_state(b"new"), fingerprint=root.files.status("d/f").fingerprint
    )
    assert (root.trashed(), root.leftovers()) == ([], [])


def test_metadata_alone_is_changed_in_place(root):
    """Same content, another time and mode: no bytes are moved, the inode stays."""
    root.user.write("f", b"same")
    inode = root.files.status("f").fingerprint.inode
    (outcome,) = root.publish(("f", file_state(b"same", mtime_ns=7, mode=0o600), held(b"same")))
    assert outcome.state == file_state(b"same", mtime_ns=7, mode=0o600)
    assert outcome.fingerprint == root.files.status("f").fingerprint
    assert outcome.fingerprint.inode == inode


def test_metadata_of_an_edited_file_is_a_change(root):
    """An edit while metadata is set is found by hashing again."""
    root.user.write("f", b"same")
    root.once("set_metadata", lambda: root.user.write("f", b"diff"))
    assert reasons(root.publish(("f", file_state(b"same", mode=0o600), held(b"same")))) == [Reason.CHANGED]


def test_metadata_that_may_not_be_set_is_recorded_as_it_came_back(root):
    """Another user's file with the right content is placed."""
    root.user.write("f", b"same")

    def deny(operation, _path):
        if operation == "set_metadata":
            raise DeniedError("not yours")

    root.faults.before = deny
    (outcome,) = root.publish(("f", file_state(b"same", mode=0o600), held(b"same")))
    assert outcome.state.mode == 0o644


def test_delete_moves_to_the_trash(root):
    """A deleted file is still in the trash; deleting what is gone is done already."""
    root.user.write("d/f", b"old")
    outcomes = root.publish(
        ("d/f", DELETED, held(b"old")), ("d", DELETED, A_DIRECTORY), ("x/y", DELETED, held(b"x"))
    )
    assert outcomes == [Published(path=path, state=DELETED) for path in ("d/f", "d", "x/y")]
    assert (root.user.files(), root.trashed()) == ({}, [b"old"])


def test_delete_of_an_edited_file_is_a_change(root):
    """Only the prior is deleted."""
    root.user.write("f", b"edited")
    assert reasons(root.publish(("f", DELETED, held(b"old")))) == [Reason.CHANGED]
    assert root.user.files() == {"f": b"edited"}


def test_directory_with_something_in_it_is_not_deleted(root):
    """Files that are not in the index are never removed."""
    root.user.write("d/mine", b"mine")
    root.user.write("f", b"")
    outcomes = root.publish(
        ("d", DELETED, A_DIRECTORY), ("f", DELETED, A_DIRECTORY), ("d", b"new", A_DIRECTORY)
    )
    assert reasons(outcomes) == [Reason.CHANGED] * 3
    assert root.user.files() == {"d/mine": b"mine", "f": b""}


def test_directory_is_made_or_gets_its_mode(root):
    """Made with parents where absent, adjusted where present, adopted where a person made it."""
    root.user.make_directory("there")
    outcomes = root.publish(
        ("a/b", directory_state(0o750), ABSENT),
        ("there", directory_state(0o700), ABSENT),
        ("there", directory_state(0o711), A_DIRECTORY),
    )
    assert [outcome.state.mode for outcome in outcomes] == [0o750, 0o700, 0o711]
    assert (root.files.status("a/b").mode, root.files.status("there").mode) == (0o750, 0o711)


def test_file_becomes_a_directory(root):
    """The file goes to the trash; what comes below it follows in order."""
    root.user.write("f", b"old")
    outcomes = root.publish(("f", directory_state(), held(b"old")), ("f/x", b"new", ABSENT))
    assert reasons(outcomes) == [None, None]
    assert (root.user.files(), root.trashed()) == ({"f/x": b"new"}, [b"old"])


def test_directory_becomes_a_file(root):
    """Once it is empty."""
    root.user.write("d/x", b"old")
    outcomes = root.publish(("d/x", DELETED, held(b"old")), ("d", b"new", A_DIRECTORY))
    assert reasons(outcomes) == [None, None]
    assert (root.user.files(), root.trashed()) == ({"d": b"new"}, [b"old"])


def test_content_that_was_not_staged_is_lacking(root):
    """Unless the path holds it already."""
    root.user.write("there", b"x")
    outcomes = root.publish(
        ("f", file_state(b"x"), ABSENT), ("there", file_state(b"x"), ABSENT), ("there", DELETED, held(b"x"))
    )
    assert reasons(outcomes) == [Reason.LACKING, None, None]


def test_control_directory_is_never_published_into(root):
    """Whatever a peer says (I7); nor what names what the site does not publish. The others go on."""
    state = file_state(b"x")
    with root.publisher.begin(PACK) as staging:
        paths = (".spicerack/m", "../x", "/x", ".spicerackignore", ".SpiceRackIgnore/x")
        wanted = [root.stage(staging, path, b"x", ABSENT) for path in (*paths, "a/.spicerackignore")]
        assert {one.state for one in wanted} == {state}
        outcomes = root.publisher.publish(staging, wanted)
    assert reasons(outcomes) == [Reason.FAILED] * len(paths) + [None]


def test_kinds_are_all_known():
    """A new kind needs a rule for publishing."""
    assert set(Kind) == {Kind.FILE, Kind.DIRECTORY, Kind.DELETED}


def test_deleted_directory_that_holds_what_is_not_shared_is_told(root):
    """A link of a person's stays; the refusal says what is in the way, and that the directory was deleted."""
    root.user.make_directory("old")
    root.user.make_other("old/latest.bc")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, NotPublished)
    assert outcome.reason is Reason.FAILED
    assert "'old' was deleted elsewhere; here it still holds 'old/latest.bc'" in outcome.detail
    root.user.delete("old/latest.bc")
    root.user.make_other("old/sub/link")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, NotPublished)
    assert (outcome.reason, "'old/sub/link'" in outcome.detail) == (Reason.FAILED, True)
    root.user.delete("old/sub")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, Published)


def test_deleted_directory_that_holds_a_new_file_is_left_to_the_next_look(root):
    """The file may be published yet: nobody has to act."""
    root.user.write("old/new.bc", b"new")
    root.user.make_other("old/sub/link")
    (outcome,) = root.publish(("old", DELETED, A_DIRECTORY))
    assert isinstance(outcome, NotPublished)
    assert outcome.reason is Reason.CHANGED
