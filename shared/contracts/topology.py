"""The one table of subjects, streams, consumers and buckets. Code never spells a subject elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

GIB = 1024**3
MIB = 1024**2
SECOND = 1
MINUTE = 60
HOUR = 3600
DAY = 24 * HOUR

ACK_WAIT = 30.0
"""Seconds: three signs of life fit in, on a machine that is busy."""


CHUNK = "_chunk"
"""Ends the collection's token in subjects of chunks. No name holds an underscore, so that no collection is
called so; and the streams of earlier versions listen there already."""


class Stream(StrEnum):
    """Names of the streams."""

    BATCHES = "BATCHES"
    LOG = "LOG"
    WANTS = "WANTS"
    JOBS = "JOBS"
    SIGNATURES = "SIGNATURES"
    PACKS = "PACKS"
    CHECKPOINTS = "CHECKPOINTS"
    REPORTS = "REPORTS"
    ASKS = "ASKS"
    DEAD = "DEAD"


class Bucket(StrEnum):
    """Names of the key-value buckets."""

    SITES = "rack-sites"
    RULES = "rack-rules"
    REPLICAS = "rack-replicas"
    PRESENCE = "rack-presence"
    LEASES = "rack-leases"
    SATELLITES = "rack-satellites"


CONSUMER_STREAMS = {"orchestrator": Stream.BATCHES, "transfer": Stream.JOBS, "manager": Stream.REPORTS}
"""The stream of a durable consumer by the first word of its name, so that a name says all to `fetch`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """How a stream is made. Bytes and seconds; 0 means without that bound."""

    name: Stream
    subjects: tuple[str, ...]
    work_queue: bool = False
    per_subject: int = 0
    """Messages kept on each subject."""
    max_bytes: int = 0
    max_age: float = 0
    refuse_when_full: bool = True
    """True: refuse new messages at the bound (DiscardNew). False: drop the oldest."""
    keep_forever: bool = False
    """Deny delete and purge."""
    single_replica: bool = False
    """R1 on a cluster too: a cache, not state."""
    together: bool = False
    """Take several messages that are stored all or none (atomic batch publish, nats-server 2.12)."""
    duplicate_window: float = 2 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerSpec:
    """A durable pull consumer with explicit acks."""

    name: str
    stream: Stream
    subject: str
    ack_wait: float = ACK_WAIT
    max_ack_pending: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSpec:
    """How a bucket is made (history 1)."""

    name: Bucket
    max_age: float = 0


