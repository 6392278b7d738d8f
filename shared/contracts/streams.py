"""The streams and how long each keeps what it takes. Pure."""

from dataclasses import dataclass
from enum import StrEnum

GIB = 1024**3
MIB = 1024**2
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

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
    DESCRIPTIONS = "DESCRIPTIONS"
    RECORDS = "RECORDS"
    EVENTS = "EVENTS"
    WORKFLOWS = "WORKFLOWS"
    EXECUTIONS = "EXECUTIONS"
    STEPS = "STEPS"
    STEPRESULTS = "STEPRESULTS"
    STEPLOGS = "STEPLOGS"
    ACQUIRED = "ACQUIRED"
    DEAD = "DEAD"


MIRRORED = (Stream.LOG, Stream.PACKS)
"""Mirrored at a leaf node: what all sites behind a line read alike, and what most of the bytes are."""


def mirror_of(stream: str, collection: str) -> str:
    """Return the name of the mirror of a stream that has what is of a collection.

    Each collection has mirrors of its own, since the filter of one cannot be changed.
    """
    return f"{stream}_{collection}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """How a stream is made. Bytes and seconds; 0 means without that bound."""

    name: Stream
    subjects: tuple[str, ...] = ()
    """What it takes: those of its channels, which `Topology` adds."""
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
    persist_later: bool = False
    """Acknowledge what is not on the disk yet: a server that is killed loses it, and whoever misses it has it
    made again. For one replica, and not `together` (nats-server 2.12)."""
    together: bool = False
    """Take several messages that are stored all or none (atomic batch publish, nats-server 2.12)."""
    duplicate_window: float = 2 * MINUTE
    stays: str
    """For people: how long a message is there."""


STREAMS: tuple[StreamSpec, ...] = (
    StreamSpec(
        name=Stream.BATCHES,
        stays="until it is decided; chunks a little longer",
        work_queue=True,
        max_bytes=GIB,
        together=True,
    ),
    StreamSpec(
        name=Stream.LOG, stays="for ever; delete and purge are denied", keep_forever=True, together=True
    ),
    StreamSpec(name=Stream.WANTS, stays="the newest of each site", per_subject=1, max_bytes=GIB),
    StreamSpec(name=Stream.JOBS, stays="until it is done", work_queue=True, max_bytes=GIB),
    StreamSpec(
        name=Stream.SIGNATURES,
        stays="30 days, as a bounded cache",
        per_subject=1,
        max_bytes=GIB,
        max_age=30 * DAY,
        refuse_when_full=False,
        single_replica=True,
        persist_later=True,
    ),
    StreamSpec(
        name=Stream.PACKS,
        stays="until all targets have it, 6 hours at most",
        max_bytes=8 * GIB,
        max_age=6 * HOUR,
        single_replica=True,
        persist_later=True,
    ),
    StreamSpec(
        name=Stream.CHECKPOINTS,
        stays="the newest two",
        per_subject=1,
        max_bytes=2 * GIB,
        single_replica=True,
    ),
    StreamSpec(
        name=Stream.REPORTS,
        stays="7 days",
        max_bytes=GIB,
        max_age=7 * DAY,
        refuse_when_full=False,
    ),
    StreamSpec(
        name=Stream.ASKS,
        stays="1 hour",
        max_bytes=16 * MIB,
        max_age=HOUR,
        refuse_when_full=False,
    ),
    StreamSpec(
        name=Stream.DESCRIPTIONS,
        stays="for ever, the newest of each content",
        per_subject=1,
    ),
    StreamSpec(
        name=Stream.RECORDS,
        stays="for ever, one of each version of a frame",
        per_subject=1,
    ),
    StreamSpec(
        name=Stream.EVENTS,
        stays="for ever, one of each version of a frame",
        per_subject=1,
    ),
    StreamSpec(name=Stream.WORKFLOWS, stays="for ever, all versions", max_bytes=64 * MIB),
    StreamSpec(
        name=Stream.EXECUTIONS,
        stays="30 days; an execution may run for 28",
        max_bytes=GIB,
        max_age=30 * DAY,
        together=True,
    ),
    StreamSpec(name=Stream.STEPS, stays="until it is done", work_queue=True, max_bytes=256 * MIB),
    StreamSpec(name=Stream.STEPRESULTS, stays="30 days", max_bytes=512 * MIB, max_age=30 * DAY),
    StreamSpec(
        name=Stream.STEPLOGS,
        stays="14 days, as far as there is room",
        max_bytes=256 * MIB,
        max_age=14 * DAY,
        refuse_when_full=False,
        single_replica=True,
    ),
    StreamSpec(
        name=Stream.ACQUIRED,
        stays="for ever, as far as there is room",
        max_bytes=512 * MIB,
        refuse_when_full=False,
    ),
    StreamSpec(
        name=Stream.DEAD,
        stays="90 days",
        max_bytes=GIB,
        max_age=90 * DAY,
        refuse_when_full=False,
    ),
)
