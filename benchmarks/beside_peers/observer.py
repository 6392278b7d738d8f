"""Seeing from outside whether all targets hold what the source holds, and what processes took for it."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

PAUSE = 0.1
"""Seconds between looks: the resolution of the wall time."""
HIDDEN = (".spicerack", ".stfolder", ".stversions")
"""Directories of the tools' own, in the roots."""
TEMPORARY = (".syncthing.", ".mutagen-", "~syncthing~")
_TICKS = os.sysconf("SC_CLK_TCK")

Listed = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Used:
    """What the processes of a tool have used: CPU seconds by process, and bytes of memory that are theirs."""

    cpu: dict[str, float]
    pss: int


def same(source: Path, targets: Sequence[Path], *, patience: float, failed: Callable[[], str]) -> None:
    """Wait until all targets hold what the source holds, by bytes.

    Raises:
        AssertionError: they never did, or `failed` says why they never will.
    """
    expected = _hashed(source)
    deadline = time.monotonic() + patience
    left = list(targets)
    seen: dict[Path, Listed] = {}
    while left:
        assert time.monotonic() < deadline, f"{left[0]} never became what {source} is"
        reason = failed()
        assert not reason, reason
        target = left[0]
        listed = _listed(target)
        # All bytes are read again only where something moved since they were read last.
        if len(listed) == len(expected) and listed != seen.get(target):
            seen[target] = listed
            if _sizes(listed) == {path: size for path, (size, _) in expected.items()} and (
                _hashed(target) == expected
            ):
                left.pop(0)
                continue
        time.sleep(PAUSE)


def used(roots: Iterable[int]) -> Used:
    """Return what the trees of processes below some have used; what ended counts for who waited for it."""
    cpu: dict[str, float] = {}
    pss = 0
    for pid in _trees(roots):
        try:
            name, fields = _stat(pid)
            cpu[f"{name}-{pid}"] = sum(map(int, fields[11:15])) / _TICKS
            pss += _pss(pid)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return Used(cpu, pss)


class PeakMemory:
    """Looks at the memory of a tool's processes from time to time, in a thread of its own."""

    def __init__(self, roots: Callable[[], Iterable[int]]) -> None:
        self.peak = 0
        self._roots = roots
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.peak = max(self.peak, used(self._roots()).pss)


def _listed(root: Path) -> Listed:
    """Return size and time of each file below a root."""
    found: Listed = {}
    for directory, names, files in os.walk(root):
        names[:] = [name for name in names if name not in HIDDEN and not name.startswith(TEMPORARY)]
        for name in files:
            if name.startswith(TEMPORARY):
                continue
            path = Path(directory) / name
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found[str(path.relative_to(root))] = (status.st_size, status.st_mtime_ns ^ status.st_ctime_ns)
    return found


def _sizes(listed: Listed) -> dict[str, int]:
    return {path: size for path, (size, _) in listed.items()}


def _hashed(root: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in _listed(root):
        try:
            data = blake3()
            with (root / path).open("rb") as file:
                while part := file.read(1 << 20):
                    data.update(part)
            found[path] = ((root / path).stat().st_size, int.from_bytes(data.digest()))
        except FileNotFoundError:
            continue
    return found


def _trees(roots: Iterable[int]) -> set[int]:
    found = set(roots)
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(int(_stat(int(entry.name))[1][1]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    waiting = list(found)
    while waiting:
        children = parents.get(waiting.pop(), [])
        waiting += [child for child in children if child not in found]
        found.update(children)
    return found


def _stat(pid: int) -> tuple[str, list[str]]:
    """Return a process' name and the fields of its status after it, counted from 0 (proc(5))."""
    before, _, after = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")
    return before.partition("(")[2], after.split()


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
