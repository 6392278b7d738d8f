"""The base of each path after a decision, at the site that made the batch. Pure."""

from shared.contracts.messages.batch import Change, Decision, Outcome
from shared.model.entry import DELETED, Base, Entry, Kind, State


def base_on_head(local: State, head: Entry, *, before: Base | None) -> Base:
    """Return the base of a path at which the site holds the head's bytes already.

    Time and mode that were set here, while another site's were accepted, have lost: the head's are due. At
    a first meeting those of files stay as they are, since a whole archive would have to be read for them.

    Args:
        local: what the site holds.
        head: the tree's entry, with the same bytes.
        before: the path's base until now.
    """
    lost = not local.same(head.state) and (before is not None or local.kind is Kind.DIRECTORY)
    return Base(revision=head.revision, state=local, elsewhere=lost)


def base_after(
    change: Change, decision: Decision, *, revision: int, before: Base | None, head: Entry | None = None
) -> Base | None:
    """Return the base of a path after a decision on this site's change.

    Args:
        change: what the site had said.
        decision: what became of it.
        revision: of the commit.
        before: the path's base until now.
        head: the tree's entry after the decision.
    """
    if decision.outcome is Outcome.ACCEPTED:
        return Base(revision=revision, state=change.state)
    if decision.outcome is Outcome.ALREADY and head is not None and head.revision == decision.revision:
        return base_on_head(change.state, head, before=before)
    if decision.outcome is Outcome.ALREADY:
        known = decision.revision
        return Base(revision=known, state=change.state) if known is not None else _nothing(change, before)
    # The site's content is in the log under another name, or was refused: the head is due here.
    return Base(revision=revision, state=change.state, elsewhere=True)


def _nothing(change: Change, before: Base | None) -> Base | None:
    """A delete where the log knows nothing: there is nothing to be based on."""
    return None if change.state.same_bytes(DELETED) else before
