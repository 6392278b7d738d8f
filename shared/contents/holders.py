"""Choosing the sites that a content is asked of. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from blake3 import blake3

from shared.catalog.holdings import HISTORY_MAX, Catalogue, Holdings, spelled_out
from shared.contracts.messages.transfers.want import Want


@dataclass(frozen=True, slots=True)
class Holder:
    """A site that may hold a content."""

    site: str
    found_at: tuple[str, ...] = ()
    """Paths where it has it, likeliest first."""


def likely_holders(
    content: str, catalogue: Catalogue, wants: Mapping[str, Want]
) -> dict[str, tuple[str, ...]]:
    """Return the sites that hold a content or made it, each with the paths where it may have it.

    Args:
        content: BLAKE3-256.
        catalogue: the folded log.
        wants: the newest want of each site.
    """
    holdings = Holdings(catalogue)
    entries = catalogue.with_content(content, limit=HISTORY_MAX)
    found = {
        site: holdings.likely_paths(spelled_out(want, catalogue), entries) for site, want in wants.items()
    }
    return {site: tuple(dict.fromkeys(paths)) for site, paths in found.items() if paths}


def choose_holders(
    content: str,
    known: Mapping[str, tuple[str, ...]],
    *,
    present: Collection[str],
    own: str,
    shunned: Collection[str] = (),
) -> tuple[Holder, ...]:
    """Return the sites to ask, in order.

    First this site, whose workers may have the content in their trash: nothing travels far then. After it the
    known holders, in an order that differs from content to content, so that each has its share. Last, all
    others: what a site once removed is in its trash for a while. Sites that gave wrong bytes come after all,
    and then holders that give no sign of life: a worker may have begun anew and not be heard of yet, and as
    long as a holder is away its content is not gone.

    Args:
        content: BLAKE3-256.
        known: holders as `likely_holders` returns them.
        present: sites whose transfer workers give signs of life.
        own: this site.
        shunned: sites that gave wrong bytes a short while ago.
    """

    def rank(site: str) -> tuple[bool, bool, bool, bool, str]:
        return (
            site not in present,
            site in shunned,
            site != own,
            site not in known,
            blake3(f"{content} {site}".encode()).hexdigest(),
        )

    return tuple(Holder(site, known.get(site, ())) for site in sorted({*present, *known}, key=rank))
