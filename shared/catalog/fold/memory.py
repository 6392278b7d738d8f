"""A tree with its history in memory: for tests, and for decisions on small trees."""

from collections.abc import Iterable, Iterator

from shared.catalog.fold.fold import Folded
from shared.catalog.fold.keyring import MemoryKeyring
from shared.catalog.fold.position import START, LogPosition
from shared.model.entry import Entry
from shared.model.numbers import INT64_MAX


class MemoryTree:
    """Implements `TreeView` and takes folded commits."""

    def __init__(self) -> None:
        self.position: LogPosition = START
        self._history: dict[str, list[Entry]] = {}
        self._decided: dict[tuple[str, str], int] = {}
        self.keys = MemoryKeyring()

    def apply(self, folded: Folded) -> None:
        """Move to the position after a commit."""
        self.put_entries(folded.entries)
        numbered = (folded.batch.site, folded.batch.incarnation)
        self._decided[numbered] = max(folded.batch.sequence, self._decided.get(numbered, 0))
        self.keys.keep(folded.heard.keys)
        self.position = folded.position

    def put_entries(self, entries: Iterable[Entry]) -> None:
        """Append entries to the histories of their paths."""
        for entry in entries:
            self._history.setdefault(entry.path, []).append(entry)

    def head(self, path: str) -> Entry | None:
        """See `TreeView`."""
        history = self._history.get(path)
        return history[-1] if history else None

    def live_below(self, path: str) -> Iterator[str]:
        """See `TreeView`."""
        prefix = path + "/"
        return (at for at, history in self._history.items() if at.startswith(prefix) and history[-1].live)

    def revision_of(
        self, path: str, content: str | None, *, after: int, up_to: int = INT64_MAX
    ) -> int | None:
        """See `TreeView`."""
        history = (entry for entry in self._history.get(path, ()) if after < entry.revision <= up_to)
        found = (entry for entry in history if entry.live)
        return max((entry.revision for entry in found if entry.state.content == content), default=None)

    def decided(self, site: str, incarnation: str) -> int:
        """See `TreeView`."""
        return self._decided.get((site, incarnation), 0)

    def live(self) -> dict[str, Entry]:
        """Return every live entry by its path."""
        return {path: history[-1] for path, history in self._history.items() if history[-1].live}

    def history(self, path: str) -> tuple[Entry, ...]:
        """Return every entry that a path ever had, oldest first."""
        return tuple(self._history.get(path, ()))
