"""Places of directories, whatever mounts show them."""

from pathlib import PurePosixPath

import pytest

from spicerack.up.mount_places import Place, place_of

MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 8:2 / /data rw - xfs /dev/sdb rw
31 22 8:2 /roots/a/ck /mnt/shown rw - xfs /dev/sdb rw
32 22 8:2 /with\\040blank /mnt/b\\040c rw - xfs /dev/sdb rw
33 31 0:40 / /mnt/shown/over rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "device", "at"),
    [
        ("/home/x", "8:1", "/home/x"),
        ("/data/roots/a", "8:2", "/roots/a"),
        ("/mnt/shown/deep", "8:2", "/roots/a/ck/deep"),
        ("/mnt/b c/x", "8:2", "/with blank/x"),
        ("/mnt/shown/over/x", "0:40", "/x"),
        ("/database", "8:1", "/database"),
    ],
)
def test_place_is_that_of_the_nearest_mount(path, device, at):
    """A bind mount shows a part of a file system under another name."""
    assert place_of(PurePosixPath(path), MOUNTS) == Place(device, PurePosixPath(at))


def test_what_a_bind_mount_shows_of_a_directory_lies_inside_it():
    """The paths do not tell; another file system that is mounted there is not inside."""
    outer = place_of(PurePosixPath("/data/roots/a"), MOUNTS)
    assert outer is not None
    assert place_of(PurePosixPath("/mnt/shown"), MOUNTS).inside(outer)
    assert not place_of(PurePosixPath("/mnt/shown/over"), MOUNTS).inside(outer)
    assert not place_of(PurePosixPath("/data/roots/ab"), MOUNTS).inside(outer)
