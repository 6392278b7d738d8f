"""A real file system mounted inside a root: what is published below it arrives there, as anywhere."""

import os

import pytest

from shared.model.entry import DELETED
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.publish.publish import Published, Publisher
from testing.disk.root import ABSENT, PACK, Root, clock, held
from tests.faults.mounts import small_disk

pytestmark = pytest.mark.slow


def test_files_below_a_mount_are_made_replaced_and_deleted(tmp_path):
    """Owner and bytes are as they should be, the old bytes in the trash, and nothing is left beside them."""
    root = tmp_path / "root"
    (root / "ck").mkdir(parents=True)
    with small_disk(root / "ck", 8):
        (root / "ck/old.bc").write_bytes(b"old")
        os.chown(root / "ck/old.bc", 1000, 100)
        (root / "ck/gone.bc").write_bytes(b"gone")
        files = PosixFiles(root)
        make_control(files)
        publisher = Publisher(files, now=clock())
        wanted = (
            ("ck/old.bc", b"new", held(b"old")),
            ("ck/deep/er.bc", b"made", ABSENT),
            ("ck/gone.bc", DELETED, held(b"gone")),
        )
        with publisher.begin(PACK) as staging:
            outcomes = publisher.publish(staging, [Root.stage(staging, *one) for one in wanted])
        files.close()
        assert all(isinstance(one, Published) for one in outcomes), outcomes
        found = {str(p.relative_to(root)): p.read_bytes() for p in (root / "ck").rglob("*") if p.is_file()}
        assert found == {"ck/old.bc": b"new", "ck/deep/er.bc": b"made"}
        assert (root / "ck/old.bc").stat().st_uid == 1000
        trash = (root / ".spicerack/trash").rglob("*")
        assert sorted(path.read_bytes() for path in trash if path.is_file()) == [b"gone", b"old"]
