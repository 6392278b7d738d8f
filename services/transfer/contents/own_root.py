"""Opening the root, and only this site's: a directory that was replaced or unmounted is not touched (I3)."""

from collections.abc import Callable

from shared.roots.posix.files.port import Files, StorageError
from shared.roots.posix.marker import read_marker


def open_own_root(open_files: Callable[[], Files], *, collection: str, site: str) -> Files:
    """Return the opened root of a site; the caller closes it. Blocks.

    Raises:
        StorageError: it is not there, cannot be read, or is not this site's.
    """
    files = open_files()
    try:
        marker = read_marker(files)
        if marker is None or (marker.collection, marker.site) != (collection, site):
            raise StorageError("the root directory is not this site's")
    except StorageError:
        files.close()
        raise
    return files
