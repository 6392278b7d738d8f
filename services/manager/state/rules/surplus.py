"""Files that a site holds though its rule leaves them out: which of them it may give up. Pure."""

from shared.model.entry import Base, Entry, State


def is_as_placed(local: State, base: Base | None, head: Entry | None) -> bool:
    """Tell whether a file is what the collection has or had there: nothing was made here since."""
    if base is not None and not base.elsewhere and local.same_bytes(base.state):
        return True
    return head is not None and head.live and local.same_bytes(head.state)


def may_go(local: State, base: Base | None, head: Entry | None, *, holders: int, copies: int) -> bool:
    """Tell whether a file may go to the trash.

    Args:
        local: what stands there.
        base: what was last placed there, or accepted from there.
        head: what the tree has there; what no log knows never goes.
        holders: other sites that hold the head by their rules.
        copies: as many of them as the rules ask for.
    """
    if head is None or not is_as_placed(local, base, head):
        return False
    return not head.live or holders >= copies
