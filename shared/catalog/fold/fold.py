"""Folding one log message onto a tree. Pure and deterministic: every reader of a log gets the same tree (I4).

What is unsigned, misplaced or unchained is skipped and counted. A message of a newer major version
stops the fold: going on would give another tree than a newer reader's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from blake3 import blake3

from shared.catalog.fold.keyring import Heard, Keyring, Spoken, hear, is_revoked
from shared.catalog.fold.position import LogPosition
from shared.catalog.fold.read_commit import read_commit
from shared.catalog.fold.scratch import Scratch
from shared.catalog.fold.tree import TreeView
from shared.contracts.messages.batch import Batch, Change, Decision, Outcome
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.identity.keys import is_signed
from shared.model.entry import Entry

NOTHING_HEARD = Heard()


class Skip(StrEnum):
    """Why a message of the log was not folded."""

    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    MISPLACED = "misplaced"
    UNCHAINED = "unchained"
    REVOKED = "revoked"
    """Of an orchestrator whose key was revoked in a commit before it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One commit in the chain of a log."""

    position: LogPosition
    """Of the log up to it."""
    batch: Batch
    decisions: tuple[Decision, ...]
    spoken: Spoken
    """Whose keys have signed it, and what it says of keys."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What one commit does to a tree."""

    position: LogPosition
    batch: Batch
    decisions: tuple[Decision, ...]
    entries: tuple[Entry, ...]
    heard: Heard = NOTHING_HEARD
    """What it does to the keys of the log, and whether they may be believed."""


def body_hash(body: str) -> str:
    """Return the BLAKE3-256 of a signed body, by which the next commit names it."""
    return blake3(body.encode()).hexdigest()


def fold(
    signed: Signed,
    *,
    sequence: int,
    collection: str,
    position: LogPosition,
    tree: TreeView,
    trusts: Callable[[str], bool],
    keys: Keyring | None = None,
) -> Folded | Skip:
    """Return what the message with this stream sequence does to `tree`, or why it does nothing.

    Args:
        trusts: tells whether a public key is an orchestrator's.
        keys: those of the log so far; without them, nobody asks whose key signed a batch. A site's never
            changes the tree: whoever finds one that may not speak stops, and a person looks. What a revoked
            orchestrator has signed is skipped, as by everybody.

    Raises:
        NewerSchemaError: the message is of a newer major version; nothing after it may be folded.
    """
    link = next_link(
        signed, sequence=sequence, collection=collection, position=position, trusts=trusts, keys=keys
    )
    if isinstance(link, Skip):
        return link
    scratch = Scratch(tree, revision=sequence, author=link.batch.site)
    lay(scratch, link.batch.changes, link.decisions)
    heard = NOTHING_HEARD if keys is None else hear(keys, link.spoken)
    return Folded(link.position, link.batch, link.decisions, scratch.laid(), heard)


def next_link(
    signed: Signed,
    *,
    sequence: int,
    collection: str,
    position: LogPosition,
    trusts: Callable[[str], bool],
    keys: Keyring | None = None,
) -> Link | Skip:
    """Return the commit in a message of the log, if it is the next one, or why it is not. See `fold`."""
    if not trusts(signed.key) or not is_signed(signed):
        return Skip.UNSIGNED
    if keys is not None and is_revoked(keys, signed.key):
        return Skip.REVOKED
    read = read_commit(signed)
    commit, batch = read.commit, read.batch
    if commit is None or batch is None:
        return Skip.MALFORMED
    if commit.collection != collection or batch.collection != collection:
        return Skip.MISPLACED
    if not _follows(commit, position):
        return Skip.UNCHAINED
    after = LogPosition(log_id=commit.log_id, revision=sequence, hash=body_hash(signed.body))
    spoken = spoken_in(commit, batch, sequence, by=signed.key)
    return Link(position=after, batch=batch, decisions=commit.decisions, spoken=spoken)


def spoken_in(commit: Commit, batch: Batch, revision: int, *, by: str) -> Spoken:
    """Return who speaks in a commit that an orchestrator's key has signed."""
    return Spoken(
        revision=revision,
        collection=commit.collection,
        site=batch.site,
        site_key=commit.batch.key,
        orchestrator_key=by,
        entries=commit.keys or (),
    )


def lay(scratch: Scratch, changes: tuple[Change, ...], decisions: tuple[Decision, ...]) -> None:
    """Lay decided changes over a tree, deletes first, so that a directory may become a file."""
    pairs = sorted(zip(changes, decisions, strict=True), key=lambda pair: not pair[0].is_delete)
    for change, decision in pairs:
        lay_one(scratch, change, decision)


def lay_one(scratch: Scratch, change: Change, decision: Decision) -> None:
    """Lay one decided change over a tree. What was not accepted leaves the path as it is."""
    if decision.outcome is Outcome.CONFLICT and decision.path is not None:
        scratch.put(decision.path, change.state)
    elif decision.outcome is Outcome.ACCEPTED and change.is_delete:
        scratch.delete(change.path)
    elif decision.outcome is Outcome.ACCEPTED:
        scratch.put(change.path, change.state)


def _follows(commit: Commit, position: LogPosition) -> bool:
    named = (commit.previous_revision, commit.previous_hash)
    same_log = position.log_id in (None, commit.log_id)
    return same_log and named == (position.revision, position.hash)
