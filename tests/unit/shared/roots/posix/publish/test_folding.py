"""Publishing where the file system takes names for others: no file goes under the name of another one."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import TwinError
from shared.roots.posix.publish.publish import NotPublished, Published
from testing.disk.files import MemoryDisk
from testing.disk.name_folding import CASE, NameFolding
from testing.disk.root import ABSENT, Root, directory_state, held


@pytest.fixture(params=[True, False], ids=["exchange", "no-exchange"])
def root(request):
    """A root that folds case, with g1.bsp in place."""
    root = Root(disk=MemoryDisk(names=CASE), can_exchange=request.param)
    make_control(root.files)
    root.user.write("g1.bsp", b"g1")
    return root


def test_renamed_in_case_alone_is_never_lost(root):
    """The new name is refused with the old one named; once the old one has gone it is placed (I1)."""
    (refused,) = root.publish(("G1.bsp", b"g1", ABSENT))
    assert isinstance(refused, NotPublished)
    assert (refused.reason, refused.twin) == (Reason.FAILED, "g1.bsp")
    assert "'g1.bsp'" in refused.detail
    assert root.user.files() == {"g1.bsp": b"g1"}
    outcomes = root.publish(("g1.bsp", DELETED, held(b"g1")), ("G1.bsp", b"g1", ABSENT))
    assert all(isinstance(one, Published) for one in outcomes)
    assert root.user.files() == {"G1.bsp": b"g1"}


def test_delete_of_the_other_name_takes_nothing(root):
    """A delete of a name that is not listed is done already; the file under the other name stays."""
    root.user.rename("g1.bsp", "G1.bsp")
    (outcome,) = root.publish(("g1.bsp", DELETED, held(b"g1")))
    assert isinstance(outcome, Published)
    assert root.user.files() == {"G1.bsp": b"g1"}
    assert root.trashed() == []


def test_twins_are_both_named_whatever_their_bytes(root):
    """A twin is refused whether it has the same bytes or others, as a file or a directory above one."""
    root.user.write("ck/a.bc", b"a")
    outcomes = root.publish(
        ("G1.BSP", b"g1", ABSENT),
        ("G1.BSP", b"others", ABSENT),
        ("CK/b.bc", b"b", ABSENT),
        ("CK", directory_state(), ABSENT),
    )
    assert [one.twin for one in outcomes] == ["g1.bsp", "g1.bsp", "ck", "ck"]
    assert root.user.files() == {"g1.bsp": b"g1", "ck/a.bc": b"a"}
    assert (root.trashed(), root.leftovers()) == ([], [])


@pytest.mark.parametrize("path", [".SPICERACK/evil", ".Spicerack./evil", ".spice\u200crack", ".spicerack /x"])
def test_nothing_is_placed_where_another_file_system_sees_the_control_directory(path):
    """Exact roots refuse it too: theirs is the copy that others would take it from."""
    root = Root()
    (outcome,) = root.publish((path, b"evil", ABSENT))
    assert isinstance(outcome, NotPublished)
    assert outcome.reason is Reason.FAILED
    assert ".spicerack" in outcome.detail
    assert root.user.files() == {}


@pytest.mark.parametrize(
    ("names", "path", "twin"),
    [(NameFolding(ends=True), "d/end.", "d/end"), (NameFolding(lower=True), "d/UP.BSP", "d/up.bsp")],
    ids=["drops ends", "lowers"],
)
def test_name_that_would_not_be_kept_is_refused(names, path, twin):
    """What would stand there under another name would be published as that name, and missed under its own."""
    root = Root(disk=MemoryDisk(names=names))
    make_control(root.files)
    (outcome,) = root.publish((path, b"x", ABSENT))
    assert isinstance(outcome, NotPublished)
    assert outcome.twin == twin
    assert root.user.files() == {}


def test_directory_of_nearly_our_name_is_not_taken_for_ours():
    """A person's `.SPICERACK` is nobody's control directory: the site is not set up on it."""
    root = Root(disk=MemoryDisk(names=CASE))
    root.user.write(".SPICERACK/notes", b"mine")
    with pytest.raises(TwinError):
        make_control(root.files)
