"""Helpers: states, changes, batches, and a tree to decide them on."""

from datetime import UTC, datetime

from services.orchestrator.decide.decide import decide
from shared.catalog.fold.memory import MemoryTree
from shared.contracts.messages.batch import BaseRef, Batch, Change, Condition, Decision
from shared.model.entry import DELETED, Entry, Kind, State

MADE_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
REVISION = 100
"""Of the commit to be made: above all others."""


def content(digit: str) -> str:
    """Return a content named by one hexadecimal digit."""
    return digit * 64


def file(digit: str, *, mtime_ns: int = 0, mode: int = 0o644) -> State:
    """Return a file with this content."""
    return State(kind=Kind.FILE, content=content(digit), size=9, mtime_ns=mtime_ns, mode=mode)


def directory(mode: int = 0o755) -> State:
    """Return a directory."""
    return State(kind=Kind.DIRECTORY, mode=mode)


def tree_of(*entries: tuple[str, int, State]) -> MemoryTree:
    """Return a tree with this history: (path, revision, state), oldest first."""
    tree = MemoryTree()
    tree.put_entries(
        Entry(path=path, revision=revision, author="b", state=state) for path, revision, state in entries
    )
    return tree


def put(path: str, state: State, *, base: int | None = None, condition: Condition | None = None) -> Change:
    """Return a put made on the base with this revision."""
    reference = BaseRef(revision=base) if base is not None else None
    return Change(path=path, state=state, base=reference, condition=condition)


def delete(path: str, *, base: int | None = None, condition: Condition | None = None) -> Change:
    """Return a delete made on the base with this revision."""
    return put(path, DELETED, base=base, condition=condition)


def over(digit: str) -> Condition:
    """Return the condition that a file with this content stands there."""
    return Condition(content=content(digit))


OVER_NOTHING = Condition()


def batch_of(*changes: Change, site: str = "a", sequence: int = 1) -> Batch:
    """Return a batch of site a."""
    return Batch(
        collection="kernels",
        site=site,
        incarnation="1" * 16,
        sequence=sequence,
        made_at=MADE_AT,
        changes=changes,
    )


def decided(tree: MemoryTree, *changes: Change) -> tuple[Decision, ...]:
    """Return the decision on a batch of these changes."""
    return decide(batch_of(*changes), tree, revision=REVISION)
