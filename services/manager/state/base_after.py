"""The base of each path after a decision, at the site that made the batch. Pure."""

from shared.contracts.messages.batch import Change, Decision, Outcome
from shared.model.entry import DELETED, Base


def base_after(change: Change, decision: Decision, *, revision: int, before: Base | None) -> Base | None:
    """Return the base of a path after a decision on this site's change.

    Args:
        change: what the site had said.
        decision: what became of it.
        revision: of the commit.
        before: the path's base until now.
    """
    if decision.outcome is Outcome.ACCEPTED:
        return Base(revision=revision, state=change.state)
    if decision.outcome is Outcome.ALREADY:
        known = decision.revision
        return Base(revision=known, state=change.state) if known is not None else _nothing(change, before)
    # The site's content is in the log under another name, or was refused: the head is due here.
    return Base(revision=revision, state=change.state, elsewhere=True)


def _nothing(change: Change, before: Base | None) -> Base | None:
    """A delete where the log knows nothing: there is nothing to be based on."""
    return None if change.state.same_bytes(DELETED) else before
