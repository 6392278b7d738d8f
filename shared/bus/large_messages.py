"""Publishing and reading what may be larger than one message."""

from shared.bus.chunks import MESSAGE_BYTES, chunked_in, cut, joined
from shared.bus.codec import BadMessageError
from shared.bus.port import Bus, BusTimeoutError, Message, PublishAck
from shared.contracts.channels import chunked_type
from shared.contracts.topology import Topology


async def publish_large(
    bus: Bus,
    topology: Topology,
    subject: str,
    data: bytes,
    *,
    message_id: str,
    expected_last_subject_sequence: int | None = None,
    message_bytes: int = MESSAGE_BYTES,
) -> PublishAck:
    """Publish `data` as one message or, where it is larger than `message_bytes`, as chunks.

    Raises:
        BadMessageError: it is too large even for chunks.
        BusError: as `Bus.publish` and `Bus.publish_together`.
    """
    if len(data) <= message_bytes:
        return await bus.publish(
            subject,
            data,
            message_id=message_id,
            expected_last_subject_sequence=expected_last_subject_sequence,
        )
    pieces = cut(data, message_bytes=message_bytes)
    return await bus.publish_atomically(
        subject,
        pieces.naming,
        chunk_subject=topology.chunk_of(subject),
        chunks=pieces.chunks,
        message_id=message_id,
        expected_last_subject_sequence=expected_last_subject_sequence,
        headers=chunked_type(subject, prefix=topology.prefix),
    )


async def read_large(bus: Bus, stream: str, message: Message) -> bytes:
    """Return what a message holds or, where it names chunks, what these hold together.

    Raises:
        BadMessageError: its chunks are not there, or are others: so it is for every reader.
        BusError: the bus failed, or the message itself is not there any more.
    """
    named = chunked_in(message.data)
    if named is None:
        return message.data
    chunks: list[bytes] = []
    for sequence in range(message.sequence - len(named.chunks), message.sequence):
        chunks.append(await _chunk(bus, stream, sequence, of=message))
    return joined(named, chunks)


async def _chunk(bus: Bus, stream: str, sequence: int, *, of: Message) -> bytes:
    chunk = await bus.get(stream, sequence)
    if chunk is None:
        # The leader may have been one that lags. Who has the message has what was stored before it, too,
        # unless it is gone for good. And where the message is gone, it was done, or a store rolled back.
        still = await bus.get(stream, of.sequence)
        if still is None or still.data != of.data:
            raise BusTimeoutError(f"message {of.sequence} of {stream} is gone while its chunks were read")
        chunk = await bus.get(stream, sequence)
    if chunk is None:
        raise BadMessageError(f"chunk {sequence} of message {of.sequence} is not there")
    return chunk.data
