"""The audit of a whole log, from its first commit on: signatures, chain, log id and keys. Pure.

A fold stops believing at the first commit that does not verify. An audit goes on after it, so that what was
done to a log is told as a whole: each break is named once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import ValidationError

from shared.catalog.fold.fold import body_hash, spoken_in
from shared.catalog.fold.keyring import OPERATORS, MemoryKeyring, Origin, hear, is_led_by, is_revoked
from shared.catalog.fold.position import START, LogPosition
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import check_version
from shared.identity.keys import is_signed

BREAKS_SHOWN = 100
"""Kept; the others are counted. One thing that was done to a log makes up to three."""

STRANGERS_MAX = 1000
"""Commits of unknown keys that are remembered until one that is believed follows: some 100 KiB."""


class BreakKind(StrEnum):
    """What does not verify."""

    UNREADABLE = "unreadable"
    """No message of a log, or parts of it are gone."""
    CHANGED = "changed"
    """The text is not the one that was signed, or another commit than the one that the next one names."""
    STRANGER = "stranger"
    """Signed by a key that is no orchestrator's, and others follow it."""
    MISPLACED = "misplaced"
    """Of another collection, or of another log of this one."""
    MALFORMED = "malformed"
    BATCH_CHANGED = "batch-changed"
    """The batch in it is not as its site signed it."""
    DROPPED = "dropped"
    """It names a commit before it that is not there."""
    SWAPPED = "swapped"
    """It names a commit before it that is not the one right before it."""
    REPLAYED = "replayed"
    """The batch in it was decided before."""
    FORGED = "forged"
    """The batch in it is signed by a key that is not its site's."""
    REVOKED = "revoked"
    """The batch in it is signed by a key that was revoked before."""
    OPERATOR = "operator"
    """Another operator came first than the one that was named at set-up."""
    REWRITTEN = "rewritten"
    """All fits together, and it is not the log that the site has followed."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place at which a log does not verify."""

    revision: int
    kind: BreakKind
    words: str


