"""Key-value buckets as plain operations on streams, in the layout that every NATS client reads (ADR-8)."""

from collections.abc import Mapping

from shared.bus.jetstream import JetStream
from shared.bus.ordered import read_last_per_subject
from shared.bus.port import Message, WrongLastSequenceError
from shared.bus.publish import Publisher, publish_headers
from shared.bus.read import read_last

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


class Buckets:
    """The bucket methods of the port."""

    def __init__(self, jetstream: JetStream, publisher: Publisher) -> None:
        self._jetstream = jetstream
        self._publisher = publisher

    async def put(self, bucket: str, key: str, value: bytes, *, ttl: float | None) -> int:
        """Set a key, whatever it held."""
        headers = publish_headers(None, ttl=ttl)
        return (await self._publisher.publish(key_subject(bucket, key), value, headers)).sequence

    async def create(self, bucket: str, key: str, value: bytes, *, ttl: float | None) -> int | None:
        """Set a key only where there is none."""
        revision = await self.update(bucket, key, value, revision=0, ttl=ttl)
        if revision is not None:
            return revision
        last = await read_last(self._jetstream, bucket_stream(bucket), key_subject(bucket, key))
        if last is not None and not is_removed(last):
            return None
        return await self.update(bucket, key, value, revision=last.sequence if last else 0, ttl=ttl)

    async def update(
        self, bucket: str, key: str, value: bytes, *, revision: int, ttl: float | None
    ) -> int | None:
        """Set a key only where it still has `revision`."""
        headers = publish_headers(None, expected=revision, ttl=ttl)
        try:
            return (await self._publisher.publish(key_subject(bucket, key), value, headers)).sequence
        except WrongLastSequenceError:
            return None

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the current value of a key."""
        last = await read_last(self._jetstream, bucket_stream(bucket), key_subject(bucket, key))
        return None if last is None or is_removed(last) else last

    async def values(self, bucket: str) -> Mapping[str, Message]:
        """Return all current keys with their values."""
        prefix = key_subject(bucket, "")
        messages = await read_last_per_subject(self._jetstream, bucket_stream(bucket), f"{prefix}>")
        return {each.subject.removeprefix(prefix): each for each in messages if not is_removed(each)}

    async def remove(self, bucket: str, key: str) -> None:
        """Delete a key by a marker that goes away by itself."""
        if await self.value(bucket, key) is None:
            return
        headers = publish_headers({OPERATION: "DEL"}, ttl=MARKER_SECONDS)
        await self._publisher.publish(key_subject(bucket, key), b"", headers)
