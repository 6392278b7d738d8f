"""Files below a directory of the site's root, with their sizes and contents. Blocks."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from services.acquirer.reconcile.compare import Held
from services.acquirer.state.rows import FetchedFile
from shared.model.errors import OperatorError
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files, FileType
from shared.roots.posix.hashing import observe

HELD_MAX = 1_000_000
"""Files of one comparison: some hundred megabytes of names."""

OWN = ".spicerack"


class TooManyFilesError(OperatorError):
    """The directory holds more files than one comparison takes: the operator must narrow the feed."""


def held_below(files: Files, directory: str) -> dict[str, Held]:
    """Return each file, by path. Raises StorageError and TooManyFilesError."""
    found: dict[str, Held] = {}
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
                found[path] = Held(status.fingerprint.size, status.fingerprint.mtime_ns)
                if len(found) > HELD_MAX:
                    raise TooManyFilesError(
                        f"more than {HELD_MAX} files lie below {directory or 'the root'!r}"
                    )
    return found


def with_contents(
    files: Files, held: Mapping[str, Held], fetched: Mapping[str, FetchedFile], *, read_all: bool
) -> dict[str, Held]:
    """Return files with the contents of those that were fetched once. Blocks.

    Args:
        files: of the site.
        held: what its directories tell.
        fetched: what was fetched, by path.
        read_all: whether files are read also where size and time are still those of what was placed.
    """
    found = dict(held)
    for path in held.keys() & fetched.keys():
        one, before = held[path], fetched[path]
        if not read_all and (one.size, one.mtime_ns) == (before.size, before.mtime_ns):
            found[path] = replace(one, content=before.content)
        elif one.size == before.size:
            # Of another size the content is another one: nobody has to read it.
            with suppress(StorageError):
                found[path] = replace(one, content=observe(files, path).content)
    return found
