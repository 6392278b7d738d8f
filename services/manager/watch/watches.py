"""The watches on all directories below one root. The walk blocks: call it in a thread.

Directories are reached component by component without following any link, and watched through their
descriptors, so that no swapped name leads a watch out of the root (I7). A directory is watched first
and listed then: what appears in between is either listed or tells by an event.
"""

import errno
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from asyncinotify import Inotify, Mask

from services.manager.watch.inotify_events import (
    EXCL_UNLINK,
    ONLYDIR,
    WATCHED,
    Gathered,
    WatchTable,
    may_be_watched,
)
from shared.model.paths import CONTROL_DIRECTORY

CHUNK = 256
"""Directories in one call into a thread: bounds how long closing has to wait."""

EVENTS_MAX = 2048
"""Events read in one turn of the loop: some 20 ms."""

READ_EVENTS = 64
"""Full-sized events in one read(2): 17 KiB, over a thousand events with short names."""

OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
VANISHED = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ESTALE})
DENIED = frozenset({errno.EACCES, errno.EPERM})
MASK = Mask(WATCHED | ONLYDIR | EXCL_UNLINK)


class WatchLimitError(Exception):
    """Too many directories, or the kernel grants no more watches: `str()` says what to raise."""


class RootLostError(Exception):
    """The root is not there, or not the one that was watched before."""


class Watches:
    """An inotify instance and the table of its watches."""

    def __init__(self, root: Path, *, watches_max: int) -> None:
        """Open inotify; nothing is watched yet.

        Raises:
            WatchLimitError: the kernel grants no more instances.
            RootLostError: the root is not there.
        """
        self._root = root
        self._identity = _identity(root)
        self._watches_max = watches_max
        self._lock = threading.Lock()
        self._closed = False
        self.table = WatchTable()
        self.unreadable: set[str] = set()
        """Directories that could not be watched for lack of permission."""
        try:
            self._inotify = Inotify(cache_size=READ_EVENTS, sync_timeout=0)
        except OSError as error:
            raise WatchLimitError(
                f"inotify cannot be opened ({error.strerror}): raise fs.inotify.max_user_instances"
            ) from error

    @property
    def descriptor(self) -> int:
        """The file descriptor that is readable when there are events."""
        return self._inotify.fd

    def read_into(self, gathered: Gathered) -> bool:
        """Move waiting events into `gathered`; True when there may be more. Does not block."""
        for _ in range(EVENTS_MAX):
            event = self._inotify.sync_get()
            if event is None:
                return False
            number = event.watch.wd if event.watch is not None else None
            # Bytes that are no UTF-8 stay as surrogate escapes, and only ever make their directory dirty.
            name = str(event.name) if event.name is not None else None
            gathered.note(self.table, descriptor=number, mask=int(event.mask), name=name)
        return True

    def check_root(self) -> None:
        """Raise RootLostError where another directory stands in the root's place, or none."""
        if _identity(self._root) != self._identity:
            raise RootLostError(f"{self._root} is not the directory that it was: replaced, or mounted over")

    def forget(self, directories: set[str]) -> None:
        """Stop watching directories that have moved away, and all below them."""
        with self._lock:
            if self._closed:
                return
            numbers = set(self.table.below(directories))
            for watch in self._inotify.watches if numbers else ():
                if watch.wd in numbers:
                    self.table.drop(watch.wd)
                    with suppress(OSError):  # EINVAL: the kernel has removed it already.
                        self._inotify.rm_watch(watch)

    def add_chunk(self, ahead: list[str]) -> list[str]:
        """Watch up to CHUNK directories from the end of `ahead`, put those in them there, return them.

        Raises:
            WatchLimitError: no more can be watched.
            RootLostError: the root is not the one that it was.
        """
        added: list[str] = []
        with self._lock:
            if self._closed:
                ahead.clear()
                return added
            self.check_root()
            root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                while ahead and len(added) < CHUNK:
                    directory = ahead.pop()
                    if self._add(root, directory, ahead):
                        added.append(directory)
            finally:
                os.close(root)
        return added

    def _add(self, root: int, directory: str, ahead: list[str]) -> bool:
        try:
            descriptor = _open_beneath(root, directory)
        except OSError as error:
            if error.errno in DENIED:
                self.unreadable.add(directory)
            elif error.errno not in VANISHED:
                raise
            return False
        self.unreadable.discard(directory)
        try:
            self._watch(descriptor, directory)
            ahead.extend(_subdirectories(descriptor, directory))
        finally:
            os.close(descriptor)
        return True

    def _watch(self, descriptor: int, directory: str) -> None:
        if len(self.table) >= self._watches_max:
            raise WatchLimitError(f"there are over {self._watches_max} directories: raise watches_max")
        try:
            watch = self._inotify.add_watch(f"/proc/self/fd/{descriptor}", MASK)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise WatchLimitError(
                f"the kernel grants no more than {len(self.table)} watches: raise fs.inotify.max_user_watches"
            ) from error
        self.table.add(watch.wd, directory)

    def close(self) -> None:
        """Release everything. Waits for a chunk that is under way."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._inotify.close()


def _identity(root: Path) -> tuple[int, int]:
    try:
        found = root.stat()
    except OSError as error:
        raise RootLostError(f"{root} cannot be looked at ({error.strerror}): check the mount") from error
    return found.st_dev, found.st_ino


def _open_beneath(root: int, directory: str) -> int:
    """Return a descriptor of a directory, reached without following any link."""
    current = os.dup(root)
    for name in directory.split("/") if directory else ():
        try:
            following = os.open(name.encode(), OPEN_DIRECTORY, dir_fd=current)
        finally:
            os.close(current)
        current = following
    return current


def _subdirectories(descriptor: int, directory: str) -> Iterable[str]:
    with os.scandir(descriptor) as entries:
        for entry in entries:
            if directory == "" and entry.name == CONTROL_DIRECTORY:
                continue
            path = f"{directory}/{entry.name}" if directory else entry.name
            if entry.is_dir(follow_symlinks=False) and may_be_watched(path):
                yield path
