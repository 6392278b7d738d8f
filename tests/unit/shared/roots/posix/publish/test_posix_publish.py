"""Publishing on a real file system, with and without atomic exchange."""

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
