"""Permissions on the bus, as rules for the server (I9 is kept there, too). Pure.

A site speaks for itself alone: it cannot publish another site's changes, wants, reports or bytes, register
a key as somebody else, commit, or give anyone work. Reading is confined to what the services read; requests
that name their message in the payload (STREAM.MSG.GET) cannot be confined further than to a stream.

Subjects of the API are those of ADR-17 and ADR-42 of the NATS project's architecture records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.settings import INBOX_PREFIX
from shared.contracts.bucket_keys import (
    COUNTERS,
    access_rules_key,
    describer_record_key,
    frame_rules_key,
    geometry_key,
    heeded_operators_key,
    link_keys_key,
    manager_key,
    member_key,
    operator_key,
    orchestrator_key,
    order_key,
    pause_key,
    replica_rules_key,
    revoked_key,
    rules_signature_key,
    service_key,
    services_key,
    site_key,
    token_key,
    worker_key,
    workers_key,
    workflow_key,
)
from shared.contracts.channel import Read
from shared.contracts.channels import (
    ACQUIRER,
    ARCHIVE,
    DESCRIBER,
    GATEWAY,
    MANAGER,
    ORCHESTRATOR,
    RUNNER,
    SPICE,
    TRANSFER,
    WORKFLOW,
)
from shared.contracts.messages.step import ANY_RUNNER
from shared.contracts.topology import Bucket, ConsumerSpec, Stream, Topology

API = "$JS.API"
EVERYTHING = ">"

SITE = (MANAGER, TRANSFER, DESCRIBER, GATEWAY, SPICE, ARCHIVE, WORKFLOW, RUNNER, ACQUIRER)
"""The services of a site: they share its user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Subjects, wildcards allowed, on which a user may publish and to which it may subscribe."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def inbox_of(user: str) -> str:
    """Return the first token of the subjects on which a user gets replies: nobody else hears those."""
    return f"{INBOX_PREFIX}_{user}"


def of_site(topology: Topology, *, collection: str, site: str, user: str) -> Permissions:
    """Return what the manager, the transfer workers and the gateways of one site need."""
    return Permissions(
        publish=(
            *_own_messages(topology, collection, site),
            *_own_keys(collection, site),
            *_reads(topology, collection, site),
            *_work(topology.worker(site)),
            *_work(topology.runner(collection, site)),
            *_work(topology.runner(collection, ANY_RUNNER)),
        ),
        subscribe=(f"{inbox_of(user)}.>", *_listened(topology, collection, site)),
    )


def of_orchestrator(topology: Topology, *, user: str) -> Permissions:
    """Return what orchestrators need: they decide, for all collections. Only caches may be deleted."""
    streams = [f"{API}.STREAM.{verb}.*" for verb in ("CREATE", "UPDATE", "INFO", "PURGE", "MSG.GET")]
    caches = [f"{API}.STREAM.DELETE.{spec.name}" for spec in topology.streams() if spec.single_replica]
    return Permissions(
        publish=(
            *widest(_sent(topology, (ORCHESTRATOR,), {})),
            key_subject(Bucket.LEASES, EVERYTHING),
            key_subject(Bucket.SITES, orchestrator_key("*")),
            # Those of sites that a person has removed are taken away.
            key_subject(Bucket.SITES, site_key("*", "*")),
            # Doors heed operators by it: nobody else may say it.
            key_subject(Bucket.SITES, heeded_operators_key("*")),
            key_subject(Bucket.PRESENCE, orchestrator_key("*")),
            key_subject(Bucket.REPLICAS, COUNTERS + orchestrator_key("*")),
            *streams,
            *caches,
            f"{API}.STREAM.LIST",
            f"{API}.CONSUMER.>",
            f"{API}.DIRECT.GET.>",
            *_acks(Stream.BATCHES, "*"),
        ),
        subscribe=(f"{inbox_of(user)}.>",),
    )


