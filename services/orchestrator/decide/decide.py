"""The decision on a batch. Pure: the whole table of the design, and nothing else.

A batch is decided as a whole on a scratch tree, deletes first (deepest path first), then puts
(outermost path first), so that a directory may become a file and a file a directory.
"""

from shared.catalog.fold.fold import lay_one
from shared.catalog.fold.scratch import Scratch
from shared.catalog.fold.tree import TreeView
from shared.contracts.messages.batch import Batch, Change, Condition, Decision, Outcome
from shared.model.conflict_name import HASH_DIGITS, conflict_component, renamed_component
from shared.model.content import HASH_HEX_LENGTH
from shared.model.entry import Entry, Kind

ACCEPTED = Decision(outcome=Outcome.ACCEPTED)
REFUSED = Decision(outcome=Outcome.REFUSED)

LOST = frozenset((Outcome.CONFLICT, Outcome.REFUSED))
"""Outcomes that leave the tree without what was asked of it."""


def decide(batch: Batch, tree: TreeView, *, revision: int) -> tuple[Decision, ...]:
    """Return the decision on each change, in the batch's order. A group is accepted whole, or not at all.

    Args:
        revision: a number above every revision of the tree, standing for the commit to be made.
    """
    decisions = _each(batch, tree, revision=revision)
    pairs = zip(batch.changes, decisions, strict=True)
    if batch.group is not None and any(_lost(change, decision, tree) for change, decision in pairs):
        return _none(batch, decisions, tree, revision=revision)
    return decisions


def _each(batch: Batch, tree: TreeView, *, revision: int) -> tuple[Decision, ...]:
    """Decide each change by itself."""
    scratch = Scratch(tree, revision=revision, author=batch.site)
    decided: dict[str, Decision] = {}
    for change in _in_order(batch.changes):
        decision = (
            _decide_delete(change, batch, scratch)
            if change.is_delete
            else _decide_put(change, batch, scratch, tree)
        )
        lay_one(scratch, change, decision)
        decided[change.path] = decision
    return tuple(decided[change.path] for change in batch.changes)


def _lost(change: Change, decision: Decision, tree: TreeView) -> bool:
    """Tell whether the tree is left without what a change asked for: an old copy is known, but no head."""
    if decision.outcome is not Outcome.ALREADY:
        return decision.outcome in LOST
    head = tree.head(change.path)
    return not change.is_delete and (head is None or not change.state.same_bytes(head.state))


def _none(
    batch: Batch, alone: tuple[Decision, ...], tree: TreeView, *, revision: int
) -> tuple[Decision, ...]:
    """Turn all of a group down: each put that would have been accepted loses, and each delete is refused.

    Its author has demanded what must stand somewhere: then nothing of it is kept, no more than of one file.

    Args:
        alone: what would be decided on each change by itself.
    """
    scratch = Scratch(tree, revision=revision, author=batch.site)
    decided: dict[str, Decision] = {}
    conditional = any(change.condition is not None for change in batch.changes)
    by_path = {change.path: decision for change, decision in zip(batch.changes, alone, strict=True)}
    for change in _in_order(batch.changes):
        decision = by_path[change.path]
        if decision.outcome is not Outcome.ALREADY:
            kept = not (change.is_delete or conditional)
            decision = _conflict(change, batch, scratch, at=change.path) if kept else REFUSED
        lay_one(scratch, change, decision)
        decided[change.path] = decision
    return tuple(decided[change.path] for change in batch.changes)


def _in_order(changes: tuple[Change, ...]) -> list[Change]:
    deletes = sorted((change for change in changes if change.is_delete), key=lambda change: change.path)
    puts = sorted((change for change in changes if not change.is_delete), key=lambda change: change.path)
    return deletes[::-1] + puts


def _decide_delete(change: Change, batch: Batch, scratch: Scratch) -> Decision:
    head = scratch.head(change.path)
    if head is not None and not head.live and _is_own_doing(head, batch):
        return _already(head)
    if change.condition is not None and not change.condition.is_met_by(head):
        return REFUSED  # Also where it is deleted by now: of two who demand one version, one deletes it.
    if head is None or not head.live:
        return _already(head)
    if change.condition is None and not _on_head(change, head):
        return REFUSED
    if head.state.kind is Kind.DIRECTORY and scratch.has_live_below(change.path):
        return REFUSED
    return ACCEPTED


