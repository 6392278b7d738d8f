"""The step from a file that is quiet to its content. Blocks: call it in a thread, once for each file."""

from dataclasses import dataclass
from typing import TypeAlias

from services.manager.look.scan import Seen, Unreadable
from shared.delta.hashing import hash_readable
from shared.model.content import ContentId
from shared.model.entry import MODE_MASK, Fingerprint, Kind, State
from shared.roots.posix.files.port import Files, FileType, MissingError, StorageError, WrongTypeError


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path, and the fingerprint that it had all through its hashing."""

    path: str
    state: State
    fingerprint: Fingerprint | None
    """None for a directory."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The path changed since it was seen, or while it was hashed: look at it again later."""

    path: str


Hashed: TypeAlias = Found | Unreadable | Moved


def content_of(files: Files, seen: Seen) -> Hashed:
    """Hash what was seen at a path, and make sure that it was the same before and after."""
    if seen.status.type is FileType.DIRECTORY:
        state = State(kind=Kind.DIRECTORY, mode=seen.status.mode & MODE_MASK)
        return Found(seen.path, state, None)
    try:
        content = _stable_content(files, seen)
    except (MissingError, WrongTypeError):
        return Moved(seen.path)
    except StorageError as error:
        return Unreadable(seen.path, str(error))
    if content is None:
        return Moved(seen.path)
    fingerprint = seen.status.fingerprint
    state = State(
        kind=Kind.FILE,
        content=content,
        size=fingerprint.size,
        mtime_ns=fingerprint.mtime_ns,
        mode=seen.status.mode & MODE_MASK,
    )
    return Found(seen.path, state, fingerprint)


def _stable_content(files: Files, seen: Seen) -> ContentId | None:
    """Return the content, or None when the file is not, or did not stay, the one that was seen."""
    with files.open(seen.path) as file:
        if file.status().fingerprint != seen.status.fingerprint:
            return None
        content = hash_readable(file)
        return content if file.status().fingerprint == seen.status.fingerprint else None
