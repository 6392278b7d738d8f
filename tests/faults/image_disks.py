"""File systems of other kinds, each in an image on a loop device of our own. No test module."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.mounts import MIB, need_root, run

UNMOUNT_TRIES = 100
"""A daemon of FUSE may still be busy with the last look: a tenth of a second each."""


@dataclass(frozen=True, slots=True)
class DiskKind:
    """One kind of file system: how it is made and mounted."""

    name: str
    make: Sequence[str]
    mount: Sequence[str]
    """With the device and the mount point to follow."""
    package: str
    """Of Debian, that has both commands."""


EXFAT = DiskKind("exFAT", ["mkfs.exfat"], ["mount.exfat-fuse", "-o", "noatime"], "exfat-fuse exfatprogs")
NTFS = DiskKind("NTFS", ["mkntfs", "-q", "-F"], ["lowntfs-3g", "-o", "ignore_case"], "ntfs-3g")
"""With ignore_case all names are listed in lower case."""


@contextmanager
def image_disk(kind: DiskKind, path: Path, mib: int = 48) -> Iterator[Path]:
    """Make a file system of a kind and mount it for a block; skip, loudly, where that is not to be had."""
    need_root(f"a real {kind.name}")
    if not all(shutil.which(command[0]) for command in (kind.make, kind.mount)):
        pytest.skip(f"NOT TESTED: a real {kind.name} needs `apt-get install {kind.package}`")
    path.mkdir(parents=True, exist_ok=True)
    image = path.with_name(f"{path.name}.image")
    with image.open("wb") as file:
        file.truncate(mib * MIB)
    with _loop(image, kind) as device:
        run(*kind.make, device)
        done = subprocess.run([*kind.mount, device, str(path)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"NOT TESTED: this host mounts no {kind.name}: {done.stderr.strip()}")
        try:
            yield path
        finally:
            _unmount(path)


@contextmanager
def _loop(image: Path, kind: DiskKind) -> Iterator[str]:
    done = subprocess.run(["losetup", "-f", "--show", image], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"NOT TESTED: a real {kind.name} needs a loop device: {done.stderr.strip()}")
    device = done.stdout.strip()
    try:
        yield device
    finally:
        run("losetup", "-d", device)


def _unmount(path: Path) -> None:
    for _ in range(UNMOUNT_TRIES):
        if subprocess.run(["umount", path], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    run("umount", "-l", str(path))
