"""Small disks, read-only and vanishing ones, by mounts of our own. No test module."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

MIB = 1 << 20


def need_root(what: str) -> None:
    """Skip, loudly, where we may not do what only root may."""
    if os.geteuid() != 0:
        pytest.skip(f"NOT TESTED: {what} needs root; run `sudo make faults`")


def run(*command: str) -> None:
    """Run a command of the system."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


@contextmanager
def small_disk(path: Path, mib: int) -> Iterator[Path]:
    """Mount a file system in memory for a block."""
    need_root("a small disk")
    path.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "tmpfs", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"NOT TESTED: this host lets nobody mount: {done.stderr.strip()}")
    try:
        yield path
    finally:
        run("umount", "-l", str(path))


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Fill a disk to the last byte for a block."""
    filler = disk / "filler"
    try:
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(MIB))
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while file.write(b"\0"):
                pass
        yield
    finally:
        filler.unlink()


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """Have nobody write to a disk for a block, as an ailing device does."""
    run("mount", "-o", "remount,ro", str(disk))
    try:
        yield
    finally:
        run("mount", "-o", "remount,rw", str(disk))


@contextmanager
def away(mount_point: Path) -> Iterator[None]:
    """Take what is mounted away for a block, as a lost network mount is."""
    safe = mount_point.with_name(f"{mount_point.name}-kept")
    safe.mkdir(exist_ok=True)
    run("mount", "--bind", str(mount_point), str(safe))
    run("umount", "-l", str(mount_point))
    try:
        yield
    finally:
        run("mount", "--bind", str(safe), str(mount_point))
        run("umount", "-l", str(safe))