def _decide_put(change: Change, batch: Batch, scratch: Scratch, tree: TreeView) -> Decision:
    head = scratch.head(change.path)
    demanded = change.condition
    if demanded is not None and not _is_permitted(change, demanded, head, scratch):
        if head is not None and change.state.same_bytes(head.state) and _is_own_doing(head, batch):
            return _already(head)
        return REFUSED  # Also where the same stands there by now: that is another's doing.
    if head is not None and change.state.same_bytes(head.state):
        return ACCEPTED if _on_head(change, head) and not change.state.same(head.state) else _already(head)
    return ACCEPTED if demanded is not None else _decide_other(change, head, batch, scratch, tree)


def _decide_other(
    change: Change, head: Entry | None, batch: Batch, scratch: Scratch, tree: TreeView
) -> Decision:
    """Decide a put of other bytes than the head's, of which nothing was demanded."""
    known = _known_as(change, batch, tree)
    if known is not None:
        return Decision(outcome=Outcome.ALREADY, revision=known)
    obstacle = scratch.live_file_above(change.path)
    if obstacle is not None:
        return _conflict(change, batch, scratch, at=obstacle)
    if _may_replace(change, head, scratch):
        return ACCEPTED
    return _conflict(change, batch, scratch, at=change.path)


def _is_permitted(change: Change, condition: Condition, head: Entry | None, scratch: Scratch) -> bool:
    """Tell whether a path is as the author of a put demands: neither a base nor an echo matters then."""
    return condition.is_met_by(head) and scratch.live_file_above(change.path) is None


def _known_as(change: Change, batch: Batch, tree: TreeView) -> int | None:
    """Return the revision newer than the base that had this content, or was a directory as this is.

    It may have been placed here: then it is an echo or an old copy, and no change. What was placed and
    deleted elsewhere before this site had noted it must not come back.
    """
    base = change.base.revision if change.base is not None else 0
    up_to = batch.may_have_been_placed(change)
    return tree.revision_of(change.path, change.state.content, after=base, up_to=up_to)


def _may_replace(change: Change, head: Entry | None, scratch: Scratch) -> bool:
    if head is None or not head.live:
        return True
    if not _on_head(change, head):
        return False
    becomes_file = head.state.kind is Kind.DIRECTORY and change.state.kind is Kind.FILE
    return not (becomes_file and scratch.has_live_below(change.path))


def _is_own_doing(head: Entry, batch: Batch) -> bool:
    """Tell whether the batch's own site put what stands there.

    A look may tell of a part of a group before the group is told: a move whose sources are gone by then has
    moved them. Of two callers at one site the directory decides, before anything is said.
    """
    return head.author == batch.site


def _on_head(change: Change, head: Entry) -> bool:
    return change.base is not None and change.base.revision == head.revision


def _already(head: Entry | None) -> Decision:
    return Decision(outcome=Outcome.ALREADY, revision=head.revision if head is not None else None)


def _conflict(change: Change, batch: Batch, scratch: Scratch, *, at: str) -> Decision:
    """Commit a losing file under a name of its own; a losing directory has nothing that could be lost."""
    content = change.state.content
    if content is None:
        return REFUSED
    digits = content
    if at != change.path:
        # Files below one lost directory stay together: their tag is the batch's, not each content's own.
        shared = (batch.incarnation * HASH_HEX_LENGTH)[:HASH_HEX_LENGTH]
        # A path that grew too long for that goes to the root by itself, and must be told from its kin.
        digits = shared if "/" in _conflict_path(change, batch, at=at, tag=shared[:HASH_DIGITS]) else content
    for length in range(HASH_DIGITS, HASH_HEX_LENGTH + 1):
        path = _conflict_path(change, batch, at=at, tag=digits[:length])
        if _is_free(path, content, scratch):
            return Decision(outcome=Outcome.CONFLICT, path=path)
    return REFUSED


def _conflict_path(change: Change, batch: Batch, *, at: str, tag: str) -> str:
    name = conflict_component(at.rpartition("/")[2], made_at=batch.made_at, site=batch.site, tag=tag)
    return renamed_component(change.path, at, name)


def _is_free(path: str, content: str, scratch: Scratch) -> bool:
    head = scratch.head(path)
    if scratch.live_file_above(path) is not None:
        return False
    return head is None or not head.live or head.state.content == content
