"""Checks after a run, over the logs and the disks. Pure: each returns what is wrong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from shared.catalog.fold.audit import LogAudit
from shared.catalog.fold.fold import Folded, Skip, fold
from shared.catalog.fold.memory import MemoryTree
from shared.contracts.messages.batch import Change, Decision, Outcome
from shared.contracts.messages.signed import Signed
from shared.model.conflict_name import original_path
from shared.model.entry import Entry, Kind


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One content that a log accepted."""

    path: str
    revision: int
    content: str


@dataclass(frozen=True, slots=True)
class Supersession:
    """An accepted change, and what it was based on."""

    path: str
    base_revision: int
    base_content: str | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """One deletion that a log accepted."""

    site: str
    path: str
    revision: int
    directory: bool
    content: str | None
    """Of what stood there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A content that a site said to have made."""

    site: str
    path: str
    content: str
    outcome: Outcome
    """ACCEPTED, or CONFLICT: it came into the log as a conflict copy."""


class Log:
    """A log read from its beginning, and audited on the way; it grows by `extend`."""

    def __init__(self, *, collection: str, orchestrators: frozenset[str]) -> None:
        """Begin to read the log of `collection`, whose commits are signed with one of these public keys."""
        self.tree = MemoryTree()
        self.acceptances: list[Acceptance] = []
        self.supersessions: list[Supersession] = []
        self.deletions: list[Deletion] = []
        self.claims: list[Claim] = []
        self.problems: list[str] = []
        """What no log of ours may hold: what is no commit, a batch decided twice or out of turn, and all else
        that does not verify."""
        self._audit = LogAudit(collection, orchestrators.__contains__)
        self._collection = collection
        self._orchestrators = orchestrators
        self._read = 0

    def extend(self, messages: Sequence[tuple[int, Signed]]) -> None:
        """Fold the messages (stream sequence, commit) that were not read yet; pass the whole log."""
        for sequence, signed in messages[self._read :]:
            self._take(sequence, signed)
        self._read = len(messages)

    def _take(self, sequence: int, signed: Signed) -> None:
        folded = fold(
            signed,
            sequence=sequence,
            collection=self._collection,
            position=self.tree.position,
            tree=self.tree,
            trusts=self._orchestrators.__contains__,
        )
        told = self._audit.broken
        self._audit.take(sequence, signed)
        if isinstance(folded, Skip):
            self.problems.append(f"revision {sequence} is {folded}")
            return
        found = _out_of_turn(folded, self.tree)
        breaks = [f"revision {one.revision}: {one.words}" for one in self._audit.breaks[told:]]
        self.problems += (
            found or breaks
        )  # The audit finds a batch out of turn, too, where it was decided twice.
        self.deletions += _deletions(folded, self.tree)
        self.claims += _claims(folded, self.tree)
        self.tree.apply(folded)
        self.acceptances += [_acceptance(e) for e in folded.entries if e.state.kind is Kind.FILE]
        pairs = tuple(zip(folded.batch.changes, folded.decisions, strict=True))
        self.supersessions += _supersessions(pairs, self.tree)


def unaccounted(
    log: Log, *, held: Iterable[str], withdrawn: Iterable[str], destroyed: Iterable[str]
) -> list[str]:
    """I1, the ledger: every content ever accepted is held, or somebody replaced it who knew it.

    A change that was based on a content accounts for it only where a person made such a change: else a
    service that removes files and takes their absence for a person's wish would pass.

    Args:
        log: the collection's log.
        held: contents in files or in the trash of any site.
        withdrawn: contents of which a person destroyed the last copy, outside of SpiceRack.
        destroyed: contents of which a person, or an accident to the person's own work, destroyed any copy.
    """
    excused = {*held, *withdrawn}
    replaced = set(destroyed)
    by_revision = {(one.path, one.base_revision) for one in log.supersessions}
    by_content = {(one.path, one.base_content) for one in log.supersessions}
    return [
        f"{one.content[:12]} accepted as {one.path!r} at revision {one.revision} is nowhere"
        for one in log.acceptances
        if one.content not in excused
        and not (
            one.content in replaced
            and ((one.path, one.revision) in by_revision or (one.path, one.content) in by_content)
        )
    ]


def unheard(log: Log, *, written: Set[str], excused: Set[str]) -> list[str]:
    """I1, of people's work: every content that a person wrote, and nobody undid, came into the log.

    Args:
        log: the collection's log.
        written: contents that people wrote.
        excused: contents of which a person or an accident destroyed any copy.
    """
    accepted = {one.content for one in log.acceptances}
    missing = sorted(written - accepted - excused)
    return [f"{content[:12]} was written and is not in the log" for content in missing]


