"""The sites that are there, and how many of them hold all of a collection."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from shared.bus.codec import BadMessageError, decode
from shared.bus.key_registry import Registry
from shared.bus.port import Bus
from shared.bus.presence import managers
from shared.contracts.messages.presence import ManagerPresence, SiteRecord
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Stream, Topology


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All sites of all collections, as they were a moment ago."""

    present: Mapping[tuple[str, str], bool]
    """By (collection, site): whether its manager gave a sign of life."""
    whole_copies: Mapping[str, int]
    """By collection: sites that hold all of its head, as they said last; a held site does not count."""


async def survey(bus: Bus, topology: Topology) -> Survey:
    """Look at everything. Raises BusError."""
    records = await Registry(bus).sites()
    presences: dict[tuple[str, str], ManagerPresence] = {}
    whole: Counter[str] = Counter()
    for collection in sorted({record.collection for record in records}):
        there = await managers(bus, collection)
        presences.update({(collection, site): one for site, one in there.items()})
        head = await bus.caught_up(Stream.LOG, topology.log(collection))
        messages = await bus.last_per_subject(Stream.WANTS, topology.want(collection, "*"))
        wants = [want for message in messages if (want := _want(message.data)) is not None]
        held = {site for site, one in there.items() if one.hold is not None}
        whole[collection] = count_whole(wants, head=head, held=held, records=records)
    present = {(one.collection, one.site): (one.collection, one.site) in presences for one in records}
    return Survey(present=present, whole_copies=dict(whole))


def count_whole(wants: Iterable[Want], *, head: int, held: set[str], records: Iterable[SiteRecord]) -> int:
    """Count the sites that belong to a collection and hold all of it at revision `head`. Pure."""
    known = {(record.collection, record.site) for record in records}
    return sum(
        want.placed >= head and not want.needs and not want.unplaced and want.followed is None
        for want in wants
        if (want.collection, want.site) in known and want.site not in held
    )


def _want(data: bytes) -> Want | None:
    try:
        return decode(Want, data)
    except (BadMessageError, ValidationError):
        return None
