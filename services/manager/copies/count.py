"""Counting files that have too few holders, and what one site takes of them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.manager.copies.decide import groups_of, holds_more, ranked, stand_in_of
from services.manager.copies.seen import SeenSite
from services.manager.plan.moves import Amount
from shared.contracts.messages.sites.stand_in import SameRule, StandIn, lacking
from shared.model.entry import Entry, Kind

SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class Copies:
    """What too few sites hold, as one site sees it."""

    asked: int = 1
    gone: tuple[str, ...] = ()
    taken: StandIn | None = None
    """What the site takes of it."""
    files: int = 0
    bytes: int = 0
    unmended: int = 0
    """Files of which nobody can make the copies that lack."""
    shown: tuple[str, ...] = ()
    """The first of these."""

    @property
    def lines(self) -> list[str]:
        """What status says of it."""
        lines = []
        if self.taken is not None:
            lines.append(
                f"stands in for {', '.join(self.taken.sites)}: {self.files} files of {self.bytes} bytes "
                "beside its rule, until they are back and verified, or are not asked for any more"
            )
        if self.unmended:
            more = ", ..." if self.unmended > len(self.shown) else ""
            lines.append(
                f"{self.unmended} files have fewer copies than the {self.asked} that the rules ask for while "
                f"{', '.join(self.gone)} is gone, and no other site may take them and has room: "
                f"{', '.join(map(repr, self.shown))}{more}; bring it back, make room, or change the rules"
            )
        return lines


def needed_of(heads: Iterable[Entry], groups: Sequence[SameRule], *, copies: int) -> Amount:
    """Return the files of which a site that holds them is to be replaced."""
    found = Amount()
    for head in heads:
        if head.state.kind is Kind.FILE and lacking(copies, groups, head.path):
            found.add(head)
    return found


def copies_of(
    name: str, sites: Sequence[SeenSite], heads: Iterable[Entry], *, copies: int, needed: int
) -> Copies:
    """Return what a site takes, and what nobody does.

    Args:
        name: of the site.
        sites: of the collection, as the site sees them.
        heads: live entries of the tree.
        copies: as many as are asked for.
        needed: bytes of what has too few holders.
    """
    stand_in = stand_in_of(name, sites, copies=copies, needed=needed)
    followed = next(site.followed for site in sites if site.name == name)
    order = ranked(sites, needed=needed)
    left = StandIn(copies=copies, groups=groups_of(sites, before=set(order)))
    mine, unmended, shown = Amount(), 0, list[str]()
    for head in heads:
        if head.state.kind is not Kind.FILE:
            continue
        if stand_in is not None and holds_more(followed, stand_in, head.path):
            mine.add(head)
        if left.follows(head.path):
            unmended += 1
            shown += [head.path][: SHOWN_MAX - len(shown)]
    gone = tuple(site.name for site in sites if not site.counts and site.holds)
    taken = stand_in if mine.files else None
    return Copies(copies, gone, taken, mine.files, mine.bytes, unmended, tuple(shown))
