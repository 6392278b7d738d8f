"""The bus in memory: the port over a `MemoryServer`, with the faults that the simulation asks for."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextvars import Context
from functools import partial
from typing import NoReturn, TypeVar

from shared.bus.buckets import Buckets
from shared.bus.event_headers import EventHeaders
from shared.bus.nats.atomic_message import Part
from shared.bus.nats.deliveries import FETCH_SECONDS_MAX
from shared.bus.nats.publish_headers import TIME_TO_LIVE, whole_seconds
from shared.bus.port import BusError, BusTimeoutError, Delivery, Message, PublishAck
from shared.contracts.topology import ConsumerSpec
from testing.bus.consumer import MemoryConsumer
from testing.bus.faults import Fate, Trouble
from testing.bus.server import MemoryServer
from testing.bus.stream import MemoryStream

__all__ = ["MemoryBus", "MemoryServer"]

Result = TypeVar("Result")

REQUEST_SECONDS = 5.0
"""After which an operation without an answer is given up, as with NATS."""

LOOK_SECONDS = 5.0
"""How long a follower waits for news before it looks by itself."""


class MemoryBus:
    """The `Bus` of `shared.bus.port` for one client, named `name`, of a server in memory."""

    def __init__(
        self,
        server: MemoryServer,
        name: str,
        *,
        stamp: EventHeaders | None = None,
        timeout: float = REQUEST_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self.topology = server.topology
        self._server = server
        self._name = name
        self._stamp = stamp
        self._timeout = timeout
        self._look_seconds = look_seconds
        self._sent_bytes = 0
        self._buckets = Buckets(self)
        self._late: dict[str, Sequence[Delivery]] = {}
        """By consumer, deliveries on their way that others overtake."""

    async def publish(
        self,
        subject: str,
        data: bytes,
        *,
        message_id: str | None = None,
        expected_last_subject_sequence: int | None = None,
        headers: Mapping[str, str] | None = None,
        bulk: bool = False,  # noqa: ARG002  there is one connection only
    ) -> PublishAck:
        """Store a message."""
        headers = self._stamped(subject, message_id, headers)
        return await self._publish(
            subject, data, headers, message_id=message_id, expected=expected_last_subject_sequence, ttl=None
        )

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
        stamped = self._stamped(subject, message_id, headers)
        parts = [Part(chunk_subject, chunk, self._stamped(chunk_subject, None, None)) for chunk in chunks]
        for part in parts:
            self._count(part.subject, part.data)
        self._count(subject, data)

        def append() -> PublishAck:
            stream = self._server.stream_for(subject)
            ack = stream.append_together(
                parts,
                Part(subject, data, stamped),
                now=self._server.now,
                message_id=message_id,
                expected=expected_last_subject_sequence,
            )
            self._server.changed(stream.rules.name)
            return ack

        return await self.call("publish_atomically", subject, append)

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
        own = {} if ttl is None else {TIME_TO_LIVE: str(whole_seconds(ttl))}
        all_headers = {**(headers or {}), **own}
        return await self._publish(subject, data, all_headers, message_id=None, expected=expected, ttl=ttl)

    async def last(self, stream: str, subject: str) -> Message | None:
        """Return the last message on `subject`, or None."""
        return await self.call("last", subject, lambda: self._fresh(stream).last(subject))

    async def get(self, stream: str, sequence: int) -> Message | None:
        """Return the message with this sequence, or None."""
        return await self.call("get", stream, lambda: self._fresh(stream).get(sequence))

    async def direct(self, stream: str, subject: str) -> Message | None:
        """Return the last message on the exact `subject`; stale where the faults say so."""
        lacking = self._server.faults.stale(self._name, stream, subject)
        return await self.call("direct", subject, lambda: self._fresh(stream).last(subject, skip=lacking))

    async def purge(self, stream: str, subject: str, *, before: int | None = None) -> None:
        """Remove all messages of a subject (wildcards allowed), or those with a sequence below `before`."""
        await self.call("purge", subject, lambda: self._fresh(stream).purge(subject, before=before))

    async def last_per_subject(self, stream: str, subject: str) -> Sequence[Message]:
        """Return the last message of every subject that matches, in order of sequence."""
        return await self.call(
            "last_per_subject", subject, lambda: self._fresh(stream).last_per_subject(subject)
        )

    async def follow(self, stream: str, subject: str, *, after: int) -> AsyncGenerator[Message, None]:
        """Yield the messages on `subject` with a sequence above `after`, in order, without end."""
        self._server.stream(stream)
        last = after
        while True:
            await self._wait_for_next(stream, subject, last)
            try:
                found = await self.call("follow", subject, partial(self._next, stream, subject, last))
            except BusTimeoutError:
                continue
            if found is not None:
                last = found.sequence
                yield found

    async def stored(self, stream: str, subject: str, *, after: int) -> AsyncGenerator[Message, None]:
        """Yield the messages on `subject` with a sequence above `after` that are there, in order."""
        last = after
        while True:
            found = await self.call("stored", subject, partial(self._next, stream, subject, last))
            if found is None:
                return
            last = found.sequence
            yield found

    async def drop(self, stream: str, sequence: int) -> bool:
        """Remove one message from the stream; tell whether it was there."""
        return await self.call("drop", stream, lambda: self._fresh(stream).drop(sequence))

    async def caught_up(self, stream: str, subject: str) -> int:
        """Return the last sequence on `subject`, 0 when there is none."""
        last = await self.last(stream, subject)
        return last.sequence if last else 0

    async def fetch(self, consumer: str, *, batch: int, timeout: float) -> Sequence[Delivery]:
        """Fetch up to `batch` deliveries; an empty sequence when nothing came in time (at most 5 s)."""
        deadline = self._server.now + min(timeout, FETCH_SECONDS_MAX)
        while True:
            news = self._server.news(self.topology.stream_of(consumer))
            taken = await self.call("fetch", consumer, lambda: self._take(consumer, batch))
            if taken and (arrived := self._arrange(consumer, taken)):
                return arrived
            if self._server.now >= deadline:
                return self._late.pop(consumer, ())
            due = self._server.consumer(consumer).next_due()
            until = min(deadline, due if due is not None else deadline)
            if not await self._server.wait_for(news, until=until) and until == deadline:
                return self._late.pop(consumer, ())

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

    async def ensure_consumer(self, spec: ConsumerSpec) -> None:
        """Make or update one durable consumer; the streams are there from the beginning."""
        await self.call("ensure_consumer", spec.name, lambda: self._server.ensure_consumer(spec))

    @property
    def sent_bytes(self) -> int:
        """Payload bytes that this client has published."""
        return self._sent_bytes

    @property
    def connected(self) -> bool:
        """Whether this client gets through now."""
        return self._server.reaches(self._name)

    async def call(self, operation: str, target: str, action: Callable[[], Result]) -> Result:
        """Let `action` happen at the server, as the faults will have it.

        Raises:
            BusTimeoutError: no answer came.
        """
        fate = self._server.faults.fate(self._name, operation, target)
        if fate.before:
            await asyncio.sleep(fate.before)
        if fate.trouble is Trouble.LATE:
            self._happen_late(fate, action)
        if fate.trouble in (Trouble.LOST, Trouble.LATE) or not self.connected:
            await self._time_out(operation, target)
        result = action()
        await asyncio.sleep(fate.after)
        if fate.trouble is Trouble.UNANSWERED or not self.connected:
            await self._time_out(operation, target)
        return result

    async def _publish(
        self,
        subject: str,
        data: bytes,
        headers: Mapping[str, str] | None,
        *,
        message_id: str | None,
        expected: int | None,
        ttl: float | None,
    ) -> PublishAck:
        def append() -> PublishAck:
            stream = self._server.stream_for(subject)
            ack = stream.append(
                subject,
                data,
                now=self._server.now,
                headers=headers or {},
                message_id=message_id,
                expected=expected,
                ttl=ttl,
            )
            self._server.changed(stream.rules.name)
            return ack

        self._count(subject, data)
        return await self.call("publish", subject, append)

    def _count(self, subject: str, data: bytes) -> None:
        """Count what is published. Raises BusError where it is too large for the server."""
        if len(data) > self._server.max_payload:
            raise BusError(f"{subject}: {len(data)} bytes, the server takes {self._server.max_payload}")
        self._sent_bytes += len(data)

    def _stamped(
        self, subject: str, message_id: str | None, given: Mapping[str, str] | None
    ) -> Mapping[str, str]:
        if self._stamp is None:
            return given or {}
        return self._stamp.headers(subject, message_id=message_id, given=given)

    async def _wait_for_next(self, stream: str, subject: str, last: int) -> None:
        """Return when the server would push a message, or it is time to look without being told."""
        until = self._server.now + self._look_seconds
        while self._next(stream, subject, last) is None and self._server.now < until:
            await self._server.wait_for(self._server.news(stream), until=until)

    def _arrange(self, consumer: str, taken: Iterable[tuple[Message, int]]) -> list[Delivery]:
        """Return what arrives now, of what was late before and what was taken; keep what is late."""
        fresh = [MemoryDelivery(self, self._server, consumer, *one) for one in taken]
        here: list[Delivery] = [*self._late.pop(consumer, ()), *fresh]
        sequences = [delivery.message.sequence for delivery in here]
        order = self._server.faults.order(self._name, consumer, sequences)
        if late := [delivery for index, delivery in enumerate(here) if index not in order]:
            self._late[consumer] = late
        return [here[index] for index in order]

    def _take(self, consumer: str, batch: int) -> list[tuple[Message, int]]:
        durable = self._server.consumer(consumer)
        durable.stream.expire(self._server.now)
        return durable.take(batch, self._server.now)

    def _next(self, stream: str, subject: str, last: int) -> Message | None:
        return self._fresh(stream).first_after(last, subject)

    def _fresh(self, name: str) -> MemoryStream:
        stream = self._server.stream(name)
        stream.expire(self._server.now)
        return stream

    def _happen_late(self, fate: Fate, action: Callable[[], object]) -> None:
        """Do it after the client was told that it timed out; on the server's behalf, whoever dies."""

        def happen() -> None:
            try:
                action()
            except BusError:
                return  # refused, and nobody is there to hear it

        delay = self._timeout + fate.after
        asyncio.get_running_loop().call_later(delay, happen, context=Context())

    async def _time_out(self, operation: str, target: str) -> NoReturn:
        await asyncio.sleep(self._timeout)
        raise BusTimeoutError(f"{operation} {target}: no answer in time")


