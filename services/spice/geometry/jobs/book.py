"""The jobs of one site as all its processes know them: records in a bucket, followed and compared before set.

Only what belongs to the site is read: records by one subject with a wildcard, pieces by the job's.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from blake3 import blake3

from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Bus, BusTimeoutError, Message
from shared.contracts.bucket_keys import geometry_key
from shared.contracts.messages.kernels.geometry_job import GeometryJob, Pieces
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Bucket

log = logging.getLogger(__name__)

PIECE_BYTES = 512 * 1024
"""Of one key: half of what a server takes in a message by default."""

PATIENCE = 10.0
"""Seconds for what is on the bus to be heard."""

TRIES = 5
"""Of compare-and-set: a job is changed by who works on it and by its owner, seldom at a time."""

SHORTEST = 1.0
"""Seconds: a record that ends now is kept so long."""

MARKER_SECONDS = 60.0
"""That the mark is kept by which a process learns that it has heard all that stood before."""

STATE = "state"
"""The last word of a record's key; pieces have a letter and a number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it was last heard."""

    record: GeometryJob
    revision: int
    heard_at: float
    """By this host's clock, in seconds: clocks of several hosts are never compared."""


class JobBook:
    """Keeps what is known of jobs, and changes it for all processes of the site."""

    def __init__(
        self,
        bus: Bus,
        *,
        collection: str,
        site: str,
        instance: str,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        """Know nothing yet.

        Args:
            bus: where the bucket is.
            collection: whose jobs.
            site: whose jobs.
            instance: names this process among those of the site.
            now: tells when jobs expire.
            monotonic: seconds, of this host alone.
        """
        self._bus = bus
        self._collection = collection
        self.site = site
        """Whose jobs these are."""
        self._instance = instance
        self._now = now
        self._monotonic = monotonic
        self._entries: dict[str, Entry] = {}
        self._seen = 0
        self._current = False
        self.changed = asyncio.Event()
        """Set whenever something was heard; whoever waits for it clears it."""
        self._heard = asyncio.Condition()

    def entries(self) -> dict[str, Entry]:
        """Return the jobs that have not expired, in the order of their questions."""
        now = self._now()
        self._entries = {name: one for name, one in self._entries.items() if now < one.record.expires_at}
        order = sorted(self._entries.values(), key=lambda one: (one.record.made_at, one.record.job))
        return {one.record.job: one for one in order}

    @property
    def is_current(self) -> bool:
        """Whether all was heard that stood when this process began to follow."""
        return self._current

    async def run(self) -> None:
        """Follow until cancelled. Raises BusError where it cannot be begun; call it again."""
        subject = key_subject(Bucket.GEOMETRY, self._key("*", STATE))
        mark = await self._bus.put(Bucket.GEOMETRY, self._key(self._instance, STATE), b"", ttl=MARKER_SECONDS)
        async for message in self._bus.follow(bucket_stream(Bucket.GEOMETRY), subject, after=self._seen):
            self._hear(message)
            self._current = self._current or message.sequence >= mark
            self.changed.set()
            async with self._heard:
                self._heard.notify_all()

    async def reach_current(self) -> None:
        """Wait until all that stood at the start was heard. Raises BusTimeoutError."""
        await self.wait_for(lambda: self._current)

    async def add(self, record: GeometryJob, question: bytes) -> GeometryJob:
        """Have a new job known, with its question. Raises BusError."""
        pieces = await self.put_pieces(record, "q", question)
        record = record.model_copy(update={"question": pieces})
        revision = await self._bus.put(
            Bucket.GEOMETRY, self._key(record.job, STATE), encode(record), ttl=self._left(record)
        )
        self._note(record, revision)
        return record

    async def change(
        self, job: str, change: Callable[[GeometryJob], GeometryJob | None]
    ) -> GeometryJob | None:
        """Change a record, as it is for all; None where there is none, or nothing is to be changed.

        Raises:
            BusTimeoutError: others change it all the time.
            BusError: the bus does not take it.
        """
        for _ in range(TRIES):
            entry = self._entries.get(job)
            wanted = None if entry is None else change(entry.record)
            if entry is None or wanted is None:
                return None
            key, value = self._key(job, STATE), encode(wanted)
            revision = await self._bus.update(
                Bucket.GEOMETRY, key, value, revision=entry.revision, ttl=self._left(wanted)
            )
            if revision is not None:
                self._note(wanted, revision)
                return wanted
            await self.wait_for(partial(self._is_other, job, entry))
        raise BusTimeoutError(f"job {job} changes all the time")

    async def put_pieces(self, record: GeometryJob, letter: str, data: bytes) -> Pieces:
        """Keep bytes beside a record, as long as it. Raises BusError."""
        pieces = [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]
        for number, piece in enumerate(pieces):
            key = self._key(record.job, f"{letter}{number}")
            await self._bus.put(Bucket.GEOMETRY, key, piece, ttl=self._left(record))
        return Pieces(count=len(pieces), bytes=len(data), hash=blake3(data).hexdigest())

    async def pieces(self, job: str, letter: str, kept: Pieces) -> bytes:
        """Return bytes that stand beside a record.

        Raises:
            BusTimeoutError: not all of them are there, or they are others.
            BusError: the bus does not give them.
        """
        subject = key_subject(Bucket.GEOMETRY, self._key(job, "*"))
        found: dict[str, bytes] = {}
        wanted = [f"{letter}{number}" for number in range(kept.count)]
        follow = self._bus.follow(bucket_stream(Bucket.GEOMETRY), subject, after=0)
        try:
            async with asyncio.timeout(PATIENCE):
                async for message in follow:
                    found[message.subject.rpartition(".")[2]] = message.data
                    if all(name in found for name in wanted):
                        break
        except TimeoutError:
            raise BusTimeoutError(f"pieces of job {job} are not on the bus any more") from None
        data = b"".join(found[name] for name in wanted)
        if blake3(data).hexdigest() != kept.hash:
            raise BusTimeoutError(f"pieces of job {job} have other bytes")
        return data

    def _is_other(self, job: str, entry: Entry) -> bool:
        return self._entries.get(job) is not entry

    def _key(self, job: str, part: str) -> str:
        return geometry_key(self._collection, self.site, job, part)

    def _left(self, record: GeometryJob) -> float:
        return max(SHORTEST, (record.expires_at - self._now()).total_seconds())

    def _hear(self, message: Message) -> None:
        self._seen = message.sequence
        job = message.subject.split(".")[-2]
        if is_removed(message):
            self._entries.pop(job, None)
        elif message.data:
            try:
                self._note(decode(GeometryJob, message.data), message.sequence)
            except (BadMessageError, NewerSchemaError) as error:
                log.warning("the record of job %s is not understood: %s", job, error)

    def _note(self, record: GeometryJob, revision: int) -> None:
        known = self._entries.get(record.job)
        if known is None or known.revision < revision:
            self._entries[record.job] = Entry(record, revision, self._monotonic())
            self.changed.set()

    async def wait_for(self, true: Callable[[], bool]) -> None:
        """Wait until something is so that only what is heard can change. Raises BusTimeoutError."""
        try:
            async with asyncio.timeout(PATIENCE), self._heard:
                await self._heard.wait_for(true)
        except TimeoutError:
            raise BusTimeoutError(f"jobs of geometry were not heard within {PATIENCE:g} s") from None
