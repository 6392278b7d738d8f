"""The presence of managers and workers, read from their bucket.

A site writes its own keys alone: who says there that it is another is not heard (I9).
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError

from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.port import Bus, Message
from shared.contracts.bucket_keys import manager_key, services_key, worker_key, workers_key
from shared.contracts.messages.presence import (
    ManagerPresence,
    OrchestratorPresence,
    ServicePresence,
    WorkerPresence,
)
from shared.contracts.topology import Bucket


async def workers(bus: Bus) -> dict[str, list[WorkerPresence]]:
    """Return the transfer workers that are there, by site."""
    return workers_in(await bus.values(Bucket.PRESENCE))


async def workers_at(bus: Bus, site: str) -> list[WorkerPresence]:
    """Return the transfer workers of one site, without reading what all others say."""
    stream, subject = bucket_stream(Bucket.PRESENCE), key_subject(Bucket.PRESENCE, worker_key(site, "*"))
    prefix = key_subject(Bucket.PRESENCE, "")
    found = await bus.last_per_subject(stream, subject)
    values = {each.subject.removeprefix(prefix): each for each in found if not is_removed(each)}
    return workers_in(values).get(site, [])


def workers_in(values: Mapping[str, Message]) -> dict[str, list[WorkerPresence]]:
    """Return the transfer workers among the values of the bucket, by site."""
    found: dict[str, list[WorkerPresence]] = {}
    for key, message in sorted(values.items()):
        if key.startswith("transfer."):
            try:
                presence = WorkerPresence.model_validate_json(message.data)
            except ValidationError:
                continue
            if key.startswith(f"{workers_key(presence.site)}."):
                found.setdefault(presence.site, []).append(presence)
    return found


def services_in(values: Mapping[str, Message], collection: str) -> list[ServicePresence]:
    """Return every process that serves a collection, as far as the values of the bucket tell."""
    sites = managers_in(values, collection)
    found = [_as_service("manager", one.site, one.url, one.state, collection) for one in sites.values()]
    found += [
        _as_service("transfer", one.site, one.url, "ready", collection)
        for some in workers_in(values).values()
        for one in some
    ]
    for key, message in sorted(values.items()):
        try:
            if key.startswith("orchestrator."):
                url = OrchestratorPresence.model_validate_json(message.data).url
                found.append(_as_service("orchestrator", None, url, "ready", collection))
            elif key.startswith("service."):
                one = ServicePresence.model_validate_json(message.data)
                said_by = f"{services_key(one.service, one.collection, one.site)}."
                found += [one] if one.collection == collection and key.startswith(said_by) else []
        except ValidationError:
            continue
    return sorted(found, key=lambda one: (one.service, one.site or "", one.url))


def instances_in(values: Mapping[str, Message], service: str, collection: str, site: str) -> frozenset[str]:
    """Return the processes of a service at a site that are there, as their keys name them."""
    prefix = f"{services_key(service, collection, site)}."
    return frozenset(key.removeprefix(prefix) for key in values if key.startswith(prefix))


def _as_service(service: str, site: str | None, url: str, state: str, collection: str) -> ServicePresence:
    return ServicePresence(service=service, collection=collection, site=site, url=url, state=state)


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
    return {one.site: one for one in _managers_below(values, f"manager.{collection}.")}


def all_managers_in(values: Mapping[str, Message]) -> list[ManagerPresence]:
    """Return the managers of all collections among the values of the bucket, by collection and site."""
    return list(_managers_below(values, "manager."))


def _managers_below(values: Mapping[str, Message], prefix: str) -> Iterator[ManagerPresence]:
    for key, message in sorted(values.items()):
        if key.startswith(prefix):
            try:
                one = ManagerPresence.model_validate_json(message.data)
            except ValidationError:
                continue
            if key == manager_key(one.collection, one.site):
                yield one
