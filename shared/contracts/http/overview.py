"""Answers about the whole rack: each collection at each site, as its manager says it is. Pure."""

from datetime import datetime

from shared.contracts.http.sites.pauses import PauseRow
from shared.contracts.http.sites.status import ServiceStatus, TransferStatus
from shared.model.base import FrozenModel


class ScanRow(FrozenModel):
    """How far a site is in a look at its directory."""

    seen: int
    """Paths that were listed until now."""
    to_hash: int
    """Files that have still to be hashed."""


class ReplicaRow(FrozenModel):
    """One collection at one site."""

    collection: str
    site: str
    online: bool
    state: str
    """idle, scanning, syncing, paused, held or offline."""
    revision: int = 0
    """Placed up to."""
    head: int = 0
    """Folded up to."""
    files: int = 0
    """Paths in place there."""
    behind: int = 0
    """Paths not placed."""
    wanted_bytes: int = 0
    oldest_change_at: datetime | None = None
    """When the oldest of the changes was made that are not placed there; None where all are."""
    scan: ScanRow | None = None
    """How far the site is in a look at its directory; None where none is under way."""
    conflicts: int = 0
    """Live conflict copies."""
    receive_only: bool = False
    hold: str | None = None
    """Why it is held, and what a person has to do."""
    effect: tuple[str, ...] = ()
    """What a release would do; empty where the site is not held."""
    pause: PauseRow | None = None
    """Nothing moves to or from the site until a person resumes it."""
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """The first of the paths that are not placed."""
    refusals: tuple[str, ...] = ()
    """Why the site's file system refuses what is missing, the first of the reasons."""
    unpublished: int = 0
    """Paths of the site's directory that it cannot publish."""
    unpublished_shown: tuple[str, ...] = ()
    """The first of them, each with its reason."""
    quarantine: tuple[str, ...] | None = None
    """Names of the rules by which files that look broken are kept back; None: the site does not say."""


class SiteDisk(FrozenModel):
    """The room at one site."""

    site: str
    free_bytes: int
    """That may be written there, the reserve left out; to two digits, so that few changes are told."""


class SiteFlow(FrozenModel):
    """What travels from one site to another."""

    source: str
    target: str
    bytes: int
    """In packs, since the target's workers started."""
    recent_bytes: int
    """Of the last five minutes, as far as the gateway that answers has heard."""
    active: int
    """Packs that are on their way now."""


class RackMoment(FrozenModel):
    """What a rack did in the seconds before a moment, as the gateway that answers has heard of it."""

    at: datetime
    sent_rate: float
    """Bytes a second that all processes have put on the bus for contents."""
    delay_seconds: float | None = None
    """From the making of a change until it was in place elsewhere, in the mean of the collection of this
    gateway; None where nothing was placed."""
    slowest_seconds: float | None = None
    """The mean at the site where it took longest."""
    slowest_site: str | None = None


class RackHistory(FrozenModel):
    """The last hour of a rack, as the gateway that answers has heard of it since it started."""

    every_seconds: float
    moments: tuple[RackMoment, ...]
    """By time. One is missing where the bus was not heard."""


class OverviewAnswer(FrozenModel):
    """The rack, as the gateway that answers has heard of it."""

    collection: str
    """Of the gateway that answers."""
    site: str
    """Of the gateway that answers."""
    revision: int
    """Of its collection, as far as it has folded the log."""
    files: int
    bytes: int
    every_collection: bool
    """Whether all collections are told: an admin of all of them sees that; others see this one."""
    replicas: tuple[ReplicaRow, ...]
    """By collection and site."""
    services: tuple[ServiceStatus, ...]
    """Processes of this collection that are there, by service and site."""
    transfers: TransferStatus
    disks: tuple[SiteDisk, ...] = ()
    """By site, of those that say it."""
    flows: tuple[SiteFlow, ...] = ()
    """By source and target, those with the most bytes where they are many."""


class OverviewChange(FrozenModel):
    """What differs from what a follower was told before."""

    replicas: tuple[ReplicaRow, ...] = ()
    """Those that are new, or not as they were."""
    gone: tuple[tuple[str, str], ...] = ()
    """Collection and site of those that are no more."""
    services: tuple[ServiceStatus, ...] | None = None
    """All of them, where any changed."""
    transfers: TransferStatus | None = None
    disks: tuple[SiteDisk, ...] | None = None
    """All of them, where any changed."""
    flows: tuple[SiteFlow, ...] | None = None
    """All of them, where any changed."""
    revision: int
    files: int
    bytes: int
