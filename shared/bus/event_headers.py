"""The headers that every message of a process carries: what event it is, and which trace it belongs to."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from shared.bus.headers import Event
from shared.contracts.channels import channel_of
from shared.observability.task_context import task_context
from shared.observability.trace_context import new_trace

ID_BYTES = 8
"""Of an event without a message id: enough for one source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHeaders:
    """Stamps the messages of one process."""

    prefix: str
    """First token of every subject."""
    origin: str
    """Who publishes: a URI reference such as /mro-lab/manager."""
    source: random.Random

    def headers(
        self, subject: str, *, message_id: str | None, given: Mapping[str, str] | None
    ) -> dict[str, str]:
        """Return the headers of a message: the `given` ones, and before them those of the event.

        What is given wins: a dead letter is still the event that it was, and stays in its trace.
        """
        channel = channel_of(subject, prefix=self.prefix)
        if channel is None:
            return dict(given or {})
        trace = task_context().trace or new_trace(self.source)
        event = Event(
            id=message_id or self.source.randbytes(ID_BYTES).hex(),
            source=self.origin,
            type=channel.event_type,
            content_type=channel.content_type,
            traceparent=trace.header(),
        )
        return {**event.to_headers(), **(given or {})}