def of_satellites(*, user: str) -> Permissions:
    """Return what replicas of the satellites service need: their own bucket, and nothing else."""
    stream = bucket_stream(Bucket.SATELLITES)
    return Permissions(
        publish=(
            key_subject(Bucket.SATELLITES, EVERYTHING),
            f"{API}.STREAM.INFO.{stream}",
            f"{API}.STREAM.MSG.GET.{stream}",
        ),
        subscribe=(f"{inbox_of(user)}.>",),
    )


def of_operator() -> Permissions:
    """Return what a person who backs up, restores and mends needs: everything of JetStream and ours."""
    return Permissions(publish=(EVERYTHING,), subscribe=(EVERYTHING,))


def _own_messages(topology: Topology, collection: str, site: str) -> Iterable[str]:
    runners = (topology.runner(collection, queue).name for queue in (site, ANY_RUNNER))
    buried = (topology.dead(name) for name in runners)
    return widest((*_sent(topology, SITE, _own(topology, collection, site)), *buried))


def _own(topology: Topology, collection: str, site: str) -> dict[str, str]:
    """Return the parameters of subjects by which a site speaks for itself."""
    worker = topology.worker(site).name
    return {"collection": collection, "site": site, "author": site, "consumer": worker}


def _sent(topology: Topology, services: tuple[str, ...], own: Mapping[str, str]) -> Iterable[str]:
    for channel in topology.channels:
        if set(services) & set(channel.senders):
            bound = {name: value for name, value in own.items() if name not in channel.anyones}
            yield channel.pattern(topology.prefix, **bound)


def _heard(
    topology: Topology, read: Read, own: Mapping[str, str], *, of_authors: bool = False
) -> Iterable[tuple[Stream, str]]:
    """Yield stream and pattern of what the services of a site read in one way."""
    for channel in topology.channels:
        if channel.stream is not None and set(SITE) & set(channel.receivers) and read in channel.reads:
            theirs = {*channel.anyones, "author"} if of_authors else set(channel.anyones)
            bound = {name: value for name, value in own.items() if name not in theirs}
            yield channel.stream, channel.pattern(topology.prefix, **bound)


def _listened(topology: Topology, collection: str, site: str) -> tuple[str, ...]:
    """Return what the services of a site hear that no stream keeps: what is for it, whoever says it."""
    return widest(
        channel.pattern(topology.prefix, collection=collection, site=site)
        for channel in topology.channels
        if channel.stream is None and set(SITE) & set(channel.receivers)
    )


