"""The position of a delivery, from the reply subject that JetStream gives each one. Pure."""

from dataclasses import dataclass

from shared.bus.port import BusError

TOKENS_SHORT = 9
"""$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<time>.<pending> (ADR-15)."""

TOKENS_LONG = 11
"""At least: with a domain and an account hash after $JS.ACK, and perhaps a random token at the end."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a reply subject says."""

    deliveries: int
    """1 for the first delivery."""
    stream_sequence: int
    consumer_sequence: int
    pending: int
    """Messages that the consumer still has to deliver."""


def parse_reply_subject(reply: str) -> Place:
    """Return what the reply subject of a delivery says.

    Raises:
        BusError: it is no such subject.
    """
    tokens = reply.split(".")
    if tokens[:2] != ["$JS", "ACK"] or not (len(tokens) == TOKENS_SHORT or len(tokens) >= TOKENS_LONG):
        raise BusError(f"not a delivery of JetStream: reply subject {reply!r}")
    first = 4 if len(tokens) == TOKENS_SHORT else 6
    try:
        deliveries, stream, consumer, _time, pending = (int(token) for token in tokens[first : first + 5])
    except ValueError as error:
        raise BusError(f"not a delivery of JetStream: reply subject {reply!r}") from error
    return Place(deliveries=deliveries, stream_sequence=stream, consumer_sequence=consumer, pending=pending)
