"""The sites that hold the head of a path, by what their managers say of themselves."""

from dataclasses import dataclass

from shared.contracts.messages.presence import ManagerPresence
from shared.model.entry import Entry
from shared.service.rack_view import RackView


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One site of the collection."""

    site: str
    online: bool
    holds: bool | None
    """None where that cannot be told."""


async def holders_of(rack: RackView, head: Entry, *, collection: str) -> list[Holder]:
    """Return every site, and whether the head of a path is in place there. Raises BusTimeoutError."""
    present = await rack.managers(collection)
    names = {record.site for record in await rack.sites(collection)} | present.keys()
    return [
        Holder(site=name, online=name in present, holds=holds(present.get(name), head))
        for name in sorted(names)
    ]


def holds(presence: ManagerPresence | None, head: Entry) -> bool | None:
    """Tell whether a site has the head of a path in place; None where what it says does not tell."""
    if not head.live:
        return False
    if presence is None or presence.hold is not None:
        return None  # A held site does not know what stands in its directory: it may be emptied.
    if presence.followed is not None and not presence.followed.holds(head.path):
        return None
    if presence.revision >= head.revision:
        return True
    if head.path in presence.missing or presence.head < head.revision:
        return False
    return True if presence.behind <= len(presence.missing) else None
