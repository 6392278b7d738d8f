"""A durable consumer in memory: what is delivered, pending, due again. Pure: time is passed in."""

from collections import deque
from dataclasses import dataclass, field

from shared.bus.port import Message
from shared.contracts.topology import ConsumerSpec
from testing.bus.stream import MemoryStream

FORGOTTEN_MAX = 200
"""Acks that a crash can lose: up to 188 were seen to come back from a stream with limits."""


@dataclass(slots=True)
class MemoryConsumer:
    """The state of one durable consumer with explicit acks."""

    spec: ConsumerSpec
    stream: MemoryStream
    _delivered: int = 0
    """Everything up to this sequence was delivered at least once."""
    _pending: dict[int, float] = field(default_factory=dict)
    """When each message that is not acknowledged is due again."""
    _deliveries: dict[int, int] = field(default_factory=dict)
    _acknowledged: deque[int] = field(default_factory=lambda: deque(maxlen=FORGOTTEN_MAX))

    def take(self, limit: int, now: float) -> list[tuple[Message, int]]:
        """Deliver up to `limit` messages, each with its number of deliveries."""
        taken: list[tuple[Message, int]] = []
        while len(taken) < limit:
            message = self._due(now) or self._fresh()
            if message is None:
                break
            count = self._deliveries[message.sequence] = self._deliveries.get(message.sequence, 0) + 1
            self._pending[message.sequence] = now + self.spec.ack_wait
            taken.append((message, count))
        return taken

    def next_due(self) -> float | None:
        """Return when the next message that is not acknowledged comes again."""
        return min(self._pending.values(), default=None)

    def ack(self, sequence: int) -> None:
        """Take a message as done, whichever of its deliveries this is.

        One that the consumer does not know as delivered, after a crash, is not: it comes again.
        """
        if self._deliveries.get(sequence) == 0:
            return
        self._done(sequence)
        if self.stream.rules.work_queue:
            self.stream.remove(sequence)
        else:
            self._acknowledged.append(sequence)

    def nak(self, sequence: int, *, due: float) -> None:
        """Deliver it again at `due`."""
        if sequence in self._pending:
            self._pending[sequence] = due

    def in_progress(self, sequence: int, now: float) -> None:
        """Start the ack wait anew."""
        if sequence in self._pending:
            self._pending[sequence] = now + self.spec.ack_wait

    def crash(self, *, forget: int, now: float) -> None:
        """Start again as after a SIGKILL, which deliveries and acks that were not synced do not survive.

        The last `forget` acks are forgotten (not on work queues), and up to as many deliveries: those
        messages come again as if for the first time.
        """
        self._delivered = min(self._delivered, self.stream.last_sequence)
        forgotten = sorted(self._pending)[-forget:] if forget else []
        acknowledged = [self._acknowledged.pop() for _ in range(min(forget, len(self._acknowledged)))]
        for sequence in (*forgotten, *acknowledged):
            self._pending[sequence] = now
            self._deliveries[sequence] = 0
        for sequence in [each for each in self._pending if each > self.stream.last_sequence]:
            self._done(sequence)

    def _done(self, sequence: int) -> None:
        self._pending.pop(sequence, None)
        self._deliveries.pop(sequence, None)

    def _due(self, now: float) -> Message | None:
        for sequence in sorted(each for each, due in self._pending.items() if due <= now):
            message = self.stream.get(sequence)
            if message is not None:
                return message
            self._done(sequence)  # the stream has dropped it meanwhile
        return None

    def _fresh(self) -> Message | None:
        if len(self._pending) >= self.spec.max_ack_pending:
            return None
        message = self.stream.first_after(self._delivered, self.spec.subject)
        if message is not None:
            self._delivered = message.sequence
        return message
