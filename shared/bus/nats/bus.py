"""The bus over nats-py: control and bulk data each on a connection of their own."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

from shared.bus.buckets import Buckets
from shared.bus.event_headers import EventHeaders
from shared.bus.nats import deliveries, read
from shared.bus.nats.atomic_message import Part
from shared.bus.nats.atomic_publish import publish_atomically
from shared.bus.nats.connection import Connection
from shared.bus.nats.edge_mirrors import LOCAL_API, ensure_mirrors, read_mirrored
from shared.bus.nats.follow import Mirror, follow
from shared.bus.nats.jetstream import JetStream
from shared.bus.nats.ordered import read_last_per_subject
from shared.bus.nats.publish import Publisher
from shared.bus.nats.publish_headers import publish_headers
from shared.bus.nats.translate import Cause
from shared.bus.port import Delivery, Message, PublishAck
from shared.bus.pubsub import MAILBOX_MESSAGES, Mailbox
from shared.bus.settings import BusSettings
from shared.contracts.streams import MIRRORED, mirror_of
from shared.contracts.topology import Topology

START_SECONDS = 30.0
"""How long `connect_bus` waits for the first connection unless told otherwise."""


class NatsBus:
    """The `Bus` of `shared.bus.port`, and `PubSub`, over two connections to NATS. Made by `connect_bus`."""

    def __init__(self, settings: BusSettings, *, stamp: EventHeaders | None = None) -> None:
        self.topology = Topology(settings.prefix)
        self._settings = settings
        self._stamp = stamp
        self._control = Connection(settings, purpose="control")
        self._bulk = Connection(settings, purpose="bulk", patience=settings.bulk_timeout)
        self.jetstream = JetStream(
            self._control, prefix=settings.api_prefix, timeout=settings.request_timeout
        )
        """For `reconcile_topology`."""
        self._bulk_jetstream = JetStream(
            self._bulk, prefix=settings.api_prefix, timeout=settings.bulk_timeout
        )
        self._edge = JetStream(self._control, prefix=LOCAL_API, timeout=settings.request_timeout)
        """JetStream of the server at hand, which may be a leaf node's."""
        self._bulk_edge = JetStream(self._bulk, prefix=LOCAL_API, timeout=settings.bulk_timeout)
        self._publisher = self._make_publisher(self._control, timeout=settings.publish_timeout)
        self._bulk_publisher = self._make_publisher(self._bulk, timeout=settings.bulk_timeout)
        self._buckets = Buckets(self)

    async def publish(
        self,
        subject: str,
        data: bytes,
        *,
        message_id: str | None = None,
        expected_last_subject_sequence: int | None = None,
        headers: Mapping[str, str] | None = None,
        bulk: bool = False,
    ) -> PublishAck:
        """Store a message, and return once it is durable."""
        publisher = self._bulk_publisher if bulk else self._publisher
        headers = self._stamped(subject, message_id, headers)
        all_headers = publish_headers(headers, message_id=message_id, expected=expected_last_subject_sequence)
        return await publisher.publish(subject, data, all_headers)

    async def publish_atomically(
        self,
        subject: str,
        data: bytes,
        *,
        chunk_subject: str,
        chunks: Sequence[bytes],
        message_id: str | None = None,
        expected_last_subject_sequence: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PublishAck:
        """Store `chunks` and, right after the last of them, a message: all of them or none."""
        all_headers = publish_headers(
            self._stamped(subject, message_id, headers),
            message_id=message_id,
            expected=expected_last_subject_sequence,
        )
        parts = [
            Part(chunk_subject, chunk, self._stamped(chunk_subject, None, None) or {}) for chunk in chunks
        ]
        client = await self._control.ready(timeout=self._settings.publish_timeout, doing=subject)
        batch = client.new_inbox().rpartition(".")[2]
        return await publish_atomically(
            self._publisher, [*parts, Part(subject, data, all_headers)], batch=batch
        )

    async def store(
        self,
        subject: str,
        data: bytes,
        *,
        expected: int | None = None,
        ttl: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PublishAck:
        """Publish with a time to live, as buckets do (`BucketStore`)."""
        all_headers = publish_headers(headers, expected=expected, ttl=ttl)
        # Servers keep subjects of buckets to their domain: another one's are reached through its API.
        there = f"{self._settings.api_prefix}.{subject}" if self._settings.domain else subject
        return await self._publisher.publish(there, data, all_headers)

    async def last(self, stream: str, subject: str) -> Message | None:
        """Return the last message on `subject` as the stream's leader has it, or None."""
        return await read.read_last(self.jetstream, stream, subject)

    async def get(self, stream: str, sequence: int) -> Message | None:
        """Return the message with this sequence as the stream's leader has it, or None."""
        return await read.read_sequence(self.jetstream, stream, sequence)

    async def direct(self, stream: str, subject: str) -> Message | None:
        """Return the last message on the exact `subject` from any replica: may be stale."""
        if self._is_mirrored(stream, subject):
            of = self.topology.collection_in(subject)
            return await read_mirrored(self._bulk_edge, self._bulk_jetstream, stream, subject, collection=of)
        return await read.read_direct(self._bulk_jetstream, stream, subject)

    async def purge(self, stream: str, subject: str, *, before: int | None = None) -> None:
        """Remove all messages of a subject (wildcards allowed), or those with a sequence below `before`."""
        await read.purge(self.jetstream, stream, subject, before=before)

    async def last_per_subject(self, stream: str, subject: str) -> Sequence[Message]:
        """Return the last message of every subject that matches, in order of sequence."""
        return await read_last_per_subject(self.jetstream, stream, subject)

    def follow(self, stream: str, subject: str, *, after: int) -> AsyncIterator[Message]:
        """Yield the messages on `subject` with a sequence above `after`, in order, without end."""
        if self._is_mirrored(stream, subject):
            return self._follow_mirror(stream, subject, after=after)
        return follow(self.jetstream, stream, subject, after=after)

    async def _follow_mirror(self, stream: str, subject: str, *, after: int) -> AsyncGenerator[Message, None]:
        """Follow a stream in its mirror, which is made where it is not there."""
        collection, domain = self.topology.collection_in(subject), self._settings.domain or ""
        await ensure_mirrors(self._edge, self.topology, collection=collection, domain=domain)
        mirror = Mirror(self._edge, mirror_of(stream, collection))
        found = follow(self.jetstream, stream, subject, after=after, mirror=mirror)
        async with aclosing(found) as messages:
            async for message in messages:
                yield message

    def _is_mirrored(self, stream: str, subject: str) -> bool:
        if not (self._settings.mirrored and stream in MIRRORED):
            return False
        # Of all collections together there is no mirror: the hub is asked.
        return self.topology.collection_in(subject) != "*"

    def stored(self, stream: str, subject: str, *, after: int) -> AsyncIterator[Message]:
        """Yield the messages on `subject` with a sequence above `after` that are there, in order."""
        return read.read_stored(self.jetstream, stream, subject, after=after)

    async def drop(self, stream: str, sequence: int) -> bool:
        """Remove one message from the stream; tell whether it was there."""
        return await read.drop(self.jetstream, stream, sequence)

    async def caught_up(self, stream: str, subject: str) -> int:
        """Return the leader's last sequence on `subject`, 0 when there is none."""
        last = await self.last(stream, subject)
        return last.sequence if last else 0

    async def fetch(self, consumer: str, *, batch: int, timeout: float) -> Sequence[Delivery]:
        """Fetch up to `batch` deliveries; an empty sequence when nothing came in time (at most 5 s)."""
        stream = self.topology.stream_of(consumer)
        return await deliveries.fetch(self.jetstream, stream, consumer, batch=batch, timeout=timeout)

    async def send(self, subject: str, data: bytes, *, reply: str = "", bulk: bool = False) -> None:
        """Send a message that no stream keeps to those who listen now (`PubSub`)."""
        connection = self._bulk if bulk else self._control
        headers = self._stamped(subject, None, None)
        await connection.send(
            subject, data, reply=reply, timeout=self._settings.request_timeout, headers=headers
        )

    async def flush(self, *, bulk: bool = False) -> None:
        """Wait until the server has taken all that was sent (`PubSub`)."""
        if bulk:
            await self._bulk.flush(timeout=self._settings.bulk_timeout)
        else:
            await self._control.flush(timeout=self._settings.request_timeout)

    def listen(
        self, subject: str, *, queue: str = "", bulk: bool = False, limit: int = MAILBOX_MESSAGES
    ) -> AbstractAsyncContextManager[Mailbox]:
        """Listen to what no stream keeps for the block (`PubSub`)."""
        connection = self._bulk if bulk else self._control
        return connection.listen(subject, queue=queue, limit=limit, timeout=self._settings.request_timeout)

    async def put(self, bucket: str, key: str, value: bytes, *, ttl: float | None = None) -> int:
        """Set a key of a bucket, whatever it held. Returns its revision."""
        return await self._buckets.put(bucket, key, value, ttl=ttl)

    async def create(self, bucket: str, key: str, value: bytes, *, ttl: float | None = None) -> int | None:
        """Set a key only where it does not exist; None when it does."""
        return await self._buckets.create(bucket, key, value, ttl=ttl)

    async def update(
        self, bucket: str, key: str, value: bytes, *, revision: int, ttl: float | None = None
    ) -> int | None:
        """Set a key only where it still has `revision`; None when it has not."""
        return await self._buckets.update(bucket, key, value, revision=revision, ttl=ttl)

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key, or None."""
        return await self._buckets.value(bucket, key)

    async def values(self, bucket: str) -> Mapping[str, Message]:
        """Return all current keys of a bucket with their values."""
        return await self._buckets.values(bucket)

    async def remove(self, bucket: str, key: str) -> None:
        """Delete a key; nothing happens when it is not there."""
        await self._buckets.remove(bucket, key)

    @property
    def sent_bytes(self) -> int:
        """Bytes that this process has put on the bus, headers included, on both connections, of any kind."""
        return self._control.sent_bytes + self._bulk.sent_bytes

    @property
    def unread(self) -> int:
        """Messages that wait in memory for whoever reads them, of all streams: one pull of each at most."""
        return self._control.unread + self._bulk.unread

    @property
    def connected(self) -> bool:
        """Whether both connections stand now."""
        return self._control.connected and self._bulk.connected

    @property
    def errors(self) -> Counter[Cause]:
        """Errors that arrived outside of any request."""
        return self._control.errors + self._bulk.errors

    @property
    def bytes_in_flight(self) -> int:
        """Payload published and not yet acknowledged."""
        return self._publisher.bytes_in_flight + self._bulk_publisher.bytes_in_flight

    @property
    def max_payload(self) -> int:
        """Largest message that the server takes, in bytes; 0 before the first connection."""
        return self._control.max_payload

    async def ready(self, *, timeout: float) -> None:
        """Wait until both connections stand.

        Raises:
            BusTimeoutError: they do not, after `timeout` seconds; the message says why.
        """
        await self._control.ready(timeout=timeout)
        await self._bulk.ready(timeout=timeout)

    async def close(self) -> None:
        """Flush and close both connections. Never raises and never hangs. Stop all readers before."""
        await asyncio.gather(self._control.close(), self._bulk.close())

    def _stamped(
        self, subject: str, message_id: str | None, given: Mapping[str, str] | None
    ) -> Mapping[str, str] | None:
        if self._stamp is None:
            return given
        return self._stamp.headers(subject, message_id=message_id, given=given)

    def _make_publisher(self, connection: Connection, *, timeout: float) -> Publisher:
        return Publisher(connection, bytes_in_flight=self._settings.bytes_in_flight, timeout=timeout)


@asynccontextmanager
async def connect_bus(
    settings: BusSettings, *, stamp: EventHeaders | None = None, wait: float = START_SECONDS
) -> AsyncIterator[NatsBus]:
    """Connect for the block, and close whatever happens.

    With a `stamp`, all messages carry its headers. With `wait=0` it returns at once: every operation then
    makes the connection, or times out. That is for processes which work on while the bus is away.

    Raises:
        BusTimeoutError: no connection within `wait` seconds; the message says why.
    """
    bus = NatsBus(settings, stamp=stamp)
    try:
        if wait > 0:
            await bus.ready(timeout=wait)
        yield bus
    finally:
        await bus.close()
