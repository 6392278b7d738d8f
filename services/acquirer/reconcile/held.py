"""Files below a directory of the site's root, with their sizes. Blocks."""

from shared.model.errors import OperatorError
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files, FileType

HELD_MAX = 1_000_000
"""Files of one comparison: some hundred megabytes of names."""

OWN = ".spicerack"


class TooManyFilesError(OperatorError):
    """The directory holds more files than one comparison takes: the operator must narrow the feed."""


def held_below(files: Files, directory: str) -> dict[str, int]:
    """Return the size of each file, by path. Raises StorageError and TooManyFilesError."""
    found: dict[str, int] = {}
    waiting = [directory]
    while waiting:
        place = waiting.pop()
        for listed, status in files.statuses(place):
            path = f"{place}/{listed.name}" if place else listed.name
            if isinstance(status, StorageError) or path == OWN:
                continue
            if listed.type is FileType.DIRECTORY:
                waiting.append(path)
            elif listed.type is FileType.FILE:
                found[path] = status.fingerprint.size
                if len(found) > HELD_MAX:
                    raise TooManyFilesError(
                        f"more than {HELD_MAX} files lie below {directory or 'the root'!r}"
                    )
    return found
