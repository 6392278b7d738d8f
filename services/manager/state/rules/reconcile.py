"""The three-way rule at a site: what to do about one path, from (local, base, head). Pure.

    local   what the directory held when last looked at (DELETED: nothing)
    base    what was last placed at, or accepted from, this site
    head    the tree's entry

Only a tombstone newer than the base deletes; an absent head never does (I3).
"""

from enum import StrEnum

from shared.model.entry import DELETED, Base, Entry, State


class Action(StrEnum):
    """What is due at a path."""

    NOTHING = "settled"
    """Nothing."""
    SEND = "send"
    """The site changed it: the change goes into a batch."""
    PLACE = "place"
    """The head is to be placed, which may mean to delete."""
    ADOPT = "adopt"
    """The site holds the head's bytes already: the base moves to the head, nothing travels."""


def reconcile(local: State, base: Base | None, head: Entry | None) -> Action:
    """Return what is due at one path."""
    if local.same(base.state if base is not None else DELETED):
        return _untouched(local, base, head)
    return _touched(local, base, head)


def _untouched(local: State, base: Base | None, head: Entry | None) -> Action:
    """The site still holds what was placed or accepted: it follows the head."""
    if base is not None and base.elsewhere:
        return _make_way(local, head)
    if head is None or _revision(base) >= head.revision:
        return Action.NOTHING
    return Action.ADOPT if local.same(head.state) else Action.PLACE


def _make_way(local: State, head: Entry | None) -> Action:
    """The site's state lost and is safe under another name: the head's takes its place."""
    wanted = head.state if head is not None else DELETED
    if head is not None and local.same(wanted):
        return Action.ADOPT
    return Action.NOTHING if local.same(wanted) else Action.PLACE


def _touched(local: State, base: Base | None, head: Entry | None) -> Action:
    """The site changed what was placed or accepted, or found what nobody placed."""
    if head is None:
        return Action.NOTHING if local.same_bytes(DELETED) else Action.SEND
    if _revision(base) == head.revision:
        return Action.SEND
    if local.same_bytes(head.state):
        return Action.ADOPT
    # An edit beats a delete: what went away here was changed elsewhere since, and comes back.
    return Action.PLACE if local.same_bytes(DELETED) else Action.SEND


def _revision(base: Base | None) -> int:
    return base.revision if base is not None else 0
