"""A site as the others see it: whether its copies count, and whether it can hold more. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.messages.presence import ManagerPresence, WorkerPresence
from shared.contracts.messages.sites.replica_rules import Followed, Mode, ReplicaRules
from shared.contracts.messages.sites.stand_in import StandIn
from shared.contracts.messages.transfers.want import Want


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenSite:
    """One site of the collection."""

    name: str
    followed: Followed
    """By its rule alone."""
    counts: bool = True
    """Whether it is there, or back before anybody had to stand in for it."""
    zone: str = ""
    able: bool = False
    """Whether it takes anything more now, and its rule leaves anything out."""
    busy: bool = False
    """Whether it is behind with what it follows already."""
    room: int | None = None
    """Bytes that may be written there; None where nobody knows."""
    wanted_bytes: int = 0
    stand_in: StandIn | None = None
    """What it says that it holds beside its rule."""

    @property
    def holds(self) -> bool:
        """Whether it can be told, from patterns alone, what it holds."""
        return self.followed.mode is not Mode.SEND_ONLY and not self.followed.by_meaning


def seen(
    name: str,
    rules: ReplicaRules,
    *,
    presence: ManagerPresence | None,
    workers: Sequence[WorkerPresence],
    want: Want | None,
    gone: bool,
) -> SeenSite:
    """Return how a site is seen.

    Args:
        name: of the site.
        rules: of the collection.
        presence: what its manager says; None: no sign of life.
        workers: what its workers say.
        want: what it said last, be it away since.
        gone: whether it drains, was removed, or is away or held for too long.
    """
    followed = rules.of(name)
    if presence is not None and presence.followed is not None:
        # A setting of its host may let a site send alone, whatever its rule says.
        followed = followed.model_copy(update={"mode": presence.followed.mode})
    free = [one.free_bytes for one in workers if one.free_bytes is not None]
    stand_in = None if want is None or want.followed is None else want.followed.stand_in
    takes = presence is not None and presence.hold is None and presence.pause is None and bool(workers)
    partial = followed.mode is not Mode.SEND_ONLY and not followed.everything and not followed.by_meaning
    return SeenSite(
        name=name,
        followed=followed,
        counts=not gone,
        zone=rules.zone_of(name),
        # Who stands in already is not replaced while its host is started again.
        able=not gone and partial and rules.may_stand_in(name) and (takes or stand_in is not None),
        busy=presence is not None and presence.behind > 0,
        room=min(free) if free else None,
        wanted_bytes=0 if presence is None else presence.wanted_bytes,
        stand_in=stand_in,
    )
