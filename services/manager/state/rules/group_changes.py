"""The changes that a group's batch says, whatever stands at the paths by then. Pure.

Between the last name that a group changes and its batch a worker may place another site's version where the
group has removed one, or a person may remove what it has put. What the group demands is said all the same, so
that the log takes all of it or nothing.
"""

from dataclasses import dataclass

from services.manager.state.rules.due import Due
from shared.contracts.messages.batch import BaseRef, Change
from shared.model.entry import DELETED, Entry, Kind
from shared.roots.posix.groups.group import GroupChange


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """What is said of one path of a group."""

    change: Change
    unseen: bool = False
    """Whether it is a removal that no look has found: what stands there was not this site's own doing."""


def demands(asked: GroupChange) -> bool:
    """Tell whether a change of a group has something to say where the path stands otherwise by then."""
    return asked.condition is not None or asked.state.kind is Kind.DELETED


def said_in_group(
    stands: Due, own: Change, *, changed: bool, asked: GroupChange | None = None
) -> GroupSaid | None:
    """Return what is said of a path of a group; None where nothing is.

    Args:
        stands: the path as the index and the tree have it.
        own: what the site would say of it by itself.
        changed: whether it holds there other than what was placed or accepted.
        asked: what the group demands there, if anything.
    """
    if asked is None:
        return GroupSaid(own) if changed else None
    gone = stands.local.kind is Kind.DELETED
    if changed:
        # What a person has put over it is that person's, of whom nothing was demanded.
        return GroupSaid(own.model_copy(update={"condition": asked.condition}) if gone else own)
    if asked.state.kind is Kind.DELETED:
        return _removal(asked, stands.head)
    if asked.condition is None:
        return None
    return GroupSaid(own.model_copy(update={"condition": asked.condition}))


def _removal(asked: GroupChange, head: Entry | None) -> GroupSaid:
    """Return a removal of what the group has found there: any other version is not its to remove.

    It is said also where nothing stands by now: something may, when the log decides.
    """
    found = (asked.prior.kind, asked.prior.content)
    known = head is not None and (head.state.kind, head.state.content) == found
    base = BaseRef(revision=head.revision) if head is not None and known else None
    change = Change(path=asked.path, state=DELETED, base=base, condition=asked.condition, by=asked.by)
    return GroupSaid(change, unseen=True)
