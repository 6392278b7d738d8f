"""One stream in memory, as a server with one replica keeps it. Pure: time is passed in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from shared.bus.nats.atomic_message import Part
from shared.bus.nats.publish_headers import whole_seconds
from shared.bus.port import (
    AlreadyStoredError,
    BusError,
    Message,
    PublishAck,
    StoreFullError,
    WrongLastSequenceError,
)
from shared.contracts.messages.chunked import CHUNKS_MAX

MATCHES_KEPT = 4096
"""Answers on patterns and subjects kept: they repeat all the time."""

MESSAGE_OVERHEAD = 34
"""Bytes that a server's file store adds to each message, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRules:
    """What a stream keeps. As `StreamSpec`; 0 means without that bound."""

    name: str
    subjects: tuple[str, ...]
    work_queue: bool = False
    per_subject: int = 0
    max_bytes: int = 0
    max_age: float = 0
    refuse_when_full: bool = True
    keep_forever: bool = False
    together: bool = False
    duplicate_window: float = 120


@dataclass(slots=True, kw_only=True)
class Stored:
    """A message with what the server knows of it."""

    message: Message
    expires: float
    message_id: str | None

    @property
    def size(self) -> int:
        """Bytes counted against the stream's bound."""
        headers = sum(len(key) + len(value) for key, value in self.message.headers.items())
        return len(self.message.data) + len(self.message.subject) + headers + MESSAGE_OVERHEAD


