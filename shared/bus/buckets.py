"""Key-value buckets as plain operations on streams, in the layout that every NATS client reads (ADR-8)."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from shared.bus.port import Message, PublishAck, WrongLastSequenceError

OPERATION = "KV-Operation"
"""Header of a marker that says: this key was removed."""

REMOVALS = frozenset({"DEL", "PURGE"})

MARKER_SECONDS = 3600.0
"""How long the marker of a removed key stays, so that removed keys do not add up."""


def bucket_stream(bucket: str) -> str:
    """Return the name of the stream under a bucket."""
    return f"KV_{bucket}"


def key_subject(bucket: str, key: str) -> str:
    """Return the subject of a key; key `>` for all of them."""
    return f"$KV.{bucket}.{key}"


def is_removed(message: Message) -> bool:
    """Tell whether a message of a bucket's stream is the marker of a removed key."""
    return message.headers.get(OPERATION) in REMOVALS


class BucketStore(Protocol):
    """The operations on streams that buckets are made of. All may raise BusError."""

    async def store(
        self,
        subject: str,
        data: bytes,
        *,
        expected: int | None = None,
        ttl: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PublishAck:
        """Publish with compare-and-set and a time to live."""

    async def last(self, stream: str, subject: str) -> Message | None:
        """Return the last message on a subject as the leader has it."""

    async def last_per_subject(self, stream: str, subject: str) -> Sequence[Message]:
        """Return the last message of every matching subject."""


class Buckets:
    """The bucket methods of the port, over any store."""

    def __init__(self, store: BucketStore) -> None:
        self._store = store

    async def put(self, bucket: str, key: str, value: bytes, *, ttl: float | None) -> int:
        """Set a key, whatever it held."""
        return (await self._store.store(key_subject(bucket, key), value, ttl=ttl)).sequence

    async def create(self, bucket: str, key: str, value: bytes, *, ttl: float | None) -> int | None:
        """Set a key only where there is none."""
        revision = await self.update(bucket, key, value, revision=0, ttl=ttl)
        if revision is not None:
            return revision
        last = await self._store.last(bucket_stream(bucket), key_subject(bucket, key))
        if last is not None and not is_removed(last):
            return None
        return await self.update(bucket, key, value, revision=last.sequence if last else 0, ttl=ttl)

    async def update(
        self, bucket: str, key: str, value: bytes, *, revision: int, ttl: float | None
    ) -> int | None:
        """Set a key only where it still has `revision`."""
        try:
            ack = await self._store.store(key_subject(bucket, key), value, expected=revision, ttl=ttl)
        except WrongLastSequenceError:
            return None
        return ack.sequence

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key."""
        last = await self._store.last(bucket_stream(bucket), key_subject(bucket, key))
        return None if last is None or is_removed(last) else last

    async def values(self, bucket: str) -> Mapping[str, Message]:
        """Return all current keys with their values."""
        prefix = key_subject(bucket, "")
        messages = await self._store.last_per_subject(bucket_stream(bucket), f"{prefix}>")
        return {each.subject.removeprefix(prefix): each for each in messages if not is_removed(each)}

    async def remove(self, bucket: str, key: str) -> None:
        """Delete a key by a marker that goes away by itself."""
        if await self.value(bucket, key) is None:
            return
        subject = key_subject(bucket, key)
        await self._store.store(subject, b"", ttl=MARKER_SECONDS, headers={OPERATION: "DEL"})
