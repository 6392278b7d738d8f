"""Control groups below which a node's pods live."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

MOUNTED = Path("/sys/fs/cgroup")
COPIED = ("cpuset.cpus", "cpuset.mems")
"""Empty in a new group of version 1: no process may enter it until they are filled."""

SHARES, OF_ONE_PROCESS = "cpu.shares", 1024
"""A node offers all processors: without more, its pods together weigh as one process of the machine."""


@contextlib.contextmanager
def control_group(name: str) -> Iterator[None]:
    """Have a group in each hierarchy for the block; it is removed with all that is below it.

    What lived in it must have ended.
    """
    try:
        for hierarchy in _hierarchies():
            _make(hierarchy, name)
        yield
    finally:
        # The kubelet makes its own in hierarchies that were not there to be asked for, too.
        for hierarchy in (*_hierarchies(), MOUNTED / "unified"):
            _remove(hierarchy / name)


def _hierarchies() -> list[Path]:
    if (MOUNTED / "cgroup.controllers").exists():
        return [MOUNTED]
    return [one for one in sorted(MOUNTED.iterdir()) if (one / "tasks").exists() and not one.is_symlink()]


def _make(hierarchy: Path, name: str) -> None:
    group = hierarchy / name
    group.mkdir(exist_ok=True)
    if (group / SHARES).exists():
        (group / SHARES).write_text(str(OF_ONE_PROCESS * (os.cpu_count() or 1)))
    for file in COPIED:
        if (group / file).exists() and not (group / file).read_text().strip():
            (group / file).write_text((hierarchy / file).read_text())


def _remove(group: Path) -> None:
    for directory, _, _ in os.walk(group, topdown=False):
        with contextlib.suppress(OSError):
            Path(directory).rmdir()
