"""Telling from its want what a site holds, and where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.contracts.messages.transfers.want import Held, Need, Want
from shared.model.conflict_name import original_path
from shared.model.entry import Entry

HISTORY_MAX = 16
"""Entries looked at for where a content lies: popular contents (empty files) have thousands."""


class Catalogue(Protocol):
    """What is asked of the folded log."""

    def head(self, path: str) -> Entry | None:
        """Return the latest entry of a path."""

    def with_content(self, content: str, *, limit: int) -> list[Entry]:
        """Return entries of any time that had this content, newest first."""

    def entry_at(self, path: str, revision: int) -> Entry | None:
        """Return the entry of a path as it stood at a revision."""

    def files_before(self, path: str, *, limit: int) -> list[Entry]:
        """Return live files, of the last `limit` entries before `path` in its directory, nearest first."""


def spelled_out(want: Want, catalogue: Catalogue) -> Want:
    """Return a want with the contents that it names by their revisions.

    What the log never had, it cannot name so: such a path is not asked for.
    """
    if all(need.held.revision is None for need in want.needs):
        return want
    needs = [need if need.held.revision is None else _with_content(need, catalogue) for need in want.needs]
    known = tuple(need for need in needs if need is not None)
    urgent = sum(need is not None for need in needs[: want.urgent])
    return want.model_copy(update={"needs": known, "urgent": urgent})


def _with_content(need: Need, catalogue: Catalogue) -> Need | None:
    entry = catalogue.entry_at(need.path, need.held.revision or 0)
    if entry is None or entry.revision != need.held.revision or entry.state.content is None:
        return None
    held = Held(kind=need.held.kind, content=entry.state.content)
    return need.model_copy(update={"held": held})


def made_at(entry: Entry) -> list[str]:
    """Return where an entry's author may hold its content: a conflict copy was made under another name."""
    original = original_path(entry.path)
    return [entry.path] if original is None else [entry.path, original]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What sites hold, as far as their wants tell."""

    catalogue: Catalogue

    def paths(self, want: Want, content: str) -> list[str]:
        """Return where a site holds a content, sorted."""
        known = self.catalogue.with_content(content, limit=HISTORY_MAX)
        return sorted({entry.path for entry in known if self.holds(want, entry)})

    def likely_paths(self, want: Want, entries: Sequence[Entry]) -> list[str]:
        """Return where a site holds the content of entries, which all have the same, or may have it.

        Whoever made a content has it where it was made, or, of a conflict copy or an older one, in its trash.
        """
        paths = self.paths(want, entries[0].state.content or "") if entries else []
        if paths:
            return paths
        return [path for entry in entries if entry.author == want.site for path in made_at(entry)]

    def holds(self, want: Want, entry: Entry) -> bool:
        """Tell whether a site holds an entry's content at its path."""
        if entry.path in want.held_at:
            return want.held_at[entry.path].content == entry.state.content
        if entry.path in want.not_placed:
            return self._waits_to_go(entry)
        if want.placed >= entry.revision and want.follows(entry.path):
            placed = self.catalogue.entry_at(entry.path, want.placed)
            return placed is not None and placed.revision == entry.revision
        if entry.author != want.site or original_path(entry.path) is not None:
            return False
        head = self.catalogue.head(entry.path)
        return head is not None and head.revision == entry.revision

    def _waits_to_go(self, entry: Entry) -> bool:
        """Tell whether a path is not placed because it is to be deleted: until then the content is there.

        So a rename finds it. Where a local change is in the way instead, this is wrong, and found out.
        """
        head = self.catalogue.head(entry.path)
        if head is None or head.live:
            return False
        before = self.catalogue.entry_at(entry.path, head.revision - 1)
        return before is not None and before.revision == entry.revision
