"""The port that every service uses to reach JetStream.

Two implementations pass one conformance suite (`testing/bus/conformance`): `NatsBus`
over nats-py, and `MemoryBus`, which the simulation runs on. All methods may raise `BusError`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from shared.model.errors import OperatorError


class BusError(OperatorError):
    """The bus did not do what was asked."""


class BusTimeoutError(BusError):
    """No answer in time. It may have been done all the same: look before doing it again."""


class WrongLastSequenceError(BusError):
    """The compare-and-set lost: somebody else wrote to the subject (or we did, before a time-out)."""


class AlreadyStoredError(BusError):
    """A message with this id was stored a while ago: nothing was stored now."""


class StoreFullError(BusError):
    """The stream is at its bound and refuses: wait until readers have caught up."""


class NameTakenError(BusError):
    """A stream of this name is there already, and another process made it a moment ago."""


class NoStreamError(BusError):
    """The stream, bucket or consumer is not there: the topology was not reconciled."""


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message."""

    subject: str
    sequence: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishAck:
    """The stream has stored the message durably, as `sequence`."""

    sequence: int
    duplicate: bool = False


class Delivery(Protocol):
    """One delivery of a message from a durable consumer. End it with exactly one of ack, nak, term."""

    @property
    def message(self) -> Message:
        """What was delivered."""

    @property
    def attempt(self) -> int:
        """1 for the first delivery."""

    async def ack(self) -> None:
        """Say that the effect is durable. Waits until the server has noted it."""

    async def nak(self, *, delay: float) -> None:
        """Ask for it again after `delay` seconds."""

    async def term(self, *, reason: str) -> None:
        """Never deliver it again."""

    async def in_progress(self) -> None:
        """Start the ack wait anew: the work goes on."""


class Bus(Protocol):
    """JetStream, as far as the services use it. Streams and consumers come from `topology`."""

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
        """Store a message, and return once it is durable. `bulk` takes the connection for bulk data.

        Message ids are unique over a whole stream, for a window that ends: never rely on them alone.

        Raises:
            WrongLastSequenceError: the subject's last sequence is not the expected one.
            StoreFullError: the stream refuses more.
            BusTimeoutError: unknown whether it was stored.
        """

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
        """Store `chunks` and, right after the last of them, a message: all of them or none.

        Args:
            subject: of the message. Both subjects are of one stream, whose `StreamSpec.together` is set.
            data: of the message, which names the chunks; the ack is for it.
            chunk_subject: another subject, on which the chunks are stored in their order.
            chunks: at most `CHUNKS_MAX`, none larger than a message may be.
            message_id: of the message; chunks have none.
            expected_last_subject_sequence: of `subject`.
            headers: of the message.

        Raises:
            AlreadyStoredError: the message id was seen in its window. This comes before compare-and-set.
            WrongLastSequenceError: the subject's last sequence is not the expected one.
            StoreFullError: the stream refuses so much.
            BusTimeoutError: unknown whether all or none was stored.
        """

    async def last(self, stream: str, subject: str) -> Message | None:
        """Return the last message on `subject` as the stream's leader has it, or None."""

    async def get(self, stream: str, sequence: int) -> Message | None:
        """Return the message with this sequence as the stream's leader has it, or None."""

    async def direct(self, stream: str, subject: str) -> Message | None:
        """Return the last message on the exact `subject` from any replica: fast, bulk, may be stale.

        None is not evidence of absence.
        """

    async def purge(self, stream: str, subject: str, *, before: int | None = None) -> None:
        """Remove all messages of a subject (wildcards allowed) from the stream.

        With `before`, only those with a lower sequence.
        """

    async def last_per_subject(self, stream: str, subject: str) -> Sequence[Message]:
        """Return the last message of every subject that matches `subject`, in order of sequence."""

    def follow(self, stream: str, subject: str, *, after: int) -> AsyncIterator[Message]:
        """Yield the messages on `subject` with a sequence above `after`, in order, without end.

        Survives reconnects and server restarts without gaps or repeats. Close it by closing the iterator.
        """

    def stored(self, stream: str, subject: str, *, after: int) -> AsyncIterator[Message]:
        """Yield the messages on `subject` with a sequence above `after` that are there, in order, then end.

        Reads one at a time from the stream's leader: for people, who look at few. What is stored
        meanwhile is among them, what is removed meanwhile is not. Close it by closing the iterator.
        """

    async def drop(self, stream: str, sequence: int) -> bool:
        """Remove one message from the stream; tell whether it was there.

        Raises:
            BusError: the stream keeps its messages for ever.
        """

    async def caught_up(self, stream: str, subject: str) -> int:
        """Return the leader's last sequence on `subject`, 0 when there is none."""

    async def fetch(self, consumer: str, *, batch: int, timeout: float) -> Sequence[Delivery]:
        """Fetch up to `batch` deliveries from the durable `consumer` (a name in the topology).

        Returns an empty sequence when nothing came within `timeout` seconds.
        """

    async def put(self, bucket: str, key: str, value: bytes, *, ttl: float | None = None) -> int:
        """Set a key of a bucket, whatever it held. Returns its revision. `ttl` in seconds."""

    async def create(self, bucket: str, key: str, value: bytes, *, ttl: float | None = None) -> int | None:
        """Set a key only where it does not exist (or is deleted or expired); None when it does."""

    async def update(
        self, bucket: str, key: str, value: bytes, *, revision: int, ttl: float | None = None
    ) -> int | None:
        """Set a key only where it still has `revision`; None when it has not."""

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key; its `sequence` is the revision. None when there is none.

        Its headers say the time to live that it was given (`Nats-TTL`, in whole seconds).
        """

    async def values(self, bucket: str) -> Mapping[str, Message]:
        """Return all current keys of a bucket with their values."""

    async def remove(self, bucket: str, key: str) -> None:
        """Delete a key; nothing happens when it is not there."""

    @property
    def sent_bytes(self) -> int:
        """Bytes that this process has put on the bus, headers included, over all connections, of any kind."""

    @property
    def connected(self) -> bool:
        """Whether all its connections stand now."""
