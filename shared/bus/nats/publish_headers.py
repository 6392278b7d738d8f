"""JetStream's own headers of a publish: deduplication, compare-and-set, time to live. Pure."""

import math
from collections.abc import Mapping

MESSAGE_ID = "Nats-Msg-Id"
EXPECTED_LAST_SUBJECT_SEQUENCE = "Nats-Expected-Last-Subject-Sequence"
TIME_TO_LIVE = "Nats-TTL"
"""Whole seconds; the server takes nothing below one (ADR-43)."""


def publish_headers(
    headers: Mapping[str, str] | None,
    *,
    message_id: str | None = None,
    expected: int | None = None,
    ttl: float | None = None,
) -> dict[str, str]:
    """Return `headers` with JetStream's own for what is asked. A `ttl` is rounded up to whole seconds."""
    result = dict(headers or {})
    if message_id is not None:
        result[MESSAGE_ID] = message_id
    if expected is not None:
        result[EXPECTED_LAST_SUBJECT_SEQUENCE] = str(expected)
    if ttl is not None:
        result[TIME_TO_LIVE] = str(whole_seconds(ttl))
    return result


def whole_seconds(ttl: float | None) -> int | None:
    """Return a time to live as the server takes it: whole seconds, rounded up, at least one."""
    return None if ttl is None else max(1, math.ceil(ttl))
