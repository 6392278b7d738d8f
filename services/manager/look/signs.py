"""The signs that a quiet file is not finished, as the file system and the file itself tell. Blocks."""

from collections.abc import Callable, Iterable

from services.manager.look.problems import CutShort, HeldOpen
from services.manager.look.scan import Seen
from services.manager.look.unfinished import Sign
from shared.model.entry import Fingerprint
from shared.roots.posix.control import MARKER
from shared.roots.posix.files.port import Files, FileType, ReadableFile, StorageError
from shared.roots.posix.files.sized import SizedFile
from shared.spice.describe.glance import glance
from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.kind import Form
from shared.spice.problems import Problem
from shared.spice.quarantine import MISSING

COUNTED = frozenset({Form.DAF, Form.DAS, Form.DAF_TRANSFER, Form.DAS_TRANSFER})
"""Forms of kernels that tell their own length, or their end."""


def signs_of(
    files: Files, quiet: Iterable[Seen], *, is_old: Callable[[Fingerprint], bool]
) -> dict[str, Sign]:
    """Return what says of some files that they are not finished, by path.

    What was last touched long ago is not asked for its writers: an archive is looked at without it.
    """
    found: dict[str, Sign] = {}
    for seen in quiet:
        if seen.status.type is FileType.FILE:
            sign = _sign(files, seen, is_old=is_old(seen.status.fingerprint))
            if sign is not None:
                found[seen.path] = sign
    if any(isinstance(sign, HeldOpen) for sign in found.values()) and _is_said_of_all(files):
        found = {path: sign for path, sign in found.items() if not isinstance(sign, HeldOpen)}
    return found


def _sign(files: Files, seen: Seen, *, is_old: bool) -> Sign | None:
    counted = _is_counted(seen.path)
    if is_old and not counted:
        return None
    try:
        with files.open(seen.path) as file:
            if not is_old and file.has_writer():
                return HeldOpen(seen.path)
            return _cut_short(seen, file) if counted else None
    except StorageError:
        return None  # reading it for its content tells what is wrong


def heads_of(files: Files, new: Iterable[Seen]) -> list[tuple[Seen, tuple[Problem, ...]]]:
    """Return what the heads of files that bear a kernel's name say is wrong with them."""
    found: list[tuple[Seen, tuple[Problem, ...]]] = []
    for seen in new:
        if seen.status.type is FileType.FILE and claimed(seen.path) is not None:
            try:
                with files.open(seen.path) as file:
                    source = SizedFile(file, seen.status.fingerprint.size)
                    found.append((seen, glance(source, seen.path).problems))
            except StorageError:
                continue  # reading it for its content tells what is wrong
    return found


def _is_counted(path: str) -> bool:
    by_name = claimed(path)
    return by_name is not None and by_name[1] in COUNTED


def _cut_short(seen: Seen, file: ReadableFile) -> CutShort | None:
    problems = glance(SizedFile(file, seen.status.fingerprint.size), seen.path).problems
    words = next((each.detail for each in problems if each.code in MISSING), None)
    return CutShort(seen.path, words) if words is not None else None


def _is_said_of_all(files: Files) -> bool:
    """Tell whether the file system says of a file that nobody writes to that somebody does."""
    try:
        with files.open(MARKER) as marker:
            return marker.has_writer()
    except StorageError:
        return False
