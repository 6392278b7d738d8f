"""A watcher over a disk in memory: hints that come late, and now and then are lost with an overflow."""

import asyncio
from collections.abc import AsyncGenerator

from services.manager.watch.port import Dirty
from shared.model.paths import CONTROL_DIRECTORY, parent
from shared.roots.posix.files.port import FileType
from testing.disk.disk import Inode, MemoryDisk
from testing.simulation.scheduling.choices import Choices

Snapshot = dict[str, tuple[tuple[str, int, int, int, int], ...]]
"""For each directory, what a watcher could notice of each entry."""

PAUSE_MAX = 6.0
"""Virtual seconds between two looks at the disk: a late hint."""

OVERFLOW_CHANCE = 0.1


class SimulatedWatcher:
    """Implements `services.manager.watch.port.Watcher` over one disk."""

    degraded = ""

    def __init__(self, choices: Choices, disk: MemoryDisk, *, name: str) -> None:
        self._choices = choices
        self._disk = disk
        self._label = f"watcher.{name}"

    async def events(self) -> AsyncGenerator[Dirty, None]:
        """Yield the whole root first, then directories in which something changed."""
        before = self._snapshot()
        yield Dirty(overflow=True, reason="begin")
        while True:
            await asyncio.sleep(self._choices.between(f"{self._label}.pause", 0.2, PAUSE_MAX))
            now = self._snapshot()
            changed = changed_directories(before, now)
            before = now
            if changed and self._choices.chance(f"{self._label}.overflow", OVERFLOW_CHANCE):
                yield Dirty(overflow=True, reason="overflow")
            elif changed:
                yield Dirty(directories=changed)

    def _snapshot(self) -> Snapshot:
        found: Snapshot = {}
        self._walk(self._disk.inode(self._disk.root), "", found)
        return found

    def _walk(self, directory: Inode, path: str, found: Snapshot) -> None:
        # The directory's own time tells of what came and went between two snapshots.
        seen = [("", directory.number, directory.ctime_ns, 0, 0)]
        for name, number in sorted(directory.entries.items()):
            if not path and name == CONTROL_DIRECTORY:
                continue
            inode = self._disk.inode(number)
            if inode.type is FileType.DIRECTORY:
                seen.append((name, number, 0, 0, inode.mode))
                self._walk(inode, f"{path}/{name}".lstrip("/"), found)
            else:
                seen.append((name, number, inode.ctime_ns, inode.mtime_ns, len(inode.data)))
        found[path] = tuple(seen)


def changed_directories(before: Snapshot, now: Snapshot) -> frozenset[str]:
    """Return the directories that changed, with all below those that came, went or were replaced."""
    changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
    replaced = {path for path in now if path and _number(before, path) != _number(now, path)}
    below = {path for path in now if any(path.startswith(f"{above}/") for above in replaced)}
    return frozenset(changed | replaced | below)


def _number(snapshot: Snapshot, path: str) -> int | None:
    entries = snapshot.get(parent(path), ())
    return next((number for name, number, *_ in entries if name == path.rpartition("/")[2]), None)
