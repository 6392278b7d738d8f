"""W3C trace context (Level 1, 2021): which span of which trace something belongs to. Pure."""

import random
import re
from dataclasses import dataclass

from blake3 import blake3

TRACE_PARENT = "traceparent"
"""The header's name."""

VERSION_00 = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

SAMPLED = 0x01
"""The flag by which those who begin a trace ask the others to record it."""

TRACE_BYTES = 16
SPAN_BYTES = 8


@dataclass(frozen=True, slots=True)
class TraceContext:
    """One span of one trace; identifiers in lower-case hexadecimal."""

    trace_id: str
    span_id: str
    sampled: bool = True

    def header(self) -> str:
        """Return the value of a `traceparent` header."""
        return f"00-{self.trace_id}-{self.span_id}-{SAMPLED if self.sampled else 0:02x}"


def parse_trace_parent(text: str | None) -> TraceContext | None:
    """Return what a `traceparent` header says; None where there is none, or it is out of form."""
    found = VERSION_00.fullmatch(text or "")
    if found is None:
        return None
    trace_id, span_id, flags = found.groups()
    if not int(trace_id, 16) or not int(span_id, 16):
        return None
    return TraceContext(trace_id, span_id, sampled=bool(int(flags, 16) & SAMPLED))


def trace_of_batch(*, collection: str, site: str, incarnation: str, sequence: int) -> TraceContext:
    """Return the first span of the trace of a batch.

    It follows from what the batch is, so that it survives whatever the batch survives: the outbox, a
    restart, a commit that is read years later.
    """
    digest = blake3(f"{collection}/{site}/{incarnation}/{sequence}".encode()).hexdigest()
    return TraceContext(digest[: 2 * TRACE_BYTES], digest[2 * TRACE_BYTES : 2 * (TRACE_BYTES + SPAN_BYTES)])


def new_trace(source: random.Random) -> TraceContext:
    """Return a trace of something that no change of a file has caused; nobody is asked to record it."""
    return TraceContext(
        source.randbytes(TRACE_BYTES).hex(), source.randbytes(SPAN_BYTES).hex(), sampled=False
    )
