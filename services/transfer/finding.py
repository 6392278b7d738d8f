"""Finding a content at this site: where it is said to be, or in the trash. Blocks: call it in a thread."""

from collections.abc import Iterable
from contextlib import ExitStack

from shared.delta.hashing import hash_readable
from shared.storage.port import Files, ReadableFile, StorageError
from shared.storage.trash import Trash


def open_content(files: Files, content: str, found_at: Iterable[str]) -> ReadableFile | None:
    """Return an open file that has exactly this content, or None. The caller closes it.

    Args:
        files: the root.
        content: BLAKE3-256 of what is looked for.
        found_at: paths where it may be, likeliest first; the trash is looked into last.
    """
    for path in found_at:
        opened = _open_if(files, content, path)
        if opened is not None:
            return opened
    trashed = Trash(files).find(content)
    return _open_if(files, content, trashed) if trashed is not None else None


def _open_if(files: Files, content: str, path: str) -> ReadableFile | None:
    with ExitStack() as stack:
        try:
            file = stack.enter_context(files.open(path))
            before = file.status().fingerprint
            matches = hash_readable(file) == content and file.status().fingerprint == before
        except StorageError:
            return None
        if matches:
            stack.pop_all()
            return file
    return None
