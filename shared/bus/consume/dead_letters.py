"""Dead letters: messages that nobody can do anything with, kept for people with a reason to act on."""

from shared.bus.port import Bus, Delivery
from shared.contracts.topology import ConsumerSpec, Topology

DEAD_BYTES_MAX = 1024 * 1024 - 16 * 1024
"""Payload kept of a dead letter: the largest message of a server, less room for the headers."""

REASON_CHARACTERS_MAX = 2000


class DeadLetters:
    """Copies messages into the stream of dead letters."""

    def __init__(self, bus: Bus, topology: Topology) -> None:
        self._bus = bus
        self._topology = topology

    async def bury(self, delivery: Delivery, spec: ConsumerSpec, *, reason: str) -> None:
        """Keep a copy of the message durably, then take it out of its consumer.

        The reason is one line that a person can act on. Burying twice keeps one copy.

        Raises:
            BusError: the copy is not known to be kept; the message was left where it is.
        """
        message = delivery.message
        headers = {
            **message.headers,
            "Dead-Reason": " ".join(reason.split())[:REASON_CHARACTERS_MAX],
            "Dead-Stream": spec.stream.value,
            "Dead-Consumer": spec.name,
            "Dead-Subject": message.subject,
            "Dead-Sequence": str(message.sequence),
            "Dead-Attempts": str(delivery.attempt),
            "Dead-Bytes": str(len(message.data)),
        }
        await self._bus.publish(
            self._topology.dead(spec.name),
            message.data[:DEAD_BYTES_MAX],
            message_id=f"dead-{spec.name}-{message.sequence}",
            headers=headers,
        )
        await delivery.ack()
