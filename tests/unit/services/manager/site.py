"""Helpers: states, and a site with its index and an orchestrator that decides what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from services.manager.look.hashing.hash_file import Found
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from services.orchestrator.decide.decide import decide
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.store.database import open_database
from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.transfers.report import Applied, Placed
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Base, Entry, Fingerprint, Kind, State

MADE_AT = datetime(2026, 3, 4, tzinfo=UTC)
ORCHESTRATOR = SigningKey(b"o" * 32)


def file(digit: str, *, mtime_ns: int = 0, mode: int = 0o644) -> State:
    """Return a file whose content is named by one hexadecimal digit."""
    return State(kind=Kind.FILE, content=digit * 64, size=9, mtime_ns=mtime_ns, mode=mode)


def directory(mode: int = 0o755) -> State:
    """Return a directory."""
    return State(kind=Kind.DIRECTORY, mode=mode)


def base(revision: int, state: State, *, elsewhere: bool = False) -> Base:
    """Return a base."""
    return Base(revision=revision, state=state, elsewhere=elsewhere)


def head(revision: int, state: State, path: str = "f") -> Entry:
    """Return an entry of the tree."""
    return Entry(path=path, revision=revision, author="b", state=state)


def fingerprint(number: int) -> Fingerprint:
    """Return the evidence of one touch."""
    return Fingerprint(size=9, mtime_ns=0, ctime_ns=number, inode=number)


def trusts(key: str) -> bool:
    """Trust the one orchestrator."""
    return key == ORCHESTRATOR.public


@dataclass
class Orchestrator:
    """Decides each batch once and keeps the log."""

    tree: MemoryTree = field(default_factory=MemoryTree)
    log: list[tuple[int, Signed]] = field(default_factory=list)

    def decide(self, signed: Signed | None) -> None:
        """Append the commit for a batch."""
        assert signed is not None
        batch = Batch.model_validate_json(signed.body)
        revision = len(self.log) + 1
        commit = Commit(
            collection="kernels",
            log_id="a" * 32,
            previous_revision=self.tree.position.revision,
            previous_hash=self.tree.position.hash,
            batch=signed,
            decisions=decide(batch, self.tree, revision=revision),
        )
        message = ORCHESTRATOR.sign(commit.model_dump_json())
        position = self.tree.position
        folded = fold(
            message, sequence=revision, collection="kernels", position=position, tree=self.tree, trusts=trusts
        )
        assert isinstance(folded, Folded)
        self.tree.apply(folded)
        self.log.append((revision, message))

    def others_change(self, *changes: Change) -> None:
        """Let another site make changes."""
        key = SigningKey(b"b" * 32)
        number = self.tree.decided("b", "b" * 16) + 1
        batch = Batch(
            collection="kernels",
            site="b",
            incarnation="b" * 16,
            sequence=number,
            made_at=MADE_AT,
            changes=changes,
        )
        self.decide(key.sign(batch.model_dump_json()))


class Site:
    """Site a: its state over SQLite in memory."""

    def __init__(self, orchestrator: Orchestrator, *, receive_only: bool = False) -> None:
        self.orchestrator = orchestrator
        self.identity = SiteIdentity(collection="kernels", site="a", receive_only=receive_only)
        self.key = SigningKey(b"a" * 32)
        self.incarnations: Iterator[int] = count(1)
        self.touches = count(1)
        self.start(None)

    def start(self, image: bytes | None) -> None:
        """Open a database image, or a new one."""
        self.db = open_database(":memory:")
        if image is not None:
            self.db.deserialize(image)
        self.state = SiteState(self.db, identity=self.identity, key=self.key)
        self.state.begin(self.incarnation)

    def incarnation(self) -> str:
        """Return a new one."""
        return f"{next(self.incarnations):016x}"

    def sees(self, path: str, state: State) -> list[str]:
        """Note what a look found now; DELETED: that it is gone."""
        stamp = self.state.index.stamp
        if state is DELETED:
            return self.state.note([], [path], stamp=stamp)
        seen = fingerprint(next(self.touches)) if state.kind is Kind.FILE else None
        return self.state.note([Found(path, state, seen)], [], stamp=stamp)

    def folds(self, *, until: int = 1000) -> list[Folded | Skip]:
        """Fold what is new in the log."""
        after = self.state.projection.position.revision
        ahead = [item for item in self.orchestrator.log if after < item[0] <= until]
        return [
            self.state.fold(at, signed, trusts=trusts, incarnation=self.incarnation) for at, signed in ahead
        ]

    def sends(self) -> Signed | None:
        """Make the batch."""
        return self.state.make_batch(made_at=MADE_AT)

    def publishes(self, path: str, state: State) -> None:
        """See a change, send it, have it decided and fold that."""
        self.sees(path, state)
        self.orchestrator.decide(self.sends())
        self.folds()

    def placed(self, path: str, revision: int, state: State | None, *, number: int = 1) -> Applied:
        """Take a report in, and return it."""
        evidence = fingerprint(number) if state is None or state.kind is Kind.FILE else None
        placed = Placed(path=path, revision=revision, state=state, fingerprint=evidence)
        applied = Applied(collection="kernels", site="a", pack="0" * 32, placed=(placed,))
        self.state.take(applied, sequence=number)
        return applied

    def local(self, path: str) -> State | None:
        """Return what the index says stands at a path."""
        row = self.state.index.row(path)
        return row.local if row is not None else None

    def base(self, path: str) -> Base | None:
        """Return the base of a path."""
        row = self.state.index.row(path)
        return row.base if row is not None else None