@dataclass(frozen=True, slots=True)
class Topology:
    """Every subject, stream, consumer and bucket under one prefix."""

    prefix: str = "rack"
    ack_wait: float = ACK_WAIT
    """Seconds without a sign of life after which a message goes to another worker."""

    def batch(self, collection: str, site: str) -> str:
        """Batches of one site: manager -> orchestrator."""
        return f"{self.prefix}.batch.{collection}.{site}"

    def batch_chunk(self, collection: str, site: str) -> str:
        """Chunks of batches over one message; no consumer of batches sees them."""
        return self.batch(f"{collection}{CHUNK}", site)

    def log(self, collection: str) -> str:
        """Log of one collection: orchestrator -> all."""
        return f"{self.prefix}.log.{collection}"

    def log_chunk(self, collection: str) -> str:
        """Chunks of commits over one message; who follows the log alone does not see them."""
        return self.log(f"{collection}{CHUNK}")

    def chunk_of(self, subject: str) -> str:
        """Return the subject of the chunks of what is published on a subject of batches or of a log."""
        kind, collection, *site = subject.removeprefix(f"{self.prefix}.").split(".")
        return ".".join((self.prefix, kind, f"{collection}{CHUNK}", *site))

    def want(self, collection: str, site: str) -> str:
        """Standing want of one site: manager -> orchestrator."""
        return f"{self.prefix}.want.{collection}.{site}"

    def job(self, site: str, kind: str) -> str:
        """Jobs of kind build, apply or sign: orchestrator -> transfer."""
        return f"{self.prefix}.job.{site}.{kind}"

    def signature(self, collection: str, author: str, content: str, part: int | str) -> str:
        """One part of a signature: transfer -> transfer."""
        return f"{self.prefix}.sig.{collection}.{author}.{content}.{part}"

    def pack(self, collection: str, author: str, pack: str, part: int | str) -> str:
        """One part of a pack; part 0 is the manifest: transfer -> transfer."""
        return f"{self.prefix}.pack.{collection}.{author}.{pack}.{part}"

    def checkpoint(self, collection: str, revision: int | str, part: int | str) -> str:
        """One part of what a log folds to; part 0 is the manifest: orchestrator -> all."""
        return f"{self.prefix}.checkpoint.{collection}.{revision}.{part}"

    def report(self, collection: str, site: str) -> str:
        """Reports of one site's workers: transfer -> manager, orchestrator."""
        return f"{self.prefix}.report.{collection}.{site}"

    def ask(self, collection: str, site: str) -> str:
        """What a person asks of a site: scan, release; manager -> manager."""
        return f"{self.prefix}.ask.{collection}.{site}"

    def dead(self, source: str) -> str:
        """Dead letters of one consumer, for people."""
        return f"{self.prefix}.dead.{source}"

    def streams(self) -> tuple[StreamSpec, ...]:
        """All streams."""
        p = self.prefix
        return (
            StreamSpec(
                name=Stream.BATCHES,
                subjects=(f"{p}.batch.*.*",),
                work_queue=True,
                max_bytes=GIB,
                together=True,
            ),
            StreamSpec(name=Stream.LOG, subjects=(f"{p}.log.*",), keep_forever=True, together=True),
            StreamSpec(name=Stream.WANTS, subjects=(f"{p}.want.*.*",), per_subject=1, max_bytes=GIB),
            StreamSpec(name=Stream.JOBS, subjects=(f"{p}.job.*.*",), work_queue=True, max_bytes=GIB),
            StreamSpec(
                name=Stream.SIGNATURES,
                subjects=(f"{p}.sig.*.*.*.*",),
                per_subject=1,
                max_bytes=GIB,
                max_age=30 * DAY,
                refuse_when_full=False,
                single_replica=True,
            ),
            StreamSpec(
                name=Stream.PACKS,
                subjects=(f"{p}.pack.*.*.*.*",),
                max_bytes=8 * GIB,
                max_age=6 * HOUR,
                single_replica=True,
            ),
            StreamSpec(
                name=Stream.CHECKPOINTS,
                subjects=(f"{p}.checkpoint.*.*.*",),
                per_subject=1,
                max_bytes=2 * GIB,
                single_replica=True,
            ),
            StreamSpec(
                name=Stream.REPORTS,
                subjects=(f"{p}.report.*.*",),
                max_bytes=GIB,
                max_age=7 * DAY,
                refuse_when_full=False,
            ),
            StreamSpec(
                name=Stream.ASKS,
                subjects=(f"{p}.ask.*.*",),
                max_bytes=16 * MIB,
                max_age=HOUR,
                refuse_when_full=False,
            ),
            StreamSpec(
                name=Stream.DEAD,
                subjects=(f"{p}.dead.>",),
                max_bytes=GIB,
                max_age=90 * DAY,
                refuse_when_full=False,
            ),
        )

    def buckets(self) -> tuple[BucketSpec, ...]:
        """All buckets."""
        return (
            BucketSpec(name=Bucket.SITES),
            BucketSpec(name=Bucket.RULES),
            BucketSpec(name=Bucket.REPLICAS),
            BucketSpec(name=Bucket.PRESENCE),
            BucketSpec(name=Bucket.LEASES),
            BucketSpec(name=Bucket.SATELLITES, max_age=DAY),
        )

    def decider(self, collection: str) -> ConsumerSpec:
        """Batches of one collection, for the orchestrator that holds its lease (and whoever takes over)."""
        return ConsumerSpec(
            name=f"orchestrator-{collection}",
            stream=Stream.BATCHES,
            subject=f"{self.prefix}.batch.{collection}.*",
            ack_wait=self.ack_wait,
        )

    def worker(self, site: str) -> ConsumerSpec:
        """Jobs of one site, for its transfer workers."""
        return ConsumerSpec(
            name=f"transfer-{site}",
            stream=Stream.JOBS,
            subject=f"{self.prefix}.job.{site}.*",
            ack_wait=self.ack_wait,
        )

    def reader(self, site: str) -> ConsumerSpec:
        """Reports of one site, for its manager."""
        return ConsumerSpec(
            name=f"manager-{site}", stream=Stream.REPORTS, subject=f"{self.prefix}.report.*.{site}"
        )

    def stream_of(self, consumer: str) -> Stream:
        """Return the stream of a durable consumer, told by the first word of its name.

        Raises:
            ValueError: no consumer of this table is called so.
        """
        try:
            return CONSUMER_STREAMS[consumer.partition("-")[0]]
        except KeyError:
            raise ValueError(f"no consumer of the topology has the name {consumer!r}") from None
