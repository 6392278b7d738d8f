"""Seeded people who change files at sites, a ledger of all that they wrote, and readers who look meanwhile.

No test module. Each directory `shelf-N` belongs to one person at a time, who works at one site, so that no
person causes a conflict: after a sync every site must hold exactly what the ledger says, and nothing else.
"""

import hashlib
import itertools
import os
import random
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tests.e2e.harness import CONTROL, Tree

SMALL_BYTES = 3_000
LARGE_BYTES = 400_000
"""Large enough for deltas and for several reads of a transfer."""

FILES_MAX = 8
"""Live files on one shelf: with more, a person rather changes what is there."""


def digest(content: bytes) -> str:
    """Return what `tree` shows of a file with this content."""
    return hashlib.blake2b(content).hexdigest()


@dataclass(slots=True)
class Ledger:
    """What people wrote, by path."""

    live: dict[str, bytes] = field(default_factory=dict)
    """What should stand at each path in the end."""
    ever: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Every complete content that a path ever had."""
    appended: set[str] = field(default_factory=set)
    """Paths that were ever written in place, where their own person may see a part of a write."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, content: bytes, *, in_place: bool = False) -> None:
        """Note a content, before it is written."""
        with self.lock:
            self.live[path] = content
            self.ever[path].add(digest(content))
            if in_place:
                self.appended.add(path)

    def drop(self, path: str) -> bytes:
        """Note that a path goes away; return what stood there."""
        with self.lock:
            return self.live.pop(path)

    def known(self, path: str, content: bytes) -> bool:
        """Tell whether a path ever had this complete content."""
        with self.lock:
            return digest(content) in self.ever[path]

    def tree(self) -> Tree:
        """Return what every site must hold."""
        with self.lock:
            files: Tree = {path: ("file", digest(content)) for path, content in self.live.items()}
        return files


def stamp_of(file: BinaryIO) -> tuple[int, ...]:
    """Return what changes with each write of an open file, and differs between two files in one place."""
    status = os.fstat(file.fileno())
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


class People:
    """Change files, one at a time, as a seed says."""

    def __init__(self, roots: Mapping[str, Path], ledger: Ledger, *, seed: int, desk: Path) -> None:
        """Set them up.

        Args:
            roots: the directories of the sites.
            ledger: notes what they do.
            seed: decides all that they do.
            desk: a directory on the same file system, where they prepare files.
        """
        self._roots = list(roots.values())
        self._ledger = ledger
        self._random = random.Random(seed)
        self._desk = desk
        self._desk.mkdir(exist_ok=True)
        self._numbers = itertools.count()
        self.turn = 0
        """Raise it, after a sync, to let every shelf's next person work at another site."""

    def act(self) -> None:
        """Do one thing on one shelf."""
        shelf = self._random.randrange(len(self._roots))
        root = self.root_of(f"shelf-{shelf}")
        mine = sorted(path for path in self._ledger.live if path.startswith(f"shelf-{shelf}/"))
        if not mine:
            self._new(root, shelf)
            return
        acts = [self._rewrite, self._append, self._rename, self._delete]
        if len(mine) < FILES_MAX and self._random.random() < 0.5:
            self._new(root, shelf)
        else:
            self._random.choice(acts)(root, self._random.choice(mine))

    def root_of(self, path: str) -> Path:
        """Return the site where the person works to whom a path belongs now."""
        number = int(path.partition("/")[0].removeprefix("shelf-"))
        return self._roots[(number + self.turn) % len(self._roots)]

    def _new(self, root: Path, shelf: int) -> None:
        ending = self._random.choice(("bsp", "tm", "with blank.txt", "große.bc"))
        folder = self._random.choice(("", "deep/", "deep/er/"))
        self._write(root, f"shelf-{shelf}/{folder}{next(self._numbers)}-{ending}", self._content())

    def _rewrite(self, root: Path, path: str) -> None:
        old = self._ledger.live[path]
        at = self._random.randrange(len(old) + 1)
        changed = old[:at] + self._random.randbytes(50) + old[at + 50 :]
        self._write(root, path, self._random.choice((changed, self._content())))

    def _append(self, root: Path, path: str) -> None:
        more = self._random.randbytes(200)
        self._ledger.put(path, self._ledger.live[path] + more, in_place=True)
        with (root / path).open("ab", buffering=0) as file:
            file.write(more)

    def _rename(self, root: Path, path: str) -> None:
        target = f"{path.rpartition('/')[0]}/{next(self._numbers)}-renamed"
        content = self._ledger.drop(path)
        self._ledger.put(target, content, in_place=path in self._ledger.appended)
        (root / path).rename(root / target)

    def _delete(self, root: Path, path: str) -> None:
        self._ledger.drop(path)
        (root / path).unlink()

    def _write(self, root: Path, path: str, content: bytes) -> None:
        """Put a complete file in place, as careful programs do: no reader sees a part of it."""
        self._ledger.put(path, content)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        prepared = self._desk / "prepared"
        prepared.write_bytes(content)
        prepared.rename(root / path)

    def _content(self) -> bytes:
        most = LARGE_BYTES if self._random.random() < 0.25 else SMALL_BYTES
        return self._random.randbytes(self._random.randrange(most))


class Readers(threading.Thread):
    """Read all files of all sites in a loop; note whatever was never a complete content of its path.

    What has the stamp of its last complete content is not read again: each write gives another stamp, and
    hashing everything all the time would take a processor from those who are watched.
    """

    def __init__(self, roots: Sequence[Path], people: People, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self.torn: list[str] = []
        self.reads = 0
        self._complete: dict[Path, tuple[int, ...]] = {}
        self._roots = roots
        self._people = people
        self._ledger = ledger
        self._end = threading.Event()
        self._ended_well = False

    def run(self) -> None:
        """Read until `stop`."""
        while not self._end.is_set():
            for root in self._roots:
                self._read_all(root)
            self._end.wait(0.01)
        self._ended_well = True

    def stop(self) -> None:
        """Read no more; make sure that they read until now, and read nothing but complete contents."""
        self._end.set()
        self.join()
        assert self._ended_well, "the readers ended early"
        assert self.reads > 0
        assert self.torn == []

    def _read_all(self, root: Path) -> None:
        for directory, folders, names in os.walk(root):
            if CONTROL in folders:
                folders.remove(CONTROL)
            for name in names:
                self._read(root, Path(directory) / name)

    def _read(self, root: Path, found: Path) -> None:
        path = str(found.relative_to(root))
        try:
            with found.open("rb") as file:
                # Before the bytes: a write between the two gives a stamp that is not noted yet.
                stamp = stamp_of(file)
                if self._complete.get(found) == stamp:
                    return
                content = file.read()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return
        self.reads += 1
        if self._ledger.known(path, content):
            self._complete[found] = stamp
        elif path not in self._ledger.appended or self._people.root_of(path) != root:
            self.torn.append(f"{found}: {len(content)} bytes")
