"""Deciding who stands in for sites that are gone. Pure: all sites that see the same decide the same.

What they see differs for a moment, and two may begin at once: then there are copies to spare, and the one
that ranks behind gives its own up once the other holds them.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from services.manager.copies.seen import SeenSite
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.sites.stand_in import GONE_MAX, SameRule, StandIn


def groups_of(sites: Iterable[SeenSite], *, before: Container[str] = ()) -> tuple[SameRule, ...]:
    """Return the rules that say what sites hold, and how many sites have each.

    Args:
        sites: of the collection.
        before: those that stand in before the one that asks.
    """
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[SeenSite]] = {}
    for site in sites:
        if site.holds:
            found.setdefault((site.followed.include, site.followed.exclude), []).append(site)
    return tuple(
        SameRule(
            include=include,
            exclude=exclude,
            members=len(some),
            there=sum(one.counts for one in some),
            before=sum(one.name in before for one in some),
        )
        for (include, exclude), some in sorted(found.items())
    )


def ranked(sites: Sequence[SeenSite], *, needed: int) -> list[str]:
    """Return the sites that can stand in, in order: who does so already, then by zone, work and room.

    Args:
        sites: of the collection.
        needed: bytes of what has too few holders.
    """
    zones = Counter(site.zone for site in sites if site.counts and site.holds)
    able = [site for site in sites if site.able and _has_room(site, needed)]
    return [site.name for site in sorted(able, key=lambda site: _rank(site, zones))]


def _has_room(site: SeenSite, needed: int) -> bool:
    # Who stands in already has a part of it, and says what it still lacks.
    return site.room is None or site.room >= (needed if site.stand_in is None else site.wanted_bytes)


def _rank(site: SeenSite, zones: Mapping[str, int]) -> tuple[int, int, bool, int, str]:
    if site.stand_in is not None:
        return (0, site.stand_in.rank, False, 0, site.name)
    return (1, zones[site.zone], site.busy, -(site.room or 0), site.name)


def stand_in_of(name: str, sites: Sequence[SeenSite], *, copies: int, needed: int) -> StandIn | None:
    """Return what a site is to hold in the place of others; None where it is nothing.

    Args:
        name: of the site.
        sites: of the collection, as the site sees them.
        copies: as many as are asked for.
        needed: bytes of what has too few holders.
    """
    order = ranked(sites, needed=needed)
    gone = sorted(site.name for site in sites if not site.counts and site.holds)
    if name not in order or not gone:
        return None
    rank = order.index(name)
    groups = groups_of(sites, before=set(order[:rank]))
    return StandIn(sites=tuple(gone[:GONE_MAX]), rank=rank, copies=copies, groups=groups)


def holds_more(followed: Followed, stand_in: StandIn, path: str) -> bool:
    """Tell whether standing in has a site hold a file that its rule leaves out."""
    return not followed.filter.follows(path) and stand_in.follows(path)
