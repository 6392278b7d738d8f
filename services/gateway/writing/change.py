"""A change that a caller asked for, and what became of it in the log. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from shared.contracts.messages.batch import Batch, Condition, Decision, Outcome
from shared.contracts.messages.batch import Change as BatchChange
from shared.model.base import FrozenModel
from shared.model.entry import DELETED, Entry, Kind, State
from shared.model.numbers import Instant

HeadOf = Callable[[str], Entry | None]


class Fate(StrEnum):
    """What became of a change."""

    WAITING = "waiting"
    """It is in place at this site; the log has not decided on it yet."""
    COMMITTED = "committed"
    LOST = "lost"
    """Another site's change came first; what was put is kept as a conflict copy.
    Where the caller had said what must stand there, it is in this site's trash alone."""
    SUPERSEDED = "superseded"
    """Somebody wrote to the path before it was committed; its content is in the trash of this site."""
    FAILED = "failed"
    """Nothing was changed."""


class ChangedPath(FrozenModel):
    """One path of a change."""

    path: str
    kind: Kind
    """DELETED: it was removed."""
    content: str | None = None
    conflict_copy: str | None = None
    """Where the content was committed instead."""
    condition: Condition | None = None
    """What must stand there when the log decides, as its caller has demanded."""

    def is_in(self, state: State) -> bool:
        """Tell whether a state is what the change wanted."""
        return (self.kind, self.content) == (state.kind, state.content)


class Change(FrozenModel):
    """One change."""

    id: str
    caller: str
    at: Instant
    since: int
    """The revision at which this gateway stood when it was made: what decides on it is later."""
    group: str | None = None
    """Id of the group by which it was tried last; None: its own, of an earlier version."""
    together: bool = False
    """Whether it is decided as a whole."""
    message: str = ""
    paths: tuple[ChangedPath, ...]
    fate: Fate = Fate.WAITING
    revision: int | None = None
    """Of the commit that decided on it."""
    detail: str = ""

    @property
    def declared_as(self) -> str:
        """Id of its group."""
        return self.group or self.id

    @property
    def conflict_copies(self) -> tuple[str, ...]:
        """Where contents were committed that lost."""
        return tuple(one.conflict_copy for one in self.paths if one.conflict_copy is not None)


def after_commit(
    change: Change,
    batch: Batch,
    decisions: tuple[Decision, ...],
    *,
    revision: int,
    site: str,
    head_of: HeadOf,
) -> Change | None:
    """Return a change as a commit has decided on it; None where it says nothing of it.

    Args:
        change: that waits.
        batch: of the commit.
        decisions: on the batch's changes.
        revision: of the commit.
        site: at which the change was made.
        head_of: looks a path up in the tree after the commit.
    """
    if batch.site != site or revision <= change.since:
        return None
    if change.together and (batch.group is None or batch.group.id != change.declared_as):
        return None
    pairs = {said.path: (said, decision) for said, decision in zip(batch.changes, decisions, strict=True)}
    met = [(one, *pairs[one.path]) for one in change.paths if one.path in pairs]
    if not met:
        return None
    if not change.together and any(not one.is_in(said.state) for one, said, _ in met):
        detail = "the path was written to again before the change was committed"
        return change.model_copy(update={"fate": Fate.SUPERSEDED, "revision": revision, "detail": detail})
    over = _written_over(change, pairs, revision=revision, head_of=head_of)
    return _decided(change, met, over, revision=revision, head_of=head_of)


def as_it_stands(change: Change, head_of: HeadOf, *, site: str) -> Change | None:
    """Return a change as over where another site has made the same; None where the tree has not all of it.

    It is committed, but for a caller who demanded what stood there before: of two, one has done it.
    """
    heads = [(one, head_of(one.path)) for one in change.paths]
    if not all(one.is_in(DELETED if head is None else head.state) for one, head in heads):
        return None
    revision = max((head.revision for _, head in heads if head is not None), default=change.since)
    unmet = next((one.path for one, head in heads if _is_anothers(one, head, site)), None)
    if unmet is None:
        return change.model_copy(update={"fate": Fate.COMMITTED, "revision": revision})
    detail = f"another site made the same change of {unmet!r} before this one reached the log"
    return change.model_copy(update={"fate": Fate.LOST, "revision": revision, "detail": detail})


def overtaken(change: Change, head_of: HeadOf, *, site: str) -> Change | None:
    """Return a deletion as lost where another site has put something there meanwhile; None of other changes.

    An edit beats a delete: the file comes back here, and no commit of this site names the deletion.
    """
    for one in () if change.together else change.paths:
        head = head_of(one.path)
        if one.kind is not Kind.DELETED or head is None or not head.live or head.author == site:
            continue
        if head.revision > change.since:
            detail = f"another site changed {one.path!r} before this change reached the log"
            return change.model_copy(update={"fate": Fate.LOST, "revision": head.revision, "detail": detail})
    return None


def _is_anothers(one: ChangedPath, head: Entry | None, site: str) -> bool:
    """Tell whether a path is as it was wanted, but by the doing of another site than the caller's."""
    if one.condition is None or one.condition.is_met_by(head):
        return False
    return head is None or head.author != site


def _written_over(
    change: Change, pairs: Mapping[str, tuple[BatchChange, Decision]], *, revision: int, head_of: HeadOf
) -> str | None:
    """Return a path of a group of which the commit says, or leaves standing, other than was wanted."""
    for one in change.paths if change.together else ():
        head = head_of(one.path)
        if one.path in pairs:
            stands = pairs[one.path][0].state
        elif head is None or head.revision <= revision:
            stands = DELETED if head is None else head.state
        else:
            continue  # It was changed once more since: nobody can tell any more.
        if not one.is_in(stands):
            return one.path
    return None


def _decided(
    change: Change,
    met: list[tuple[ChangedPath, BatchChange, Decision]],
    over: str | None,
    *,
    revision: int,
    head_of: HeadOf,
) -> Change:
    copies = {one.path: decision.path for one, _, decision in met}
    lost = [one.path for one, said, decision in met if _is_lost(said, decision, head_of)]
    paths = tuple(one.model_copy(update={"conflict_copy": copies.get(one.path)}) for one in change.paths)
    if not lost and over is not None:
        detail = f"{over!r} was written to again before the change was committed; the rest of it is committed"
        return change.model_copy(
            update={"fate": Fate.SUPERSEDED, "revision": revision, "paths": paths, "detail": detail}
        )
    if not lost:
        known = max((decision.revision or revision for _, _, decision in met), default=revision)
        return change.model_copy(update={"fate": Fate.COMMITTED, "revision": known, "paths": paths})
    detail = f"another site changed {lost[0]!r} before this change reached the log"
    return change.model_copy(
        update={"fate": Fate.LOST, "revision": revision, "paths": paths, "detail": detail}
    )


def _is_lost(said: BatchChange, decision: Decision, head_of: HeadOf) -> bool:
    if decision.outcome is not Outcome.ALREADY or said.is_delete:
        return decision.outcome in (Outcome.CONFLICT, Outcome.REFUSED)
    head = head_of(said.path)
    return head is None or not said.state.same_bytes(head.state)
