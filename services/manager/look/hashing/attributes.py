"""Times and modes of what lies at a store, which says nothing of those that it was given."""

from dataclasses import replace

from services.manager.look.hashing.hash_file import Found
from shared.model.entry import Base, Entry


def with_known_attributes(found: Found, *, base: Base | None, head: Entry | None) -> Found:
    """Return what was found with the time and mode that its bytes have in the log.

    A look may come between a placing and its report, and a store dates what it is given by its own clock:
    published, that would be the time of the file at all sites.

    Args:
        found: what lies there.
        base: what was last placed there, or accepted from there.
        head: the tree's entry.
    """
    known = [one.state for one in (base, head) if one is not None]
    state = next((one for one in known if one.same_bytes(found.state)), found.state)
    return replace(found, state=state)
