"""Who may say and hear what on the bus, as rules for the server (I9 is kept there, too). Pure.

A site speaks for itself alone: it cannot publish another site's changes, wants, reports or bytes, register
a key as somebody else, commit, or give anyone work. Reading is confined to what the services read; requests
that name their message in the payload (STREAM.MSG.GET) cannot be confined further than to a stream.

Subjects of the API are those of ADR-17 and ADR-42 of the NATS project's architecture records.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.settings import INBOX_PREFIX
from shared.contracts.bucket_keys import (
    COUNTERS,
    manager_key,
    orchestrator_key,
    site_key,
    worker_key,
    workers_key,
)
from shared.contracts.topology import Bucket, Stream, Topology

API = "$JS.API"
EVERYTHING = ">"

SINGLE_READS = (Stream.LOG, Stream.WANTS, Stream.REPORTS, Stream.ASKS, Stream.CHECKPOINTS, Stream.DEAD)
"""Streams of which a site asks the leader for single messages."""

KNOWN_BUCKETS = (Bucket.SITES, Bucket.PRESENCE, Bucket.REPLICAS, Bucket.RULES)
"""Buckets that a site reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Subjects, wildcards allowed, on which a user may publish and to which it may subscribe."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def inbox_of(user: str) -> str:
    """Return the first token of the subjects on which a user gets replies: nobody else hears those."""
    return f"{INBOX_PREFIX}_{user}"


def of_site(topology: Topology, *, collection: str, site: str, user: str) -> Permissions:
    """Return what the manager and the transfer workers of one site need."""
    return Permissions(
        publish=(
            *_own_messages(topology, collection, site),
            *_own_keys(collection, site),
            *_reads(topology, collection, site),
            *_work(topology, site),
        ),
        subscribe=(f"{inbox_of(user)}.>",),
    )


def of_orchestrator(topology: Topology, *, user: str) -> Permissions:
    """Return what orchestrators need: they decide, for all collections. Only caches may be deleted."""
    streams = [f"{API}.STREAM.{verb}.*" for verb in ("CREATE", "UPDATE", "INFO", "PURGE", "MSG.GET")]
    caches = [f"{API}.STREAM.DELETE.{spec.name}" for spec in topology.streams() if spec.single_replica]
    return Permissions(
        publish=(
            topology.log("*"),
            topology.job("*", "*"),
            topology.checkpoint("*", "*", "*"),
            topology.dead(EVERYTHING),
            key_subject(Bucket.LEASES, EVERYTHING),
            key_subject(Bucket.SITES, orchestrator_key("*")),
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
    yield topology.batch(collection, site)
    yield topology.batch_chunk(collection, site)
    yield topology.want(collection, site)
    yield topology.report(collection, site)
    yield topology.signature(collection, site, "*", "*")
    yield topology.pack(collection, site, "*", "*")
    # What a person asks of any site is asked at whichever manager that person reaches.
    yield topology.ask(collection, "*")
    yield topology.dead(topology.worker(site).name)
    # A dead job that is tried again.
    yield topology.job(site, "*")


def _own_keys(collection: str, site: str) -> Iterable[str]:
    yield key_subject(Bucket.SITES, site_key(collection, site))
    yield key_subject(Bucket.PRESENCE, manager_key(collection, site))
    yield key_subject(Bucket.PRESENCE, worker_key(site, "*"))
    yield key_subject(Bucket.REPLICAS, COUNTERS + manager_key(collection, site))
    yield key_subject(Bucket.REPLICAS, COUNTERS + workers_key(site))


def _reads(topology: Topology, collection: str, site: str) -> Iterable[str]:
    followed = {
        Stream.LOG: topology.log(collection),
        Stream.REPORTS: topology.report(collection, site),
        Stream.ASKS: topology.ask(collection, "*"),
        Stream.CHECKPOINTS: topology.checkpoint(collection, "*", "*"),
        **{bucket_stream(bucket): key_subject(bucket, EVERYTHING) for bucket in KNOWN_BUCKETS},
    }
    for stream, subject in followed.items():
        yield f"{API}.STREAM.INFO.{stream}"
        yield from _followed(stream, subject)
    for stream in (*SINGLE_READS, *map(bucket_stream, KNOWN_BUCKETS)):
        yield f"{API}.STREAM.MSG.GET.{stream}"
    yield f"{API}.STREAM.MSG.DELETE.{Stream.DEAD}"
    for stream, subject in {
        Stream.PACKS: topology.pack(collection, "*", "*", "*"),
        Stream.SIGNATURES: topology.signature(collection, "*", "*", "*"),
        Stream.CHECKPOINTS: topology.checkpoint(collection, "*", "*"),
    }.items():
        yield f"{API}.DIRECT.GET.{stream}.{subject}"


def _followed(stream: str, subject: str) -> Iterable[str]:
    yield f"{API}.CONSUMER.CREATE.{stream}.*.{subject}"
    yield f"{API}.CONSUMER.MSG.NEXT.{stream}.*"
    yield f"{API}.CONSUMER.DELETE.{stream}.*"


def _work(topology: Topology, site: str) -> Iterable[str]:
    worker = topology.worker(site)
    yield f"{API}.CONSUMER.CREATE.{worker.stream}.{worker.name}.{worker.subject}"
    yield f"{API}.CONSUMER.INFO.{worker.stream}.{worker.name}"
    yield f"{API}.CONSUMER.MSG.NEXT.{worker.stream}.{worker.name}"
    yield from _acks(worker.stream, worker.name)


def _acks(stream: str, consumer: str) -> Iterable[str]:
    yield f"$JS.ACK.{stream}.{consumer}.>"
    # With the domain and the account before the stream, as newer servers have it (ADR-15).
    yield f"$JS.ACK.*.*.{stream}.{consumer}.>"
