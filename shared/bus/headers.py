"""CloudEvents 1.0 in binary mode, and W3C trace context, as headers of a message. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.channel import JSON
from shared.observability.trace_context import TRACE_PARENT

SPEC_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The attributes of a CloudEvent (CloudEvents 1.0.2, section 3), and the trace that it belongs to."""

    id: str
    """Unique for its source; the message id is a good one."""
    source: str
    """Who made it: a URI reference such as /mro-lab/manager."""
    type: str
    """What it is, such as spicerack.batch.v1."""
    content_type: str = JSON
    time: datetime | None = None
    traceparent: str | None = None
    """W3C trace context, passed through as it came."""

    def to_headers(self) -> dict[str, str]:
        """Return the headers of a message that carries this event."""
        headers = {
            "ce-id": self.id,
            "ce-source": self.source,
            "ce-type": self.type,
            "ce-specversion": SPEC_VERSION,
            "ce-datacontenttype": self.content_type,
        }
        if self.time is not None:
            headers["ce-time"] = self.time.isoformat()
        if self.traceparent is not None:
            headers[TRACE_PARENT] = self.traceparent
        return headers


def event_of(headers: Mapping[str, str]) -> Event | None:
    """Return the event that headers tell of; None where a required attribute is missing or malformed."""
    try:
        if headers["ce-specversion"] != SPEC_VERSION:
            return None
        time = headers.get("ce-time")
        return Event(
            id=headers["ce-id"],
            source=headers["ce-source"],
            type=headers["ce-type"],
            content_type=headers.get("ce-datacontenttype", JSON),
            time=datetime.fromisoformat(time) if time else None,
            traceparent=headers.get(TRACE_PARENT),
        )
    except (KeyError, ValueError):
        return None
