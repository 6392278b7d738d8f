"""Directories on file systems of their own."""

from collections.abc import Mapping

import pytest

from services.manager.look.directory.mounts import MOUNTS_MAX, changed_mounts, is_below, known_mounts

BEFORE = {"ck": "ext4 /dev/sdb1 / 1a", "pck": "nfs host:/pck /"}


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        (BEFORE, set()),
        ({"ck": BEFORE["ck"]}, {"pck"}),
        ({**BEFORE, "spk": "tmpfs tmpfs / 2"}, {"spk"}),
        ({**BEFORE, "ck": "ext4 /dev/sdb1 / 2b"}, {"ck"}),
        ({}, {"ck", "pck"}),
    ],
)
def test_a_mount_that_came_went_or_became_another_has_changed(
    now: Mapping[str, str], changed: set[str]
) -> None:
    """Each of them hides or takes away what stood there."""
    assert changed_mounts(BEFORE, now) == changed


def test_nothing_has_changed_where_nobody_knows_of_before() -> None:
    """The first look at a root takes the mounts as they are."""
    assert changed_mounts(None, BEFORE) == frozenset()
    assert known_mounts(None, BEFORE, unfinished=["ck/new"]) == BEFORE


def test_a_mount_is_known_once_all_below_was_taken_in() -> None:
    """While something below is unfinished, what is missing there may still be hidden."""
    now = {"ck": "ext4 /dev/sdc1 / 3c", "spk": "tmpfs tmpfs / 2"}
    assert known_mounts(BEFORE, now, unfinished=[]) == now
    assert known_mounts(BEFORE, now, unfinished=["ck/mro.bc"]) == {**now, "ck": BEFORE["ck"]}
    assert known_mounts(BEFORE, now, unfinished=["spk/mro.bsp"]) == {"ck": now["ck"]}
    assert known_mounts(BEFORE, now, unfinished=["pck/a.tpc"]) == {**now, "pck": BEFORE["pck"]}


def test_mounts_are_remembered_up_to_a_bound() -> None:
    """An automounter may make one for each of ten thousand people."""
    many = {f"home/{number:05}": "nfs host:/home /" for number in range(MOUNTS_MAX + 5)}
    assert len(known_mounts(None, many, unfinished=[])) == MOUNTS_MAX
    assert changed_mounts(known_mounts(None, many, unfinished=[]), many) == frozenset()


def test_below_is_told_by_whole_names() -> None:
    """`ck-old` is not below `ck`."""
    assert is_below("ck", {"ck"})
    assert is_below("ck/a/b", {"ck"})
    assert not is_below("ck-old/a", {"ck"})
    assert not is_below("a/ck", {"ck"})
