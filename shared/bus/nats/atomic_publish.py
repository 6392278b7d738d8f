"""Storing several messages all or none: JetStream's atomic batch publish (ADR-50, nats-server 2.12).

The client library has no call for it: it is three headers. The server answers every message but the last
with nothing, or with an error, and the last with an ordinary ack. It forgets a set that is not completed
10 seconds after the last message of it, and has 50 of a stream under way at most.
"""

from collections.abc import Sequence

from shared.bus.nats.atomic_message import Part
from shared.bus.nats.publish import Publisher
from shared.bus.port import BusError, PublishAck
from shared.contracts.messages.chunked import CHUNKS_MAX

BATCH_ID = "Nats-Batch-Id"
"""At most 64 characters."""

BATCH_SEQUENCE = "Nats-Batch-Sequence"
"""From 1 on, without a gap."""

BATCH_COMMIT = "Nats-Batch-Commit"
"""On the last message alone."""


async def publish_atomically(publisher: Publisher, parts: Sequence[Part], *, batch: str) -> PublishAck:
    """Publish `parts`, one after the other; none is stored before the last has arrived.

    Args:
        publisher: of one connection: the order counts.
        parts: all of one stream.
        batch: a name that nobody else gives to a set under way.

    Raises:
        BusError: as `Bus.publish_together`; nothing was stored unless it is a time-out.
    """
    if len(parts) > CHUNKS_MAX + 1:
        raise BusError(
            f"publish to {parts[-1].subject}: {len(parts)} messages together, {CHUNKS_MAX + 1} fit"
        )
    *before, last = parts
    for number, part in enumerate(before, start=1):
        await publisher.hand_over(part.subject, part.data, _headers(part, batch, number))
    headers = {**_headers(last, batch, len(parts)), BATCH_COMMIT: "1"}
    return await publisher.publish(last.subject, last.data, headers)


def _headers(part: Part, batch: str, number: int) -> dict[str, str]:
    return {**part.headers, BATCH_ID: batch, BATCH_SEQUENCE: str(number)}
