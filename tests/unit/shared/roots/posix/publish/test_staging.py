"""Staging areas: a pack's own, sealed when the bytes are right, and left by nothing that failed."""

import pytest

from shared.model.entry import DELETED
from shared.roots.errors import CorruptError
from shared.roots.posix.files.port import NoSpaceError, OccupiedError
from testing.disk.root import (
    ABSENT,
    PACK,
    Root,
    file_state,
    held,
)
from tests.unit.shared.roots.posix.publish.outcomes import reasons


def test_staging_on_a_full_disk_leaves_nothing(root):
    """What was half staged is removed, so that the space comes back."""
    root.faults.capacity = root.disk.used_bytes() + 100
    with pytest.raises(NoSpaceError):
        root.publish(("f", b"x" * 101, ABSENT))
    assert root.leftovers() == []


def test_wrong_bytes_are_never_sealed(root):
    """Too long, too short, or another hash: the staged file is removed (I2)."""
    for data in (b"good!", b"goo", b"evil"):
        with root.publisher.begin(PACK) as staging:
            with pytest.raises(CorruptError), staging.create(file_state(b"good")) as file:
                file.write(data)
                file.seal()
            assert root.leftovers() == [f"{staging.folder}/lock"]


def test_what_was_written_here_is_sealed_without_reading_it_again(root):
    """Its hash was made on the way: thousands of small files were each opened once more for it."""
    done = []
    with root.publisher.begin(PACK) as staging, staging.create(file_state(b"good")) as file:
        root.faults.before = lambda operation, path: done.append((operation, path))
        file.write(b"go")
        file.write(b"od")
        file.seal()
    assert ("open", file.path) not in done


def test_what_the_file_system_kept_less_of_is_never_sealed(root):
    """A hash of what was handed over says nothing of a file that is shorter."""
    with root.publisher.begin(PACK) as staging:
        with pytest.raises(CorruptError, match="2 bytes"), staging.create(file_state(b"good")) as file:
            file.write(b"good")
            with root.files.append(file.path, after=2):
                file.seal()
        assert root.leftovers() == [f"{staging.folder}/lock"]


def test_a_pack_is_worked_on_by_one_worker(root):
    """A second worker with the same job is told, and start-up leaves the pack alone."""
    other = Root(disk=root.disk)
    with root.publisher.begin(PACK) as staging:
        one = root.stage(staging, "f", b"new", ABSENT)
        with pytest.raises(OccupiedError):
            other.publisher.begin(PACK).__enter__()
        assert other.publisher.recover().busy == (PACK,)
        assert reasons(root.publisher.publish(staging, [one])) == [None]
    assert other.publisher.recover().busy == ()


def test_one_pack_may_publish_in_several_groups(root):
    """Each group is journalled with the ones before it."""
    root.user.write("f", b"1")
    with root.publisher.begin(PACK) as staging:
        root.publisher.publish(staging, [root.stage(staging, "f", b"2", held(b"1"))])
        root.publisher.publish(staging, [root.stage(staging, "f", DELETED, held(b"2"))])
    assert (root.user.files(), root.trashed(), root.leftovers()) == ({}, [b"1", b"2"], [])


@pytest.mark.parametrize("pack", ["", "..", "../../etc", "A" * 32, "0" * 31])
def test_only_ids_of_packs_name_a_staging_area(root, pack):
    """What a peer sends is no path (I7)."""
    with pytest.raises(ValueError, match="no id of a pack"):
        root.publisher.begin(pack)
