"""Answers about sites: status, scan, sync, release. Pure."""

from shared.contracts.http.sites.pauses import PauseRow
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.verification import Scrub
from shared.model.base import FrozenModel

NOT_COUNTED_ON = "no other site counts on what is here"
"""The end of the line that a draining site says of itself, among those about its directory."""


class SiteStatus(FrozenModel):
    """One site of the collection."""

    name: str
    online: bool
    state: str
    """idle, scanning, syncing, paused, held or offline."""
    revision: int
    """Placed up to."""
    behind: int
    """Paths not placed."""
    wanted_bytes: int
    conflicts: int
    """Live conflict copies."""
    problems: tuple[str, ...] = ()
    receive_only: bool = False
    hold: str | None = None
    pause: PauseRow | None = None
    """Nothing moves to or from it until a person resumes it."""
    rule: int = 0
    """The version of the rules of replicas that it keeps."""
    followed: Followed | None = None
    """What it follows by them; none: everything, two-way."""
    ignored: int = 0
    """Names of its directory that it does not publish: half-done files, and what its people named."""
    ignored_shown: tuple[str, ...] = ()
    """Some of them."""
    scrub: Scrub | None = None
    """How far the site is in reading its files once more; none where it does not by itself."""


class ServiceStatus(FrozenModel):
    """One process that answers over HTTP."""

    service: str
    site: str | None
    """None where it serves all sites."""
    url: str
    """Empty where nobody knows."""
    state: str


class ServiceList(FrozenModel):
    """Where the services of a collection answer."""

    collection: str
    services: tuple[ServiceStatus, ...]
    """Every process that is there, by service and site."""


class TransferStatus(FrozenModel):
    """What moves, and what it has cost. Bytes."""

    active: int
    sent_bytes: int
    """Put on the bus for packs and signatures."""
    control_bytes: int
    """Put on the bus for all else."""
    full_bytes: int
    """What whole files would have cost."""


class CollectionStatus(FrozenModel):
    """One collection, everywhere."""

    collection: str
    revision: int
    files: int
    bytes: int
    sites: tuple[SiteStatus, ...]
    transfers: TransferStatus
    services: tuple[ServiceStatus, ...] = ()
    """Every process that is there, by service and site."""


class Sites(FrozenModel):
    """All sites of the collection."""

    sites: tuple[SiteStatus, ...]


class ScanAsked(FrozenModel):
    """The number of an ask to all sites to scan now."""

    ask: int


class SiteSync(FrozenModel):
    """How far one site is with an ask."""

    name: str
    online: bool
    held: str | None
    pause: PauseRow | None = None
    """A paused site is not waited for."""
    answered: bool
    revision: int
    behind: int
    missing: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    """Why the site's file system refuses what is missing, the first of the reasons."""
    stuck: bool = False
    """Whether all that is missing was refused since the ask: a person at the site must act."""
    unpublished: int = 0
    """Paths of the site's directory that it cannot publish."""
    unpublished_shown: tuple[str, ...] = ()
    """The first of them, each with its reason."""


class SyncProgress(FrozenModel):
    """How far all sites are with an ask."""

    ask: int
    barrier: int | None
    """The head after the scans were decided; none until every site that is online and not held answered."""
    done: bool
    sites: tuple[SiteSync, ...]


class ReleasePlan(FrozenModel):
    """Why a site is held, and what a release would do."""

    name: str
    held: bool
    reason: str
    text: str
    effect: tuple[str, ...] = ()
    key: str = ""
    """The site's own public key; of a hold for its key the one that is known after a release."""
