"""Finding contents at this site: where they are said to be, in the trash, or among the recent ones.

All methods block: call them in a thread.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property

from services.transfer.contents.arrived import Arrived
from services.transfer.contents.known_files import KnownFiles
from services.transfer.contents.partial import PartialContents
from services.transfer.contents.recent_contents import RecentBounds, RecentContents
from shared.delta.hashing import hash_readable
from shared.roots.posix.files.port import Files, ReadableFile, StorageError
from shared.roots.posix.trash import Trash


class ContentFinder:
    """Looks for the contents of one job; what lies in the trash and the store is listed at most once."""

    def __init__(
        self,
        files: Files,
        *,
        recent: RecentContents,
        arrived: Arrived,
        partial: PartialContents,
        known: KnownFiles,
    ) -> None:
        self.recent = recent
        self.arrived = arrived
        self.partial = partial
        self._known = known
        self._files = files

    @property
    def spare_bytes(self) -> int:
        """Bytes that are only kept for later jobs, and make way where room is needed."""
        return self.recent.bytes + self.arrived.bytes

    def make_room(self, wanted: int) -> None:
        """Remove what is only kept for later jobs until `wanted` bytes are free, or nothing is left."""
        self.recent.make_room(wanted)
        self.arrived.make_room(wanted)

    def open(self, content: str, found_at: Iterable[str] = (), *, again: bool = False) -> ReadableFile | None:
        """Return an open file that has exactly this content, or None. The caller closes it.

        Args:
            content: BLAKE3-256 of what is looked for.
            found_at: paths where it may be, likeliest first; where else it is kept is looked at last.
            again: whether a file that was hashed before, and has the same fingerprint, is not hashed again.
        """
        for path in found_at:
            opened = self._open_if(content, path, again=again)
            if opened is not None:
                return opened
        return self._open_kept(content)

    def come(self, content: str, size: int) -> int:
        """Return how many bytes of a content are here already, kept for a job that is to place it."""
        return size if self.arrived.path_of(content) is not None else self.partial.size_of(content)

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

    def _open_if(self, content: str, path: str, *, again: bool = False) -> ReadableFile | None:
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._files.open(path))
                before = file.status().fingerprint
                matches = again and self._known.holds(path, before, content)
                if not matches:
                    found = hash_readable(file, size=before.size)
                    matches = found == content and file.status().fingerprint == before
            except StorageError:
                return None
            if matches:
                if again:
                    self._known.note(path, before, content)
                stack.pop_all()
                return file
        return None


def finding(*, now: Callable[[], datetime], bounds: RecentBounds) -> Callable[[Files], ContentFinder]:
    """Return what makes the finder of each job of one worker; they share what they know of large files."""
    known = KnownFiles()

    def find(files: Files) -> ContentFinder:
        return ContentFinder(
            files,
            recent=RecentContents(files, now=now, bounds=bounds),
            arrived=Arrived(files, now=now),
            partial=PartialContents(files, now=now),
            known=known,
        )

    return find