def widest(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns without those that another one covers."""
    found = tuple(dict.fromkeys(patterns))
    return tuple(one for one in found if not any(other != one and covers(other, one) for other in found))


def covers(wide: str, narrow: str) -> bool:
    """Tell whether a pattern allows all that another one does."""
    mine, other = wide.split("."), narrow.split(".")
    if mine[-1] == EVERYTHING:
        mine, other = mine[:-1], other[: len(mine) - 1]
    return len(mine) == len(other) and all(a in ("*", b) for a, b in zip(mine, other, strict=True))


def _own_keys(collection: str, site: str) -> Iterable[str]:
    yield key_subject(Bucket.SITES, site_key(collection, site))
    yield key_subject(Bucket.PRESENCE, manager_key(collection, site))
    yield key_subject(Bucket.SITES, describer_record_key(collection, site, "*"))
    yield key_subject(Bucket.PRESENCE, worker_key(site, "*"))
    yield key_subject(Bucket.PRESENCE, service_key("*", collection, site, "*"))
    yield key_subject(Bucket.REPLICAS, COUNTERS + manager_key(collection, site))
    yield key_subject(Bucket.REPLICAS, COUNTERS + workers_key(site))
    yield key_subject(Bucket.REPLICAS, COUNTERS + services_key("*", collection, site))
    # A site may author any file of its collection, and ask any of its sites: tokens for it add nothing.
    yield key_subject(Bucket.TOKENS, token_key(collection, "*"))
    yield key_subject(Bucket.RULES, access_rules_key(collection))
    yield key_subject(Bucket.RULES, frame_rules_key(collection))
    yield key_subject(Bucket.RULES, pause_key(collection, "*"))
    yield key_subject(Bucket.RULES, replica_rules_key(collection, "*"))
    yield key_subject(Bucket.RULES, rules_signature_key(collection, "*", "*"))
    # Who may make an admin's token may remove a site and revoke its key by it.
    yield key_subject(Bucket.RULES, member_key(collection, "*"))
    yield key_subject(Bucket.RULES, revoked_key(collection, "*"))
    # What an operator has signed may be written by anybody: it is heeded by its signature.
    yield key_subject(Bucket.RULES, operator_key(collection, "*"))
    yield key_subject(Bucket.RULES, order_key(f"*.{collection}.*"))
    yield key_subject(Bucket.LINKS, link_keys_key(collection))
    yield key_subject(Bucket.GEOMETRY, geometry_key(collection, site, "*", "*"))
    # Workflows of a collection are worked on by whichever of its sites has the lease.
    yield key_subject(Bucket.WORKFLOW, workflow_key(collection, "*", EVERYTHING))


def _reads(topology: Topology, collection: str, site: str) -> Iterable[str]:
    own = _own(topology, collection, site)
    buckets = [bucket_stream(spec.name) for spec in topology.buckets() if spec.sites_read]
    followed = [
        *_by_stream(_heard(topology, Read.FOLLOW, own)),
        *(
            (bucket_stream(spec.name), key_subject(spec.name, EVERYTHING))
            for spec in topology.buckets()
            if spec.sites_read
        ),
    ]
    for stream, subject in followed:
        yield f"{API}.STREAM.INFO.{stream}"
        yield from _followed(stream, subject)
    # Secrets: followed by subject alone, since a request for a single message could be for another's.
    for bucket, key in (
        (Bucket.LINKS, link_keys_key(collection)),
        (Bucket.GEOMETRY, geometry_key(collection, site, "*", "*")),
    ):
        yield f"{API}.STREAM.INFO.{bucket_stream(bucket)}"
        yield from _followed(bucket_stream(bucket), key_subject(bucket, key))
    single = (*_heard(topology, Read.FOLLOW, own), *_heard(topology, Read.GET, own))
    for name in dict.fromkeys((*(stream for stream, _ in single), *buckets)):
        yield f"{API}.STREAM.MSG.GET.{name}"
    yield f"{API}.STREAM.MSG.DELETE.{Stream.DEAD}"
    for stream, subject in _by_stream(_heard(topology, Read.DIRECT, own, of_authors=True)):
        yield f"{API}.DIRECT.GET.{stream}.{subject}"


def _by_stream(heard: Iterable[tuple[Stream, str]]) -> Iterable[tuple[str, str]]:
    """Yield each stream with the patterns that are read of it, the widest alone."""
    patterns: dict[str, list[str]] = {}
    for stream, pattern in heard:
        patterns.setdefault(stream, []).append(pattern)
    for name, mine in patterns.items():
        yield from ((name, pattern) for pattern in widest(mine))


def _followed(stream: str, subject: str) -> Iterable[str]:
    yield f"{API}.CONSUMER.CREATE.{stream}.*.{subject}"
    yield f"{API}.CONSUMER.MSG.NEXT.{stream}.*"
    yield f"{API}.CONSUMER.DELETE.{stream}.*"


def _work(worker: ConsumerSpec) -> Iterable[str]:
    yield f"{API}.CONSUMER.CREATE.{worker.stream}.{worker.name}.{worker.subject}"
    yield f"{API}.CONSUMER.INFO.{worker.stream}.{worker.name}"
    yield f"{API}.CONSUMER.MSG.NEXT.{worker.stream}.{worker.name}"
    yield from _acks(worker.stream, worker.name)


def _acks(stream: str, consumer: str) -> Iterable[str]:
    yield f"$JS.ACK.{stream}.{consumer}.>"
    # With the domain and the account before the stream, as newer servers have it (ADR-15).
    yield f"$JS.ACK.*.*.{stream}.{consumer}.>"
