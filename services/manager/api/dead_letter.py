"""A dead letter, read from its message: why it died, and whether it may be tried again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.bus.chunks import chunked_in
from shared.bus.codec import BadMessageError, text_of
from shared.bus.port import Message
from shared.contracts.topology import Topology

HEADER_FAMILY = "dead-"
"""What was added when the letter was buried; all else was the original's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that nobody could do anything with."""

    id: int
    """Its sequence in the stream of dead letters."""
    consumer: str
    """Whose handler gave it up."""
    stream: str
    subject: str
    """Where it was published."""
    sequence: int
    """What it was in its stream."""
    attempts: int
    reason: str
    size: int
    """Bytes of the original."""
    data: bytes
    """As much of it as was kept."""
    headers: Mapping[str, str]
    """The original's."""

    @property
    def whole(self) -> bool:
        """Whether all of it was kept."""
        return len(self.data) == self.size

    def text(self, limit: int) -> str:
        """Return what it says, the first `limit` characters; empty where it is no text."""
        try:
            return text_of(self.data)[:limit]
        except BadMessageError:
            return ""


def dead_letter(message: Message) -> DeadLetter:
    """Return the dead letter in a message. What its headers do not tell is empty, or 0."""
    told = {name.lower(): value for name, value in message.headers.items()}
    return DeadLetter(
        id=message.sequence,
        consumer=told.get("dead-consumer", ""),
        stream=told.get("dead-stream", ""),
        subject=told.get("dead-subject", ""),
        sequence=_number(told.get("dead-sequence", "")),
        attempts=_number(told.get("dead-attempts", "")),
        reason=told.get("dead-reason", ""),
        size=_number(told.get("dead-bytes", str(len(message.data)))),
        data=message.data,
        headers={n: value for n, value in message.headers.items() if not n.lower().startswith(HEADER_FAMILY)},
    )


def why_not_again(letter: DeadLetter, topology: Topology) -> str | None:
    """Return why a letter cannot be published again; None where it can.

    Anybody who may bury a letter writes its headers: only what some consumer reads is published again.
    """
    if _names_chunks(letter.data):
        return "it was a batch in chunks, and those are not kept: its site says it again until it is decided"
    if not letter.whole:
        return f"only {len(letter.data)} of its {letter.size} bytes were kept"
    try:
        stream = topology.stream_of(letter.consumer)
    except ValueError:
        return f"no consumer is called {letter.consumer!r}"
    patterns = [pattern for spec in topology.streams() if spec.name == stream for pattern in spec.subjects]
    if not any(_matches(pattern, letter.subject) for pattern in patterns):
        return f"{letter.consumer} does not read {letter.subject!r}"
    return None


def _names_chunks(data: bytes) -> bool:
    try:
        return chunked_in(data) is not None
    except BadMessageError:
        return True


def _matches(pattern: str, subject: str) -> bool:
    """Tell whether a literal subject falls under a pattern with `*` alone."""
    wanted, given = pattern.split("."), subject.split(".")
    if len(wanted) != len(given) or not all(given) or {"*", ">"} & set(given):
        return False
    return all(token in ("*", own) for token, own in zip(wanted, given, strict=True))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
