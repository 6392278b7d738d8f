"""The signs that a quiet file is not finished, as the file system and the file itself tell. Blocks."""

from collections.abc import Callable, Iterable

from services.manager.look.directory.scan import Seen
from services.manager.look.finished.unfinished import Sign
from services.manager.look.problems import CutShort, HeldOpen
from shared.heads.families import HeadProblem, head_problems, is_of_a_family, tells_its_end
from shared.heads.quarantine import MISSING
from shared.model.entry import Fingerprint
from shared.roots.posix.control import MARKER
from shared.roots.posix.files.port import Files, FileType, ReadableFile, StorageError
from shared.roots.posix.files.sized import SizedFile


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
    counted = tells_its_end(seen.path)
    if is_old and not counted:
        return None
    try:
        with files.open(seen.path) as file:
            if not is_old and file.has_writer():
                return HeldOpen(seen.path)
            return _cut_short(seen, file) if counted else None
    except StorageError:
        return None  # reading it for its content tells what is wrong


def heads_of(files: Files, new: Iterable[Seen]) -> list[tuple[Seen, tuple[HeadProblem, ...]]]:
    """Return what the heads of files that bear the name of a kernel or a frame say is wrong with them."""
    found: list[tuple[Seen, tuple[HeadProblem, ...]]] = []
    for seen in new:
        if seen.status.type is FileType.FILE and is_of_a_family(seen.path):
            try:
                with files.open(seen.path) as file:
                    source = SizedFile(file, seen.status.fingerprint.size)
                    found.append((seen, head_problems(source, seen.path)))
            except StorageError:
                continue  # reading it for its content tells what is wrong
    return found


def _cut_short(seen: Seen, file: ReadableFile) -> CutShort | None:
    problems = head_problems(SizedFile(file, seen.status.fingerprint.size), seen.path)
    words = next((each.detail for each in problems if each.code.value in MISSING), None)
    return CutShort(seen.path, words) if words is not None else None


def _is_said_of_all(files: Files) -> bool:
    """Tell whether the file system says of a file that nobody writes to that somebody does."""
    try:
        with files.open(MARKER) as marker:
            return marker.has_writer()
    except StorageError:
        return False
