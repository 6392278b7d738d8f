"""Finding contents at this site: where they are said to be, in the trash, or among the recent ones.

All methods block: call them in a thread.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property

from services.transfer.contents.arrived import Arrived
from services.transfer.contents.recent_contents import RecentContents
from shared.delta.hashing import hash_readable
from shared.roots.posix.files.port import Files, ReadableFile, StorageError
from shared.roots.posix.trash import Trash


class ContentFinder:
    """Looks for the contents of one job; what lies in the trash and the store is listed at most once."""

    def __init__(self, files: Files, recent: RecentContents, arrived: Arrived) -> None:
        self.recent = recent
        self.arrived = arrived
        self._files = files

    @property
    def spare_bytes(self) -> int:
        """Bytes that are only kept for later jobs, and make way where room is needed."""
        return self.recent.bytes + self.arrived.bytes

    def make_room(self, wanted: int) -> None:
        """Remove what is only kept for later jobs until `wanted` bytes are free, or nothing is left."""
        self.recent.make_room(wanted)
        self.arrived.make_room(wanted)

    def open(self, content: str, found_at: Iterable[str] = ()) -> ReadableFile | None:
        """Return an open file that has exactly this content, or None. The caller closes it.

        Args:
            content: BLAKE3-256 of what is looked for.
            found_at: paths where it may be, likeliest first; where else it is kept is looked at last.
        """
        for path in found_at:
            opened = self._open_if(content, path)
            if opened is not None:
                return opened
        return self._open_kept(content)

    def keeps(self, content: str) -> bool:
        """Tell whether the content is in the store or the trash, as far as the names there tell."""
        return self.recent.path_of(content) is not None or content in self._trashed

    def _open_kept(self, content: str) -> ReadableFile | None:
        recent = self.recent.path_of(content)
        if recent is not None:
            opened = self._open_if(content, recent)
            if opened is not None:
                return opened
            self.recent.discard(content)
        trashed = self._trashed.get(content)
        return self._open_if(content, trashed) if trashed is not None else None

    @cached_property
    def _trashed(self) -> dict[str, str]:
        try:
            return {trashed.content: trashed.path for trashed in Trash(self._files).entries()}
        except StorageError:
            return {}

    def _open_if(self, content: str, path: str) -> ReadableFile | None:
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._files.open(path))
                before = file.status().fingerprint
                matches = hash_readable(file) == content and file.status().fingerprint == before
            except StorageError:
                return None
            if matches:
                stack.pop_all()
                return file
        return None