@dataclass(slots=True)
class LogAudit:
    """Takes all messages of one log in, in order, and tells what does not verify."""

    collection: str
    trusts: Callable[[str], bool]
    """Tells whether a public key is registered as an orchestrator's."""
    followed: LogPosition = START
    """Up to where a site has followed the log, to be compared with what is there now."""
    first: frozenset[str] = frozenset()
    """Keys one of which the first operator has to have; none: whoever came first."""
    position: LogPosition = START
    commits: int = 0
    strangers: int = 0
    """Messages that no orchestrator has signed, and that nothing follows: every reader skips them."""
    breaks: list[Break] = field(default_factory=list)
    broken: int = 0
    keys: MemoryKeyring = field(default_factory=MemoryKeyring)
    _strange: dict[int, str] = field(default_factory=dict)
    """Hashes of commits by unknown keys since the last that was believed, by revision."""
    _told: set[int] = field(default_factory=set)
    """Revisions of which is told already that they are not as they were: what follows them is no news."""
    _at_followed: str = ""
    """The hash of the commit at the revision that was followed last."""
    _decided: dict[tuple[str, str], int] = field(default_factory=dict)

    def unreadable(self, revision: int, why: str) -> None:
        """Take in a message that is none."""
        self._break(revision, BreakKind.UNREADABLE, why)
        self._told.add(revision)

    def take(self, revision: int, signed: Signed) -> None:
        """Take in the next message.

        Raises:
            NewerSchemaError: it is of a newer major version, which this one cannot check.
        """
        if not self.trusts(signed.key) or is_revoked(self.keys, signed.key):
            self._take_strange(revision, signed)
            return
        if not is_signed(signed):
            self._break(revision, BreakKind.CHANGED, "its text is not the one that its orchestrator signed")
            self._told.add(revision)
            return
        check_version(signed.body)
        try:
            commit = Commit.model_validate_json(signed.body)
            batch = Batch.model_validate_json(commit.batch.body)
        except ValidationError as error:
            words = f"an orchestrator signed what is no commit: {error.errors()[0]['msg']}"
            self._break(revision, BreakKind.MALFORMED, words)
            self._told.add(revision)
            return
        self._take_commit(revision, signed, commit, batch)

    def _take_strange(self, revision: int, signed: Signed) -> None:
        self.strangers += 1
        if len(self._strange) < STRANGERS_MAX:
            self._strange[revision] = body_hash(signed.body)

    def _take_commit(self, revision: int, signed: Signed, commit: Commit, batch: Batch) -> None:
        self._weigh_place(revision, commit, batch)
        self._weigh_batch(revision, commit, batch)
        heard = hear(self.keys, spoken_in(commit, batch, revision, by=signed.key))
        self.keys.keep(heard.keys)
        for doubt in heard.doubts:
            self._break(revision, BreakKind(doubt.kind.value), doubt.words)
        self.position = LogPosition(commit.log_id, revision, body_hash(signed.body))
        if revision == self.followed.revision:
            self._at_followed = self.position.hash
        self.commits += 1

    def _weigh_place(self, revision: int, commit: Commit, batch: Batch) -> None:
        before, named = self.position, (commit.previous_revision, commit.previous_hash)
        if (commit.collection, batch.collection) != (self.collection, self.collection):
            words = f"it belongs to the log of collection {commit.collection}"
            self._break(revision, BreakKind.MISPLACED, words)
        elif before.log_id not in (None, commit.log_id):
            words = f"it belongs to log {commit.log_id}, and those before it to {before.log_id}"
            self._break(revision, BreakKind.MISPLACED, words)
        elif named != (before.revision, before.hash) and commit.previous_revision not in self._told:
            self._break(*self._unchained(revision, commit))
        self._strange.clear()

    def _unchained(self, revision: int, commit: Commit) -> tuple[int, BreakKind, str]:
        """Return what must have happened to the commit that this one names as the one before it."""
        named, before = commit.previous_revision, self.position.revision
        if named in self._strange:
            self.strangers -= 1
            words = f"it follows revision {named}, whose key is no orchestrator's that is registered"
            return named, BreakKind.STRANGER, words
        if named >= revision or named < before:
            words = f"it follows revision {named}, and stands after {before}"
            return revision, BreakKind.SWAPPED, words
        if named == before:
            words = f"it is another commit than the one that revision {revision} follows"
            return named, BreakKind.CHANGED, words
        return revision, BreakKind.DROPPED, f"it follows revision {named}, which is not in the log"

    def _weigh_batch(self, revision: int, commit: Commit, batch: Batch) -> None:
        if not is_signed(commit.batch):
            words = f"the batch in it is not as site {batch.site} signed it"
            self._break(revision, BreakKind.BATCH_CHANGED, words)
        if len(batch.changes) != len(commit.decisions):
            words = f"it has {len(commit.decisions)} decisions on {len(batch.changes)} changes"
            self._break(revision, BreakKind.MALFORMED, words)
        numbered = (batch.site, batch.incarnation)
        last = self._decided.get(numbered, 0)
        if batch.sequence <= last:
            words = f"batch {batch.sequence} of site {batch.site} was decided before"
            self._break(revision, BreakKind.REPLAYED, words)
        self._decided[numbered] = max(last, batch.sequence)

    def _break(self, revision: int, kind: BreakKind, words: str) -> None:
        self.broken += 1
        if len(self.breaks) < BREAKS_SHOWN:
            self.breaks.append(Break(revision, kind, words))

    def _weigh_first_operator(self) -> None:
        if is_led_by(self.keys, self.first):
            return
        entered = (one for one in self.keys.all() if one.owner == OPERATORS and one.origin is Origin.ENTERED)
        for one in entered:
            words = f"the first operator's key ({one.key[:16]}) is none that SPICERACK_FIRST_OPERATOR names"
            self._break(one.since, BreakKind.OPERATOR, words)

    def end(self) -> None:
        """Hold the log against what a site knows beside it. Call it once all was taken in."""
        self._weigh_first_operator()
        followed = self.followed
        if self.broken or not followed.revision or followed.revision > self.position.revision:
            return
        if not self._at_followed:
            words = "this site has followed a commit there, and the log has none"
            self._break(followed.revision, BreakKind.DROPPED, words)
        elif self._at_followed != followed.hash:
            words = "it is another commit than the one that this site has followed"
            self._break(followed.revision, BreakKind.REWRITTEN, words)
