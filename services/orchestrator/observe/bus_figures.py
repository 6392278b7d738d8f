"""Figures of the bus: how full streams are, and how far consumers lag, as JetStream tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.bus.nats.jetstream import JetStream
from shared.contracts.topology import Stream

STREAMS_WITH_CONSUMERS = (Stream.BATCHES, Stream.JOBS)
"""Their durables have a name for each collection or site; readers of others come and go."""

CONSUMERS_MAX = 2000
"""Consumers of one stream that are told of: each is a series of Prometheus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigures:
    """One stream, or the stream under a bucket."""

    name: str
    messages: int
    bytes: int
    bytes_max: int | None
    """None: without a bound."""
    first_at: float | None
    """When the oldest message was stored, in seconds since 1970; None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerFigures:
    """One durable consumer."""

    stream: str
    name: str
    pending: int
    """Not delivered yet."""
    in_flight: int
    """Delivered, and not acknowledged."""
    redelivered: int
    """Of those in flight, delivered more than once."""


async def stream_figures(jetstream: JetStream) -> tuple[StreamFigures, ...]:
    """Return the figures of all streams. Raises BusError."""
    answer = await jetstream.call("STREAM.LIST")
    return tuple(parse_stream(raw) for raw in answer["streams"] or ())


async def consumer_figures(jetstream: JetStream, stream: str) -> tuple[ConsumerFigures, ...]:
    """Return the figures of the consumers of a stream, the first CONSUMERS_MAX of them. Raises BusError."""
    found: list[ConsumerFigures] = []
    while len(found) < CONSUMERS_MAX:
        answer = await jetstream.call(f"CONSUMER.LIST.{stream}", {"offset": len(found)})
        page = answer["consumers"] or ()
        found.extend(parse_consumer(raw) for raw in page)
        if not page or len(found) >= answer["total"]:
            break
    return tuple(found[:CONSUMERS_MAX])


def parse_stream(raw: Mapping[str, Any]) -> StreamFigures:
    """Return what an entry of STREAM.LIST says. Pure."""
    config, state = raw["config"], raw["state"]
    bytes_max = config.get("max_bytes", -1)
    first = datetime.fromisoformat(state["first_ts"]).timestamp() if state["messages"] else None
    return StreamFigures(
        name=config["name"],
        messages=state["messages"],
        bytes=state["bytes"],
        bytes_max=bytes_max if bytes_max > 0 else None,
        first_at=first,
    )


def parse_consumer(raw: Mapping[str, Any]) -> ConsumerFigures:
    """Return what an entry of CONSUMER.LIST says. Pure."""
    return ConsumerFigures(
        stream=raw["stream_name"],
        name=raw["name"],
        pending=raw["num_pending"],
        in_flight=raw["num_ack_pending"],
        redelivered=raw["num_redelivered"],
    )