@dataclass(slots=True)
class MemoryStream:
    """Messages by sequence, and the ids seen in the window."""

    rules: StreamRules
    last_sequence: int = 0
    bytes_used: int = 0
    _stored: dict[int, Stored] = field(default_factory=dict)
    _subjects: dict[str, dict[int, None]] = field(default_factory=dict)
    """Sequences of each subject, ascending."""
    _ids: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Sequence and end of the window, in the order in which the windows end."""
    _first_expiry: float = float("inf")
    """Nothing expires before."""

    def accepts(self, subject: str) -> bool:
        """Tell whether the stream listens on a subject."""
        return any(matches(pattern, subject) for pattern in self.rules.subjects)

    def append(
        self,
        subject: str,
        data: bytes,
        *,
        now: float,
        headers: Mapping[str, str],
        message_id: str | None = None,
        expected: int | None = None,
        ttl: float | None = None,
    ) -> PublishAck:
        """Store a message. Raises WrongLastSequenceError, StoreFullError.

        Compare-and-set comes before the look for a repeated id, as on a server with one replica.
        """
        self.expire(now)
        last = self.last_sequence_of(subject)
        if expected is not None and expected != last:
            raise WrongLastSequenceError(f"publish to {subject}: wrong last sequence: {last}")
        if message_id is not None and message_id in self._ids:
            return PublishAck(sequence=self._ids[message_id][0], duplicate=True)
        message = Message(subject, self.last_sequence + 1, data, dict(headers))
        expires = min(self._end(self.rules.max_age, now), self._end(whole_seconds(ttl), now))
        stored = Stored(message=message, expires=expires, message_id=message_id)
        self._make_room(stored)
        self._add(stored, now)
        return PublishAck(sequence=message.sequence)

    def append_together(
        self,
        chunks: Sequence[Part],
        last: Part,
        *,
        now: float,
        message_id: str | None = None,
        expected: int | None = None,
    ) -> PublishAck:
        """Store `chunks` and then `last`, or nothing. Raises as `Bus.publish_together`.

        The look for a repeated id comes first, as on a server.
        """
        self.expire(now)
        doing = f"publish to {last.subject}"
        expires = self._end(self.rules.max_age, now)
        stored = [
            Stored(
                message=Message(part.subject, self.last_sequence + number, part.data, dict(part.headers)),
                expires=expires,
                message_id=message_id if part is last else None,
            )
            for number, part in enumerate([*chunks, last], start=1)
        ]
        if message_id is not None and message_id in self._ids:
            raise AlreadyStoredError(f"{doing}: the message id {message_id} is known")
        found = self.last_sequence_of(last.subject)
        if expected is not None and expected != found:
            raise WrongLastSequenceError(f"{doing}: wrong last sequence: {found}")
        self._check_together(stored, doing=doing)
        for each in stored:
            self._add(each, now)
        return PublishAck(sequence=self.last_sequence)

    def get(self, sequence: int) -> Message | None:
        """Return the message with this sequence."""
        stored = self._stored.get(sequence)
        return stored.message if stored else None

    def last(self, pattern: str, *, skip: int = 0) -> Message | None:
        """Return the last message on a subject or pattern, leaving out the `skip` newest."""
        sequences = sorted(self._sequences(pattern))
        return self._stored[sequences[-1 - skip]].message if len(sequences) > skip else None

    def last_sequence_of(self, subject: str) -> int:
        """Return the last sequence on an exact subject, 0 when there is none."""
        sequences = self._subjects.get(subject)
        return next(reversed(sequences)) if sequences else 0

    def last_per_subject(self, pattern: str) -> list[Message]:
        """Return the last message of every matching subject, in order of sequence."""
        last = sorted(next(reversed(self._subjects[subject])) for subject in self._matching(pattern))
        return [self._stored[sequence].message for sequence in last]

    def after(self, sequence: int, pattern: str) -> Iterator[Message]:
        """Yield the messages on a pattern with a sequence above `sequence`, in order."""
        for each in sorted(found for found in self._sequences(pattern) if found > sequence):
            yield self._stored[each].message

    def first_after(self, sequence: int, pattern: str) -> Message | None:
        """Return the first message on a pattern with a sequence above `sequence`."""
        if "*" not in pattern and ">" not in pattern:
            own = min((found for found in self._subjects.get(pattern, ()) if found > sequence), default=None)
            return self._stored[own].message if own is not None else None
        # Who follows finds the next one close by: to look at all of them takes a long stream's square.
        for each in range(sequence + 1, self.last_sequence + 1):
            stored = self._stored.get(each)
            if stored is not None and matches(pattern, stored.message.subject):
                return stored.message
        return None

    def purge(self, pattern: str, *, before: int | None = None) -> None:
        """Remove all messages of a pattern, or those with a sequence below `before`.

        Raises BusError where the stream denies it.
        """
        if self.rules.keep_forever:
            raise BusError(f"purge of {self.rules.name}: not permitted")
        for sequence in list(self._sequences(pattern)):
            if before is None or sequence < before:
                self.remove(sequence)

    def drop(self, sequence: int) -> bool:
        """Remove one message at a client's wish; tell whether it was there. Raises as `purge`."""
        if sequence not in self._stored:
            return False
        if self.rules.keep_forever:
            raise BusError(f"delete from {self.rules.name}: not permitted")
        self.remove(sequence)
        return True

    def remove(self, sequence: int) -> None:
        """Remove one message; nothing happens when it is not there."""
        stored = self._stored.pop(sequence, None)
        if stored is None:
            return
        self.bytes_used -= stored.size
        sequences = self._subjects[stored.message.subject]
        del sequences[sequence]
        if not sequences:
            del self._subjects[stored.message.subject]

    def expire(self, now: float) -> None:
        """Forget messages and ids whose time is over."""
        while self._ids and next(iter(self._ids.values()))[1] <= now:
            del self._ids[next(iter(self._ids))]
        if now < self._first_expiry:
            return
        for sequence in [each for each, stored in self._stored.items() if stored.expires <= now]:
            self.remove(sequence)
        self._first_expiry = min((stored.expires for stored in self._stored.values()), default=float("inf"))

    def roll_back(self, count: int) -> None:
        """Lose the last `count` sequences as a store that lied about its syncs does: they are given again."""
        self.last_sequence = max(0, self.last_sequence - count)
        for sequence in [each for each in self._stored if each > self.last_sequence]:
            self.remove(sequence)
        self._ids = {key: seen for key, seen in self._ids.items() if seen[0] <= self.last_sequence}

    def _check_together(self, stored: Sequence[Stored], *, doing: str) -> None:
        """Raise where these messages may not be stored together. No stream that takes them drops others."""
        if not self.rules.together or not all(self.accepts(each.message.subject) for each in stored):
            raise BusError(f"{doing}: {self.rules.name} does not store these together")
        if len(stored) > CHUNKS_MAX + 1:
            raise BusError(f"{doing}: {len(stored)} messages together, {CHUNKS_MAX + 1} fit")
        size = sum(each.size for each in stored)
        if self.rules.max_bytes and self.bytes_used + size > self.rules.max_bytes:
            raise StoreFullError(f"{doing}: maximum bytes exceeded")

    def _make_room(self, stored: Stored) -> None:
        """Drop what the bounds push out, or refuse."""
        pushed_out = self._pushed_out(stored.message.subject)
        freed = sum(self._stored[sequence].size for sequence in pushed_out)
        if self.rules.max_bytes:
            over = self.bytes_used - freed + stored.size - self.rules.max_bytes
            if over > 0 and self.rules.refuse_when_full:
                raise StoreFullError(f"publish to {stored.message.subject}: maximum bytes exceeded")
            for sequence in list(self._stored):
                if over <= 0:
                    break
                if sequence not in pushed_out:
                    over -= self._stored[sequence].size
                    self.remove(sequence)
        for sequence in pushed_out:
            self.remove(sequence)

    def _pushed_out(self, subject: str) -> list[int]:
        if not self.rules.per_subject:
            return []
        sequences = list(self._subjects.get(subject, {}))
        return sequences[: max(0, len(sequences) - self.rules.per_subject + 1)]

    def _add(self, stored: Stored, now: float) -> None:
        sequence = self.last_sequence = stored.message.sequence
        self._stored[sequence] = stored
        self._subjects.setdefault(stored.message.subject, {})[sequence] = None
        self._first_expiry = min(self._first_expiry, stored.expires)
        self.bytes_used += stored.size
        if stored.message_id is not None:
            self._ids[stored.message_id] = (sequence, now + self.rules.duplicate_window)

    def _sequences(self, pattern: str) -> Iterable[int]:
        for subject in self._matching(pattern):
            yield from self._subjects[subject]

    def _matching(self, pattern: str) -> list[str]:
        if "*" not in pattern and ">" not in pattern:
            return [pattern] if pattern in self._subjects else []
        return [subject for subject in self._subjects if matches(pattern, subject)]

    @staticmethod
    def _end(lifetime: float | None, now: float) -> float:
        return now + lifetime if lifetime else float("inf")


@lru_cache(maxsize=MATCHES_KEPT)
def matches(pattern: str, subject: str) -> bool:
    """Tell whether a subject falls under a pattern with `*` (one token) and `>` (the rest, at least one)."""
    wanted, given = pattern.split("."), subject.split(".")
    for position, token in enumerate(wanted):
        if token == ">":
            return len(given) > position
        if position >= len(given) or token not in ("*", given[position]):
            return False
    return len(wanted) == len(given)
