"""Helpers: a log in memory, written by an orchestrator that accepts what it is told to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.fold.position import LogPosition
from shared.catalog.fold.tree import TreeView
from shared.contracts.messages.batch import Batch, Change, Decision, GroupNote, Outcome
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Kind, State

MADE_AT = datetime(2026, 3, 4, tzinfo=UTC)
ORCHESTRATOR = SigningKey(b"o" * 32)
SITE = SigningKey(b"s" * 32)
LOG_ID = "a" * 32
ACCEPTED = Decision(outcome=Outcome.ACCEPTED)


class Folding(TreeView, Protocol):
    """A tree that takes commits."""

    @property
    def position(self) -> LogPosition:
        """Where it stands."""

    def apply(self, folded: Folded) -> None:
        """Take a commit."""


def file(digit: str, *, mode: int = 0o644) -> State:
    """Return a file whose content is named by one hexadecimal digit."""
    return State(kind=Kind.FILE, content=digit * 64, size=9, mode=mode)


def directory(mode: int = 0o755) -> State:
    """Return a directory."""
    return State(kind=Kind.DIRECTORY, mode=mode)


def put(path: str, state: State = DELETED) -> Change:
    """Return a change without a base; a delete if there is no state."""
    return Change(path=path, state=state)


def trusts(key: str) -> bool:
    """Trust the one orchestrator."""
    return key == ORCHESTRATOR.public


def batch_of(changes: Sequence[Change], **fields: object) -> Batch:
    """Return a batch of site a."""
    values = {"collection": "kernels", "site": "a", "incarnation": "1" * 16, "sequence": 1, **fields}
    return Batch(made_at=MADE_AT, changes=tuple(changes), **values)


def commit_of(
    tree: Folding, changes: Sequence[Change], decisions: Sequence[Decision] | None = None, **fields: object
) -> Commit:
    """Return the next commit of a tree's log; `fields` replace those of the commit, `batch` its batch."""
    batch = fields.pop("batch", None) or batch_of(changes)
    assert isinstance(batch, Batch)
    values = {
        "collection": "kernels",
        "log_id": LOG_ID,
        "previous_revision": tree.position.revision,
        "previous_hash": tree.position.hash,
        "batch": SITE.sign(batch.model_dump_json()),
        "decisions": tuple(decisions if decisions is not None else [ACCEPTED] * len(changes)),
        **fields,
    }
    return Commit(**values)


def signed(commit: Commit, key: SigningKey = ORCHESTRATOR) -> Signed:
    """Return a commit as it travels."""
    return key.sign(commit.model_dump_json())


def fold_one(tree: Folding, message: Signed, *, sequence: int) -> Folded | Skip:
    """Fold a message without applying it."""
    return fold(
        message,
        sequence=sequence,
        collection="kernels",
        position=tree.position,
        tree=tree,
        trusts=trusts,
    )


@dataclass
class Log:
    """Messages with their sequences, folded into a tree in memory as they are written."""

    tree: MemoryTree = field(default_factory=MemoryTree)
    messages: list[tuple[int, Signed]] = field(default_factory=list)

    def write(
        self,
        *changes: Change,
        decisions: Sequence[Decision] | None = None,
        site: str = "a",
        sequence: int | None = None,
        group: GroupNote | None = None,
    ) -> Folded:
        """Append a commit, and return what it does."""
        number = sequence or len(self.messages) + 1
        batch = batch_of(changes, site=site, sequence=number, group=group)
        message = signed(commit_of(self.tree, changes, decisions, batch=batch))
        at = 2 * len(self.messages) + 2
        folded = fold_one(self.tree, message, sequence=at)
        assert isinstance(folded, Folded), folded
        self.messages.append((at, message))
        self.tree.apply(folded)
        return folded
