"""The files that one site alone holds, as far as all sites have said: they drain before it may go. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.catalog.holdings import Catalogue, Holdings
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import Entry, Kind

SHOWN_MAX = 10


@dataclass(slots=True)
class OnlyHere:
    """Files of which no other site has said that it holds them."""

    files: int = 0
    bytes: int = 0
    shown: list[str] = field(default_factory=list)
    unfollowed: int = 0
    """How many of them no other site is to hold, by the rules: they never drain."""


def only_here(
    site: Want | None, others: Mapping[str, Want], heads: Iterable[Entry], *, catalogue: Catalogue
) -> OnlyHere:
    """Return what a site alone holds.

    Args:
        site: what it said last; None: it never said anything, and holds nothing that is known of.
        others: what the sites have said that stay and are there.
        heads: live entries of the tree.
        catalogue: the folded log.
    """
    found, holdings = OnlyHere(), Holdings(catalogue)
    if site is None:
        return found
    for head in heads:
        if head.state.kind is not Kind.FILE or not holdings.holds(site, head):
            continue
        if not any(one.follows(head.path) and holdings.holds(one, head) for one in others.values()):
            found.files += 1
            found.bytes += head.state.size
            found.shown += [head.path][: SHOWN_MAX - len(found.shown)]
            found.unfollowed += not any(one.follows(head.path) for one in others.values())
    return found


def holds_all(want: Want, *, head: int) -> bool:
    """Tell whether a site holds the whole collection at a revision: then nothing is anywhere alone."""
    return want.placed >= head and not want.needs and not want.unplaced and want.followed is None
