"""Files and directories that are opened to be read or made durable; devices and FIFOs are not even opened."""

import os
import stat
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from shared.roots.posix.files.errors import translated
from shared.roots.posix.files.links import is_link_at
from shared.roots.posix.files.open_file import READ
from shared.roots.posix.files.port import MissingError, StorageError, WrongTypeError
from shared.roots.posix.files.walk import Walk

SYNC_THREADS = 8
"""Files made durable at once: ext4 commits its journal once for all of them. More threads gained nothing."""


def open_regular(parent: int, name: bytes, operation: str, path: str) -> int:
    """Return a descriptor of a file or directory.

    Raises:
        WrongTypeError: it is neither.
        OSError: the system refused.
    """
    _demand_regular(os.stat(name, dir_fd=parent, follow_symlinks=False), operation, path)
    descriptor = os.open(name, READ, dir_fd=parent)
    try:
        _demand_regular(os.fstat(descriptor), operation, path)
    except WrongTypeError:
        os.close(descriptor)
        raise
    return descriptor


def sync_files(walk: Walk, paths: Sequence[str]) -> Mapping[str, StorageError]:
    """Make content and metadata of many files or directories durable; return what failed, by path."""
    if not paths:
        return {}
    together: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        together[path.rpartition("/")[0]].append(path)
    errors: dict[str, StorageError] = {}
    with ThreadPoolExecutor(min(SYNC_THREADS, len(paths)), thread_name_prefix="sync") as threads:
        for some in together.values():
            errors |= _sync_together(walk, some, threads)
    return errors


def _sync_together(walk: Walk, paths: Sequence[str], threads: ThreadPoolExecutor) -> dict[str, StorageError]:
    """Sync entries of one directory, which is entered once for all of them."""
    try:
        with walk.at("sync", paths[0]) as (parent, _):
            # A share for each thread: a task for each file costs more than its own part of the sync.
            shares = [paths[at::SYNC_THREADS] for at in range(min(SYNC_THREADS, len(paths)))]
            return {
                path: error
                for some in threads.map(partial(_sync, walk, parent), shares)
                for path, error in some
            }
    except StorageError as error:
        return dict.fromkeys(paths, error)


def _sync(walk: Walk, parent: int, paths: Sequence[str]) -> list[tuple[str, StorageError]]:
    """Return what failed."""
    outcomes = [(path, _sync_one(walk, parent, path)) for path in paths]
    return [(path, error) for path, error in outcomes if error is not None]


def _sync_one(walk: Walk, parent: int, path: str) -> StorageError | None:
    name = path.rpartition("/")[2].encode() or b"."
    try:
        with translated("sync", path):
            if not walk.is_exact(parent, name, path):
                raise MissingError(f"{path!r} is not there: another name answers to it")
            # What a link holds is durable with its name.
            descriptor = open_regular(parent, b"." if is_link_at(parent, name) else name, "sync", path)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except StorageError as error:
        return error
    return None


def _demand_regular(found: os.stat_result, operation: str, path: str) -> None:
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise WrongTypeError(f"cannot {operation} {path!r}: it is no file or directory")
