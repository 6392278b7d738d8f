"""The folded log as one pass of matching sees it: each question is put to it once. Pure.

A want of a thousand new files asks of each, for every site, where its content was ever seen and what is there
now. Most of these questions are the same ones again, and answering them was half of an orchestrator's time.
"""

from dataclasses import dataclass, field

from shared.catalog.holdings import Catalogue
from shared.model.entry import Entry


@dataclass(frozen=True, slots=True)
class CachedCatalogue:
    """A `Catalogue` that remembers its answers: for one pass only, in which nothing is folded."""

    catalogue: Catalogue
    _heads: dict[str, Entry | None] = field(default_factory=dict)
    _with_content: dict[tuple[str, int], list[Entry]] = field(default_factory=dict)
    _at: dict[tuple[str, int], Entry | None] = field(default_factory=dict)

    def head(self, path: str) -> Entry | None:
        """See `Catalogue`."""
        if path not in self._heads:
            self._heads[path] = self.catalogue.head(path)
        return self._heads[path]

    def with_content(self, content: str, *, limit: int) -> list[Entry]:
        """See `Catalogue`."""
        asked = (content, limit)
        if asked not in self._with_content:
            self._with_content[asked] = self.catalogue.with_content(content, limit=limit)
        return self._with_content[asked]

    def entry_at(self, path: str, revision: int) -> Entry | None:
        """See `Catalogue`."""
        head = self.head(path)
        if head is None or head.revision <= revision:
            return head
        asked = (path, revision)
        if asked not in self._at:
            self._at[asked] = self.catalogue.entry_at(path, revision)
        return self._at[asked]

    def files_before(self, path: str, *, limit: int) -> list[Entry]:
        """See `Catalogue`."""
        return self.catalogue.files_before(path, limit=limit)
