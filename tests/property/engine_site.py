"""A site: its directory, the real `SiteState` over SQLite, looks, jobs and reports. No bus."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.manager.look.hashing.hash_file import Found
from services.manager.state.database.rows import index_row
from services.manager.state.rules.next_want import NOTHING
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from shared.catalog.fold.fold import Folded, Skip
from shared.catalog.store.database import open_database
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.transfers.job import Placement
from shared.contracts.messages.transfers.report import Applied
from shared.contracts.messages.transfers.want import Want
from shared.identity.keys import SigningKey
from shared.model.entry import Kind
from tests.property.engine_disk import Disk

COLLECTION = "kernels"


@dataclass(frozen=True)
class Look:
    """What a look found; it may be noted later."""

    found: tuple[Found, ...]
    gone: tuple[str, ...]
    stamp: int


@dataclass(frozen=True)
class Job:
    """Placements given to this site's worker, with the versions of the paths at that moment."""

    placements: tuple[Placement, ...]
    versions: tuple[int, ...]
    travels: frozenset[str]
    """Contents that the source's pack carries."""


@dataclass
class Site:
    """One site."""

    name: str
    key: SigningKey
    new_incarnation: Callable[[], str]
    make_state: Callable[..., SiteState] = SiteState
    disk: Disk = field(default_factory=Disk)
    published: list[Signed] = field(default_factory=list)
    """Every batch that was ever put on the bus."""
    looks: list[Look] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    reports: list[Applied] = field(default_factory=list)
    """Every report of the worker, as the stream keeps them."""
    taken: int = 0
    backup: bytes | None = None
    forgetful: bool = False
    """Whether its index was ever lost or restored."""

    def __post_init__(self) -> None:
        self.open(None)

    def open(self, image: bytes | None) -> None:
        """Start the manager on a database image; None: a new one."""
        self.db = open_database(":memory:")
        if image is not None:
            self.db.deserialize(image)
        identity = SiteIdentity(collection=COLLECTION, site=self.name)
        self.state = self.make_state(self.db, identity=identity, key=self.key)
        self.state.begin(self.new_incarnation)
        self.seen = self.state.projection.position.revision
        self.looks.clear()

    def image(self) -> bytes:
        """What a crash leaves: all that was committed."""
        return self.db.serialize()

    # --- looks

    def begin_look(self, scope: str = "") -> None:
        """See what differs from the index, below one path or everywhere."""
        rows = {row["path"]: index_row(row) for row in self.db.execute("SELECT * FROM entries")}
        found: list[Found] = []
        for path, item in self.disk.items.items():
            row = rows.get(path)
            unchanged = row is not None and row.local.kind is item.state.kind
            unchanged = (
                unchanged and row.local.mode == item.state.mode and row.fingerprint == item.fingerprint
            )
            if not unchanged and _within(path, scope):
                found.append(Found(path, item.state, item.fingerprint))
        live = (path for path, row in rows.items() if row.local.kind is not Kind.DELETED)
        gone = tuple(path for path in live if path not in self.disk.items and _within(path, scope))
        self.looks.append(Look(tuple(found), gone, self.state.index.stamp))

    def end_look(self) -> None:
        """Note what the oldest look found."""
        if self.looks:
            look = self.looks.pop(0)
            self.state.note(look.found, look.gone, stamp=look.stamp)

    # --- batches and the log

    def send(self, made_at: datetime) -> Signed | None:
        """Put the batch on the bus."""
        signed = self.state.make_batch(made_at=made_at)
        if signed is not None and signed not in self.published:
            self.published.append(signed)
        return signed

    def fold(self, log: list[tuple[int, Signed]], trusts: Callable[[str], bool], count: int) -> int:
        """Fold the next messages; return how many there were."""
        ahead = [(sequence, signed) for sequence, signed in log if sequence > self.seen][:count]
        for sequence, signed in ahead:
            self.seen = sequence
            folded: Folded | Skip = self.state.fold(
                sequence, signed, trusts=trusts, incarnation=self.new_incarnation
            )
            assert isinstance(folded, Folded | Skip)
        return len(ahead)

    def want(
        self, postponed: frozenset[str] = frozenset(), lacking: Mapping[str, int] = NOTHING
    ) -> Want | None:
        """What this site asks for."""
        return self.state.want(step=0, grace_over=True, postponed=postponed, lacking=lacking)

    # --- the worker

    def give(self, placements: tuple[Placement, ...], travels: frozenset[str]) -> None:
        """Queue a job."""
        versions = tuple(self.disk.version(placement.path) for placement in placements)
        self.jobs.append(Job(placements, versions, travels))

    def holds(self, content: str | None, found_at: Iterable[str]) -> bool:
        """Whether this site's worker finds a content: where it is said to be, or in the trash."""
        standing = (self.disk.items.get(path) for path in found_at)
        at_a_path = any(item is not None and item.state.content == content for item in standing)
        return at_a_path or content in self.disk.trash

    def can_place(self, job: Job) -> bool:
        """Whether a job brings anything: one whose contents nobody has only tells the site so."""
        return any(
            placement.state.content is None
            or placement.state.content == placement.prior.content
            or placement.state.content in job.travels
            or self.holds(placement.state.content, placement.found_at)
            for placement in job.placements
        )

    def work(self) -> int:
        """Carry out the oldest job; return how many paths were placed."""
        if not self.jobs:
            return 0
        job = self.jobs.pop(0)
        staged = [
            placement.state.content in job.travels or self.holds(placement.state.content, placement.found_at)
            for placement in job.placements
        ]
        placed = [
            done
            for placement, version, has in zip(job.placements, job.versions, staged, strict=True)
            if (done := self.disk.place(placement, version, staged=has)) is not None
        ]
        self.reports.append(
            Applied(collection=COLLECTION, site=self.name, pack="0" * 32, placed=tuple(placed))
        )
        return len(placed)

    def take(self, number: int) -> None:
        """Take a report in, whichever."""
        self.state.take(self.reports[number], sequence=number + 1)

    def take_next(self) -> None:
        """Take the reports in that were not taken yet."""
        while self.taken < len(self.reports):
            self.take(self.taken)
            self.taken += 1


def _within(path: str, scope: str) -> bool:
    return not scope or f"{path}/".startswith(f"{scope}/")
