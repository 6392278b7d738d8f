"""Publishing on a real file system, with and without atomic exchange."""

import os
import struct

import pytest

from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.publish.publish import Published, Publisher
from testing.disk.root import ABSENT, PACK, Root, clock, digest, file_state, held


@pytest.fixture(params=[True, False], ids=["exchange", "no-exchange"])
def site(request, tmp_path):
    """A root on disk, its path and its publisher."""
    files = PosixFiles(tmp_path, exchange=request.param)
    make_control(files)
    yield tmp_path, files, Publisher(files, now=clock())
    files.close()


def publish(publisher, *wanted):
    """Stage and publish."""
    with publisher.begin(PACK) as staging:
        return publisher.publish(staging, [Root.stage(staging, *one) for one in wanted])


def test_fingerprints_are_what_stat_says_afterwards(site):
    """So that the index needs no look of its own."""
    root, files, publisher = site
    (root / "f").write_bytes(b"old")
    outcomes = publish(publisher, ("d/new", b"new", ABSENT), ("f", b"later", held(b"old")))
    for outcome in outcomes:
        assert isinstance(outcome, Published)
        assert outcome.fingerprint == files.status(outcome.path).fingerprint
    assert (root / "f").read_bytes() == b"later"
    assert (root / "d/new").stat().st_nlink == 1


def test_large_file_is_staged_by_copy_and_verified(site):
    """Larger than every chunk, put together from an older file and new bytes."""
    root, _, publisher = site
    old = bytes(range(256)) * 40_000
    (root / "f").write_bytes(old)
    new = old[:5_000_000] + b"inserted" + old[5_000_000:]
    with publisher.begin(PACK) as staging, publisher._files.open("f") as basis:
        with staging.create(file_state(new)) as file:
            file.copy_from(basis, 0, 5_000_000)
            file.write(b"inserted")
            file.copy_from(basis, 5_000_000, len(old) - 5_000_000)
            file.seal()
        one = Root.stage(staging, "f", file.state, held(old))
        publisher.publish(staging, [type(one)(path="f", state=one.state, prior=one.prior, staged=file.path)])
    assert (root / "f").read_bytes() == new
    assert publisher.trash.find(digest(old)) is not None


def test_control_directory_is_private(site):
    """Half-made and deleted files are for the service's user alone."""
    root, _, publisher = site
    publish(publisher, ("f", b"x", ABSENT))
    assert (root / ".spicerack").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in (root / ".spicerack/staging").iterdir()) == []
    assert sorted(path.name for path in (root / ".spicerack/journal").iterdir()) == []


def test_attributes_of_a_replaced_file_stay(site):
    """Extended attributes go over to the new inode, and permission bits are as they shall be."""
    root, files, publisher = site
    (root / "f").write_bytes(b"old")
    try:
        os.setxattr(root / "f", "user.note", b"kept")
    except OSError:
        pytest.skip("this file system keeps no attributes of users")
    (outcome,) = publish(publisher, ("f", b"new", held(b"old")))
    assert (outcome.uncarried, os.getxattr(root / "f", "user.note")) == ("", b"kept")
    assert outcome.fingerprint == files.status("f").fingerprint
    assert (root / "f").stat().st_mode & 0o7777 == 0o640


def test_owner_and_group_of_a_replaced_file_stay(site):
    """As far as this user may set them, which root may."""
    root, _, publisher = site
    (root / "f").write_bytes(b"old")
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    os.chown(root / "f", 1000, 100)
    (outcome,) = publish(publisher, ("f", b"new", held(b"old")))
    found = (root / "f").stat()
    assert (outcome.uncarried, found.st_uid, found.st_gid) == ("", 1000, 100)


def test_new_file_takes_the_group_and_default_acl_of_its_directory(site):
    """As if it had been made there, with the permission bits that it shall have."""
    root, _, publisher = site
    (root / "team").mkdir()
    groups = [group for group in os.getgroups() if group != os.getegid()] or [100]
    # user::rwx, user 7 rw-, group::r-x, mask::rwx, other::r-x: version 2 of <linux/posix_acl_xattr.h>.
    named, nobody = 7, 2**32 - 1
    entries = [(1, 7, nobody), (2, 6, named), (4, 5, nobody), (16, 7, nobody), (32, 5, nobody)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *one) for one in entries)
    try:
        os.chown(root / "team", -1, groups[0])
        os.setxattr(root / "team", "system.posix_acl_default", acl)
    except OSError:
        pytest.skip("this user has no second group, or this file system no ACLs")
    (root / "team").chmod(0o2775)
    publish(publisher, ("team/f", b"x", ABSENT), ("team/new/g", b"y", ABSENT))
    for path in (root / "team/f", root / "team/new/g"):
        assert (path.stat().st_gid, path.stat().st_mode & 0o7777) == (groups[0], 0o640)
        assert struct.pack("<HHI", 2, 6, named) in os.getxattr(path, "system.posix_acl_access")
    assert (root / "team/new").stat().st_mode & 0o7777 == 0o2755
