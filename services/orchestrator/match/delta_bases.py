"""Choosing what a content is encoded against. Pure."""

from dataclasses import dataclass

from services.orchestrator.match.lineage import kin
from shared.catalog.holdings import Catalogue, Holdings
from shared.contracts.messages.transfers.want import Need, Want
from shared.model.conflict_name import original_path
from shared.model.entry import Entry, Kind

NEIGHBOURS_MAX = 8
"""Entries before a new file's name that are looked at for its predecessor: versions sort side by side."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A content that the target holds."""

    content: str
    found_at: tuple[str, ...] = ()
    """Where source and target both hold it, if that is another path than the one that is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaBases:
    """Chooses bases; contents of up to `small_bytes` have none."""

    catalogue: Catalogue
    holdings: Holdings
    small_bytes: int

    def choose(self, need: Need, entry: Entry, *, target: Want, source: Want) -> Basis | None:
        """Return what `entry` can be encoded against: what it replaces, else what it succeeds by its name."""
        if entry.state.size <= self.small_bytes:
            return None
        if need.held.content is not None:
            return Basis(need.held.content)
        for older in self._older(entry.path):
            content = older.state.content
            if content is None or older.state.size <= self.small_bytes:
                continue
            if self.holdings.holds(target, older) and self.holdings.holds(source, older):
                return Basis(content, (older.path,))
        return None

    def worth_keeping(self, entry: Entry) -> bool:
        """Tell whether a path was a file before: what changed once will change again."""
        if entry.state.size <= self.small_bytes:
            return False
        before = self.catalogue.entry_at(entry.path, entry.revision - 1)
        return before is not None and before.state.kind is Kind.FILE

    def _older(self, path: str) -> list[Entry]:
        """Return the likeliest predecessors: the file that a conflict copy is of, or earlier versions."""
        original = original_path(path)
        if original is not None:
            head = self.catalogue.head(original)
            return [head] if head is not None else []
        return kin(path, self.catalogue.files_before(path, limit=NEIGHBOURS_MAX))