def differences(tree: MemoryTree, files: Mapping[str, str], *, excused: Iterable[str] = ()) -> list[str]:
    """I6: when all is quiet, a replica's files (path to content) equal the tree, but for `excused` paths."""
    wanted = {path: e.state.content for path, e in tree.live().items() if e.state.kind is Kind.FILE}
    paths = sorted((wanted.keys() | files.keys()) - set(excused))
    return [
        f"{path!r} holds {_short(files.get(path))}, the tree says {_short(wanted.get(path))}"
        for path in paths
        if files.get(path) != wanted.get(path)
    ]


def unmade(log: Log, *, removed: Set[tuple[str, str]], withdrawn: Set[str] = frozenset()) -> list[str]:
    """I3: every deletion in the log was made by somebody at that site, not inferred from what was not seen.

    Args:
        log: the collection's log.
        removed: (site, path) of what went away, though no service took it; directories end with a slash.
        withdrawn: contents of which a person destroyed the last copy: a copy of one in conflict may go.
    """
    return [
        f"{one.site} is said to have deleted {one.path!r} (revision {one.revision})"
        for one in log.deletions
        if (one.site, f"{one.path}/" if one.directory else one.path) not in removed
        and not (original_path(one.path) is not None and one.content in withdrawn)
    ]


def unwritten(log: Log, *, worked_at: Mapping[str, Set[str]], outcomes: Set[Outcome]) -> list[str]:
    """Every change is somebody's edit: no site takes what was placed there for its own work.

    Args:
        log: the collection's log.
        worked_at: contents that people at each site wrote, renamed, linked or set attributes of; other sites
            are not looked at.
        outcomes: the decisions that are looked at.
    """
    return [
        f"{one.site} is said to have made {one.content[:12]} at {one.path!r} ({one.outcome})"
        for one in log.claims
        if one.outcome in outcomes and one.content not in worked_at.get(one.site, {one.content})
    ]


def strangers(files: Mapping[str, str], *, known: frozenset[str]) -> list[str]:
    """I2: what stands at a path is a whole content that somebody wrote or that a log accepted."""
    return [
        f"{path!r} holds {_short(content)}, which nobody wrote"
        for path, content in files.items()
        if content not in known
    ]


def rewritten(earlier: Sequence[str], later: Sequence[str]) -> list[str]:
    """I4: a log only grows; both are the bodies of one log, oldest first."""
    if len(later) < len(earlier):
        return [f"the log had {len(earlier)} commits and has {len(later)}"]
    return [
        f"commit number {number} of the log was changed"
        for number, (before, after) in enumerate(zip(earlier, later, strict=False), start=1)
        if before != after
    ]


def _acceptance(entry: Entry) -> Acceptance:
    return Acceptance(entry.path, entry.revision, entry.state.content or "")


def _deletions(folded: Folded, tree: MemoryTree) -> list[Deletion]:
    """Return the accepted deletions of a commit; call it before the tree takes the commit in."""
    found = []
    for change, decision in zip(folded.batch.changes, folded.decisions, strict=True):
        head = tree.head(change.path)
        if change.is_delete and decision.outcome is Outcome.ACCEPTED and head is not None:
            directory = head.state.kind is Kind.DIRECTORY
            revision, content = folded.position.revision, head.state.content
            found.append(Deletion(folded.batch.site, change.path, revision, directory, content))
    return found


def _claims(folded: Folded, tree: MemoryTree) -> Iterator[Claim]:
    """Yield the new contents of a commit; call it before the tree takes the commit in."""
    for change, decision in zip(folded.batch.changes, folded.decisions, strict=True):
        content, head = change.state.content, tree.head(change.path)
        touched = head is not None and head.state.content == content
        if content is not None and not touched and decision.outcome in (Outcome.ACCEPTED, Outcome.CONFLICT):
            yield Claim(folded.batch.site, change.path, content, decision.outcome)


def _supersessions(pairs: Iterable[tuple[Change, Decision]], tree: MemoryTree) -> Iterator[Supersession]:
    for change, decision in pairs:
        base = change.base
        if decision.outcome is Outcome.ACCEPTED and base is not None:
            content = base.content or _content_at(tree, change.path, base.revision)
            yield Supersession(change.path, base.revision, content)


def _content_at(tree: MemoryTree, path: str, revision: int) -> str | None:
    """Return the content that a revision put at a path: batches name their bases by revision alone."""
    found = (entry.state.content for entry in tree.history(path) if entry.revision == revision)
    return next(found, None)


def _out_of_turn(folded: Folded, tree: MemoryTree) -> list[str]:
    batch = folded.batch
    due = tree.decided(batch.site, batch.incarnation) + 1
    if batch.sequence == due:
        return []
    number = f"{batch.site}/{batch.incarnation} {batch.sequence}"
    return [f"revision {folded.position.revision} decides batch {number}, where {due} was due"]


def _short(content: str | None) -> str:
    return "nothing" if content is None else content[:12]
