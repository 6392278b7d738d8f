"""The step from a file that is quiet to its content. Blocks: call it in a thread, once for each file."""

from dataclasses import dataclass
from typing import TypeAlias

from services.manager.look.directory.scan import Seen
from services.manager.look.problems import Unreadable
from shared.delta.hashing import hash_readable, hash_with_beginning
from shared.model.content import ContentId
from shared.model.entry import Fingerprint, Kind, State
from shared.model.links import MODE_MASK
from shared.roots.posix.files.port import Files, FileType, MissingError, StorageError, WrongTypeError


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path, and the fingerprint that it had all through its hashing."""

    path: str
    state: State
    fingerprint: Fingerprint | None
    """None for a directory."""
    grew: bool = False
    """Whether it begins with all that stood there before: nothing was lost."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The path changed since it was seen, or while it was hashed: look at it again later."""

    path: str


Hashed: TypeAlias = Found | Unreadable | Moved


def content_of(files: Files, seen: Seen, before: State | None = None) -> Hashed:
    """Hash what was seen at a path, and make sure that it was the same before and after.

    Args:
        files: the root.
        seen: what stands there.
        before: what the index held there; a file that begins with all of it has grown.
    """
    if seen.status.type is FileType.DIRECTORY:
        state = State(kind=Kind.DIRECTORY, mode=seen.status.mode & MODE_MASK)
        return Found(seen.path, state, None)
    try:
        hashed = _stable_content(files, seen, before)
    except (MissingError, WrongTypeError):
        return Moved(seen.path)
    except StorageError as error:
        return Unreadable(seen.path, str(error))
    if hashed is None:
        return Moved(seen.path)
    content, grew = hashed
    fingerprint = seen.status.fingerprint
    state = State(
        kind=Kind.FILE,
        content=content,
        size=fingerprint.size,
        mtime_ns=fingerprint.mtime_ns,
        mode=seen.status.mode & MODE_MASK,
    )
    return Found(seen.path, state, fingerprint, grew)


def _stable_content(files: Files, seen: Seen, before: State | None) -> tuple[ContentId, bool] | None:
    """Return the content and whether it grew, None when the file did not stay the one that was seen."""
    with files.open(seen.path) as file:
        if file.status().fingerprint != seen.status.fingerprint:
            return None
        if before is not None and before.content and before.size < seen.status.fingerprint.size:
            content, beginning = hash_with_beginning(file, before.size)
            grew = beginning == before.content
        else:
            content, grew = hash_readable(file, size=seen.status.fingerprint.size), False
        return (content, grew) if file.status().fingerprint == seen.status.fingerprint else None
