"""A tree with changes laid over it, so that a batch can be decided, and a commit folded, as a whole.

Pure: the tree below is only read. Both `decide` and `fold` put entries through this one place, so
that they can never disagree on what a put or a delete does to a tree.
"""

from collections.abc import Iterator

from shared.catalog.fold.tree import TreeView
from shared.model.entry import DELETED, Entry, Kind, State
from shared.model.paths import ancestors

IMPLIED_DIRECTORY_MODE = 0o755
"""Permission of a directory that a put makes because it was deleted, or never seen, meanwhile."""


class Scratch:
    """The tree as it will be when the commit that is being made has been appended as `revision`."""

    def __init__(self, tree: TreeView, *, revision: int, author: str) -> None:
        self._tree = tree
        self._revision = revision
        self._author = author
        self._laid: dict[str, Entry] = {}
        self._read: dict[str, Entry | None] = {}
        """Heads of the tree below, which does not change meanwhile: every put asks for those above it."""

    def head(self, path: str) -> Entry | None:
        """Return the entry of a path with what was laid over it."""
        laid = self._laid.get(path)
        if laid is not None:
            return laid
        if path not in self._read:
            self._read[path] = self._tree.head(path)
        return self._read[path]

    def has_live_below(self, path: str) -> bool:
        """Tell whether anything lives below the directory `path`."""
        return any(True for _ in self._live_below(path))

    def live_file_above(self, path: str) -> str | None:
        """Return the outermost ancestor of `path` that is a live file, or None."""
        for ancestor in ancestors(path):
            entry = self.head(ancestor)
            if entry is not None and entry.state.kind is Kind.FILE:
                return ancestor
        return None

    def put(self, path: str, state: State) -> None:
        """Lay a file or directory, and every directory above it that does not live."""
        for ancestor in ancestors(path):
            entry = self.head(ancestor)
            if entry is None or entry.state.kind is not Kind.DIRECTORY:
                self._lay(ancestor, State(kind=Kind.DIRECTORY, mode=IMPLIED_DIRECTORY_MODE))
        self._lay(path, state)

    def delete(self, path: str) -> None:
        """Lay a tombstone."""
        self._lay(path, DELETED)

    def laid(self) -> tuple[Entry, ...]:
        """Return the entries that were laid, in the order of their paths."""
        return tuple(self._laid[path] for path in sorted(self._laid))

    def _lay(self, path: str, state: State) -> None:
        self._laid[path] = Entry(path=path, revision=self._revision, author=self._author, state=state)

    def _live_below(self, path: str) -> Iterator[str]:
        prefix = path + "/"
        yield from (at for at, entry in self._laid.items() if entry.live and at.startswith(prefix))
        yield from (at for at in self._tree.live_below(path) if at not in self._laid)
