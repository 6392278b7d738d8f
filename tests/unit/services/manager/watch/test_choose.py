"""The choice of a watcher."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from services.manager.watch.choose import Dirty, WatchSettings, choose_watcher, watch_store
from services.manager.watch.file_system import file_system_of, kind_in, sees_all_changes
from services.manager.watch.inotify import InotifyWatcher
from services.manager.watch.polling import PollingWatcher
from testing.roots.objects import ObjectRoot, ObjectStore

MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /data rw - nfs4 server:/data rw
24 23 0:22 / /data/local\040disk rw - xfs /dev/sdb1 rw
25 22 0:23 / /both rw - ext4 /dev/sdc1 rw
26 25 0:24 / /both rw - fuse.sshfs host: rw
a line of another kind
""".splitlines()


@pytest.mark.parametrize(
    ("directory", "kind"),
    [
        ("/srv/rack", "ext4"),
        ("/data/rack", "nfs4"),
        ("/database", "ext4"),
        ("/data/local disk/rack", "xfs"),
        ("/both", "fuse.sshfs"),
    ],
)
def test_the_deepest_and_latest_mount_counts(directory: str, kind: str) -> None:
    """Mounts lie below and upon each other."""
    assert kind_in(MOUNTS, Path(directory)) == kind


def test_no_mounts_no_kind() -> None:
    """Where the kernel tells nothing the kind is unknown."""
    assert kind_in([], Path("/srv")) is None
    assert file_system_of(Path("/srv"), Path("/nonexistent/mountinfo")) is None


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuseblk", "9p", "ceph", "lustre"]
)
def test_network_file_systems_are_polled(kind: str) -> None:
    """What other hosts write there is not told of."""
    assert not sees_all_changes(kind)


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "vfat", None])
def test_local_file_systems_are_watched(kind: str | None) -> None:
    """The kernel sees all that changes there."""
    assert sees_all_changes(kind)


def test_a_local_directory_is_watched_by_inotify(tmp_path: Path) -> None:
    """The words say so."""
    watcher, reason = choose_watcher(tmp_path, WatchSettings())
    assert isinstance(watcher, InotifyWatcher)
    assert "inotify" in reason
    assert watcher.degraded == ""


async def test_polling_asks_for_the_whole_root_again_and_again() -> None:
    """The first look comes at once."""
    watcher = PollingWatcher(poll_seconds=0.001, degraded="nfs tells nothing")
    async with asyncio.timeout(30), aclosing(watcher.events()) as events:
        assert [await anext(events) for _ in range(3)] == [Dirty(overflow=True, reason="polling")] * 3
    assert watcher.degraded == "nfs tells nothing"


def test_a_store_is_looked_at_again_and_again_and_says_what_is_weaker() -> None:
    """It tells nobody of changes."""
    watcher = watch_store(ObjectRoot(ObjectStore()), WatchSettings(poll_seconds=7))
    looked = "the files lie at memory://objects: the whole root is looked at every 7 s; "
    assert watcher.degraded.startswith(looked)
    assert "modification times are not kept" in watcher.degraded