class MemoryDelivery:
    """One delivery of a message from a durable consumer in memory."""

    def __init__(
        self, bus: MemoryBus, server: MemoryServer, consumer: str, message: Message, attempt: int
    ) -> None:
        self._bus = bus
        self._server = server
        self._consumer = consumer
        self._message = message
        self._attempt = attempt

    @property
    def message(self) -> Message:
        """What was delivered."""
        return self._message

    @property
    def attempt(self) -> int:
        """1 for the first delivery."""
        return self._attempt

    async def ack(self) -> None:
        """Say that the effect is durable."""
        sequence = self._message.sequence
        await self._bus.call("ack", self._consumer, lambda: self._durable.ack(sequence))

    async def nak(self, *, delay: float) -> None:
        """Ask for it again after `delay` seconds."""

        def again() -> None:
            self._durable.nak(self._message.sequence, due=self._server.now + delay)
            self._server.changed()

        await self._bus.call("nak", self._consumer, again)

    async def term(self, *, reason: str) -> None:  # noqa: ARG002  the server only shows it to people
        """Never deliver it again."""
        sequence = self._message.sequence
        await self._bus.call("term", self._consumer, lambda: self._durable.ack(sequence))

    async def in_progress(self) -> None:
        """Start the ack wait anew: the work goes on."""
        sequence = self._message.sequence
        await self._bus.call(
            "in_progress", self._consumer, lambda: self._durable.in_progress(sequence, self._server.now)
        )

    @property
    def _durable(self) -> MemoryConsumer:
        return self._server.consumer(self._consumer)
