"""The decision whose turn a content is: at its author first, then elsewhere, one after the other. Pure.

Every describer comes to the same order by itself (rendezvous hashing: Thaler and Ravishankar 1998), and one
that comes or goes moves only its own share. The order saves work alone; compare-and-set makes it once.
"""

from collections.abc import Collection
from dataclasses import dataclass

from blake3 import blake3

POSITIONS_MAX = 3
"""Of an order: whoever comes later steps in with the fourth, so that the wait has a bound."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One describer process that gives signs of life."""

    site: str
    instance: str


def wait_for(content: str, *, author: str, me: Peer, peers: Collection[Peer], grace: float) -> float:
    """Return for how many seconds `me` leaves a content to others.

    Args:
        content: what is to be described.
        author: the site whose batch brought it.
        me: this process.
        peers: all that can describe it, with or without `me`.
        grace: seconds that each is given, and the author's site before all others.
    """
    order = sorted({*peers, me}, key=lambda peer: (peer.site != author, _weight(content, peer)))
    position = min(order.index(me), POSITIONS_MAX)
    return grace * (position + (me.site != author))


def _weight(content: str, peer: Peer) -> bytes:
    return blake3(f"{content}/{peer.site}/{peer.instance}".encode()).digest()
