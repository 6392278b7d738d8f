"""The signs of life of a service that tells only where it answers."""

from collections.abc import Callable

from shared.bus.port import Bus
from shared.contracts.bucket_keys import service_key, services_key
from shared.contracts.messages.presence import ServicePresence
from shared.service.presence import SERVICE_EVERY, SERVICE_EXPIRES, Presence

STARTING = "starting"
READY = "ready"


def service_presence(
    bus: Bus,
    *,
    service: str,
    collection: str,
    site: str | None,
    instance: str,
    url: str,
    ready: Callable[[], bool],
) -> Presence:
    """Return the presence of one process.

    Args:
        bus: where it is said.
        service: as `spicerack serve` names it.
        collection: what it serves.
        site: where; None where it serves all sites.
        instance: tells it from others of its kind: no two processes have the same.
        url: where it answers; empty where nobody knows.
        ready: tells whether it does its work.
    """
    return Presence(
        bus,
        key=service_key(service, collection, site, instance),
        counters=services_key(service, collection, site),
        describe=lambda: ServicePresence(
            service=service, collection=collection, site=site, url=url, state=READY if ready() else STARTING
        ),
        bulk_bytes=lambda: (0, 0),
        every=SERVICE_EVERY,
        expires=SERVICE_EXPIRES,
    )
