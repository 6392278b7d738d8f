"""Presence: what each process says of itself, every few seconds, in a bucket whose keys expire."""

from typing import Annotated

from pydantic import Field

from shared.contracts.messages.description import Asked
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.verification import Scrub, Verification
from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import ByteTotal, Count, Instant, SchemaVersion


class Counters(FrozenModel):
    """Bytes that a process, and the ones before it in the same place, have put on the bus."""

    sent_bytes: ByteTotal = 0
    """Packs, signatures, and contents that gateways read."""
    control_bytes: ByteTotal = 0
    """All else."""
    full_bytes: ByteTotal = 0
    """What the contents that were sent would have cost whole."""


SECONDS_MAX = 1e12
"""Of a sum of times: 30 000 years. A clock that is wrong by centuries makes as much of some commits."""

Seconds = Annotated[float, Field(ge=0, le=SECONDS_MAX, allow_inf_nan=False)]


class ScanProgress(FrozenModel):
    """How far a site is in a look at its directory."""

    seen: Count = 0
    """Paths that were listed until now; `files` of the site tells of how many, but for what is new."""
    to_hash: Count = 0
    """Files that have still to be hashed: new, or not as the index has them. 0 until all is listed."""


class ManagerPresence(FrozenModel):
    """A site, as its manager sees it."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    state: str
    """idle, scanning, syncing, paused or held."""
    revision: Count = 0
    """Placed up to."""
    head: Count = 0
    """Folded up to."""
    files: Count = 0
    behind: Count = 0
    wanted_bytes: ByteTotal = 0
    oldest_change_at: Instant | None = None
    """When the oldest of the changes was made that are not placed, by the clock of the site that made it."""
    placed_commits: Count = 0
    """Commits of which something came here since the manager started, each counted once a report."""
    placed_seconds: Seconds = 0.0
    """The sum of the times from the making of each until it was in place."""
    scan: ScanProgress | None = None
    """None: no look is under way, or an earlier version runs."""
    conflicts: Count = 0
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """The first of the paths that are not placed."""
    refused: Count = 0
    """How many of the paths behind this site's file system has refused, and waits to try again."""
    refusals: tuple[str, ...] = ()
    """Why, the first of them: since when, and when the next try is."""
    unpublished: Count = 0
    """How many paths of its directory it cannot publish: names that are no UTF-8, special files."""
    unpublished_shown: tuple[str, ...] = ()
    """The first of them, each with its reason."""
    ignored: Count = 0
    """How many names of its directory it leaves alone: half-done files, and what its people named."""
    ignored_shown: tuple[str, ...] = ()
    """Some of them."""
    receive_only: bool = False
    quarantine: tuple[str, ...] | None = None
    """Names of the rules by which files that look broken are kept back; None: an earlier version runs."""
    hold: str | None = None
    hold_reason: str | None = None
    effect: tuple[str, ...] = ()
    """What a release would do; empty when the site is not held."""
    key: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """The site's own public key; empty: an earlier version runs."""
    pause: Pause | None = None
    """Nothing moves to or from the site until a person resumes it."""
    url: str = ""
    """Where it answers; empty where nobody knows."""
    rule: Count = 0
    """The version of the rules of replicas that the site keeps."""
    followed: Followed | None = None
    """What it follows, where that is not all, or not both ways."""
    answered: Count = 0
    """The last ask to scan that was answered."""
    answered_revision: Count = 0
    """The head after this site's scan had been decided."""
    verifications: tuple[Verification, ...] = ()
    """What people asked to be verified here, the newest last; for a while after it ended."""
    scrub: Scrub | None = None
    """None: this site reads nothing by itself, or an earlier version runs."""


SOURCES_MAX = 100
"""Sites of which a worker says what came from them, those with the most: presence must stay small."""


class CameFrom(FrozenModel):
    """What one site sent to a worker's, in packs."""

    site: SiteName
    bytes: ByteTotal = 0
    """Since the worker started."""
    active: Count = 0
    """Packs that are on their way now."""


class WorkerPresence(FrozenModel):
    """A transfer worker."""

    schema_version: SchemaVersion = 1
    site: SiteName
    url: str = ""
    """Where it answers; empty where nobody knows."""
    active: tuple[str, ...] = ()
    """Packs that it works on now."""
    free_bytes: ByteTotal | None = None
    """That it may write at its site, the reserve left out. None: not known."""
    came: tuple[CameFrom, ...] = ()
    """By site, of those that sent anything; at most `SOURCES_MAX`."""


class OrchestratorPresence(FrozenModel):
    """An orchestrator."""

    schema_version: SchemaVersion = 1
    url: str = ""
    """Where it answers; empty where nobody knows."""
    collections: tuple[CollectionName, ...] = ()
    """Whose lease it holds."""


class ServicePresence(FrozenModel):
    """A process of any other service."""

    schema_version: SchemaVersion = 1
    service: str
    """As `spicerack serve` names it."""
    collection: CollectionName
    site: SiteName | None = None
    """None where it serves all sites."""
    url: str = ""
    """Where it answers; empty where nobody knows."""
    state: str = "ready"
    """starting or ready."""


class DescriberPresence(ServicePresence):
    """A describer process."""

    instance: str
    """Tells it from others of its site, while it lives."""
    describers: tuple[Asked, ...] = ()
    """The version of each kind of describer that it has."""
    undescribed: Count = 0
    """Contents of the tree that it knows no description of."""


class SiteRecord(FrozenModel):
    """A site that belongs to a collection, and the key that speaks for it."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    key: str
    receive_only: bool = False
    vouched: Signed | None = None
    """What the key before it said of it (`Succession`); None where it is the first, or that one was lost."""


class DescriberRecord(FrozenModel):
    """A describer process, and the key that signs its descriptions."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    key: str


class OrchestratorRecord(FrozenModel):
    """An orchestrator, and the key that signs its commits."""

    schema_version: SchemaVersion = 1
    key: str
