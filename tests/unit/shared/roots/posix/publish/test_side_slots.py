"""Publishing below a mount inside the root, where no rename crosses."""

import pytest

from shared.model.entry import DELETED
from shared.roots.posix.publish.publish import NotPublished, Published
from shared.roots.posix.publish.side_slots import side_slot
from testing.disk.root import A_DIRECTORY, ABSENT, Root, directory_state, held


@pytest.fixture(params=[True, False], ids=["exchange", "no-exchange"])
def root(request):
    """A root with another file system at ck, which holds two files."""
    root = Root(can_exchange=request.param)
    root.user.mount("ck", "disk two")
    root.user.write("ck/old.bc", b"old")
    root.user.write("ck/gone.bc", b"gone")
    return root


def test_files_below_a_mount_are_made_replaced_and_deleted(root):
    """As anywhere else: what was there is in the trash, and nothing is left beside it."""
    outcomes = root.publish(
        ("ck/old.bc", b"new", held(b"old")),
        ("ck/deep/er.bc", b"made", ABSENT),
        ("ck/gone.bc", DELETED, held(b"gone")),
        ("ck/empty", directory_state(), ABSENT),
        ("plain.bc", b"plain", ABSENT),
    )
    assert all(isinstance(one, Published) for one in outcomes), outcomes
    assert root.user.files() == {"ck/old.bc": b"new", "ck/deep/er.bc": b"made", "plain.bc": b"plain"}
    assert sorted(root.trashed()) == [b"gone", b"old"]
    assert root.leftovers() == []
    (outcome,) = root.publish(("ck/empty", DELETED, A_DIRECTORY))
    assert isinstance(outcome, Published)


def test_edit_in_the_last_instant_below_a_mount_stays(root):
    """What came out and is not the prior goes back, also from beside the target."""
    root.once("exchange", lambda: root.user.write("ck/old.bc", b"edited"))
    (outcome,) = root.publish(("ck/old.bc", b"new", held(b"old")))
    if root.files.can_exchange:
        assert isinstance(outcome, NotPublished)
        assert root.user.files() == {"ck/old.bc": b"edited", "ck/gone.bc": b"gone"}
    assert root.leftovers() == []


@pytest.mark.parametrize("operation", ["create", "copy_from", "move", "exchange", "remove", "carry_over"])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_crash_at_any_moment_leaves_the_old_or_the_new_content(operation, nth):
    """A restart finds what lies beside the target, drops copies, and keeps what came out (I1, I2)."""
    root = Root()
    root.user.mount("ck", "disk two")
    root.user.write("ck/old.bc", b"old")
    root.user.sync()

    def stop():
        raise KeyboardInterrupt

    root.once(operation, stop, nth=nth)
    try:
        root.publish(("ck/old.bc", b"new", held(b"old")))
    except KeyboardInterrupt:
        root.faults.before = lambda *_: None
        root.publisher.recover()
    assert root.user.read("ck/old.bc") in (b"old", b"new")
    assert root.user.files().keys() == {"ck/old.bc"}
    if root.user.read("ck/old.bc") == b"new":
        assert b"old" in root.trashed()


def test_slot_lies_at_the_top_of_the_innermost_mount():
    """There it is on the file system of its target; a mount point itself is on the outer one."""
    mounts = ("ck", "ck/deep", "spk")
    slots = [side_slot(path, mounts=mounts, pack="p", number=7) for path in ("ck/deep/f", "ck/f", "ck", "f")]
    assert slots == ["ck/deep/.spicerack~p-7", "ck/.spicerack~p-7", None, None]


def test_names_of_slots_are_not_placed_for_others():
    """A peer that publishes such a name must not reach what a restart clears."""
    root = Root()
    (outcome,) = root.publish(("ck/.spicerack~p-7", b"x", ABSENT))
    assert isinstance(outcome, NotPublished)
    assert root.user.files() == {}
