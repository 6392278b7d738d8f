"""Answers about the bus: how full its streams are, and how far their consumers are behind. Pure."""

from pydantic import AwareDatetime

from shared.model.base import FrozenModel


class StreamRow(FrozenModel):
    """One stream, or the stream under a bucket."""

    name: str
    messages: int
    bytes: int
    bytes_max: int | None = None
    """None: without a bound."""
    first_at: AwareDatetime | None = None
    """When the oldest message was stored; None where there is none."""


class ConsumerRow(FrozenModel):
    """One durable consumer."""

    stream: str
    name: str
    pending: int
    """Not delivered yet."""
    in_flight: int
    """Delivered, and not acknowledged."""
    redelivered: int
    """Of those in flight, delivered more than once."""


class BusAnswer(FrozenModel):
    """The bus, as an orchestrator saw it a moment ago; empty where it could not be looked at."""

    streams: tuple[StreamRow, ...]
    consumers: tuple[ConsumerRow, ...]
