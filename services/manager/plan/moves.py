"""The files that a site lacks of the log, and who has them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.catalog.holdings import Catalogue, Holdings
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import Entry, Kind


@dataclass(slots=True)
class Amount:
    """Files and their bytes."""

    files: int = 0
    bytes: int = 0

    def add(self, entry: Entry) -> None:
        """Count one file."""
        self.files += 1
        self.bytes += entry.state.size


@dataclass(slots=True)
class Moves:
    """What one site lacks."""

    travels: Amount = field(default_factory=Amount)
    local: Amount = field(default_factory=Amount)
    """What it has elsewhere."""
    unavailable: Amount = field(default_factory=Amount)
    """Of what travels: nobody who is there has it."""
    sources: dict[str, Amount] = field(default_factory=dict)
    deletions: int = 0
    blocked: int = 0


def moves(want: Want, heads: Iterable[Entry], *, catalogue: Catalogue, others: Mapping[str, Want]) -> Moves:
    """Return what a site lacks.

    Args:
        want: its standing want, with contents spelled out.
        heads: of the paths that it may lack.
        catalogue: the folded log.
        others: the wants of the other sites that are there, spelled out too.
    """
    found, holdings = Moves(), Holdings(catalogue)
    for head in heads:
        if head.path in want.not_placed:
            found.blocked += 1
        elif not head.live:
            found.deletions += _stands(want, head, catalogue)
        elif head.state.kind is Kind.FILE and not holdings.holds(want, head):
            _add(found, head, holdings, want, others)
    return found


def _add(found: Moves, head: Entry, holdings: Holdings, want: Want, others: Mapping[str, Want]) -> None:
    content = head.state.content or ""
    if head.path in want.staged_paths or holdings.paths(want, content):
        found.local.add(head)
        return
    found.travels.add(head)
    source = next((site for site in sorted(others) if holdings.paths(others[site], content)), None)
    if source is None:
        found.unavailable.add(head)
    else:
        found.sources.setdefault(source, Amount()).add(head)


def _stands(want: Want, head: Entry, catalogue: Catalogue) -> bool:
    """Tell whether a site has something at a path that was deleted elsewhere."""
    if head.path in want.held_at:
        return want.held_at[head.path].kind is not Kind.DELETED
    if want.placed >= head.revision:
        return False
    before = catalogue.entry_at(head.path, want.placed)
    return before is not None and before.live
