"""The presence of managers and workers, read from their bucket."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from shared.bus.port import Bus, Message
from shared.contracts.messages.presence import ManagerPresence, WorkerPresence
from shared.contracts.topology import Bucket


async def workers(bus: Bus) -> dict[str, list[WorkerPresence]]:
    """Return the transfer workers that are there, by site."""
    return workers_in(await bus.values(Bucket.PRESENCE))


def workers_in(values: Mapping[str, Message]) -> dict[str, list[WorkerPresence]]:
    """Return the transfer workers among the values of the bucket, by site."""
    found: dict[str, list[WorkerPresence]] = {}
    for key, message in sorted(values.items()):
        if key.startswith("transfer."):
            try:
                presence = WorkerPresence.model_validate_json(message.data)
            except ValidationError:
                continue
            found.setdefault(presence.site, []).append(presence)
    return found


def room_of(present: Mapping[str, Sequence[WorkerPresence]]) -> dict[str, int]:
    """Return the bytes that may be written at each site, the least that a worker of it says."""
    said = {
        site: [one.free_bytes for one in some if one.free_bytes is not None] for site, some in present.items()
    }
    return {site: min(sizes) for site, sizes in said.items() if sizes}


async def managers(bus: Bus, collection: str) -> dict[str, ManagerPresence]:
    """Return the managers of a collection that are there, by site."""
    return managers_in(await bus.values(Bucket.PRESENCE), collection)


def managers_in(values: Mapping[str, Message], collection: str) -> dict[str, ManagerPresence]:
    """Return the managers of a collection among the values of the bucket, by site."""
    found: dict[str, ManagerPresence] = {}
    prefix = f"manager.{collection}."
    for key, message in sorted(values.items()):
        if key.startswith(prefix):
            try:
                presence = ManagerPresence.model_validate_json(message.data)
            except ValidationError:
                continue
            found[presence.site] = presence
    return found
