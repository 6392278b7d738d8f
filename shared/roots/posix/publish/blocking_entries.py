"""Things that keep a directory from being removed: files that a collection may yet hold, or others."""

from collections.abc import Sequence

from shared.model.paths import PathError, check_path
from shared.roots.posix.files.port import Files, FileType, Listed, MissingError, WrongTypeError

BELOW_MAX = 10_000
"""Entries looked at below one directory: some milliseconds."""


def unshared_below(files: Files, directory: str) -> str | None:
    """Return a path below a directory that keeps it there for good; None where a file may do so."""
    found, ahead, looked = None, [directory], 0
    while ahead and looked < BELOW_MAX:
        above = ahead.pop()
        for entry in _listed(files, above):
            path, looked = f"{above}/{entry.name}", looked + 1
            if not _may_be_shared(path, entry):
                found = found or path
            elif entry.type is FileType.FILE:
                return None
            else:
                ahead.append(path)
    return found


def _listed(files: Files, path: str) -> Sequence[Listed]:
    try:
        return files.list(path)
    except (MissingError, WrongTypeError):
        return ()


def _may_be_shared(path: str, entry: Listed) -> bool:
    """Tell whether a collection can hold what stands at a path: no link, special file or impossible name."""
    try:
        check_path(path)
    except PathError:
        return False
    return entry.type is not FileType.OTHER
