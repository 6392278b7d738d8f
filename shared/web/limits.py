"""Limits on what callers may take of a service. Bytes, seconds, counts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KIB = 1024

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRule:
    """What the bodies of requests may be."""

    bytes_max: int = 1024 * KIB
    """One MiB holds some ten thousand names; uploads have a rule of their own."""
    seconds: float = 30.0
    """In which the whole body arrives: 1 MiB over a line of 300 kbit/s."""
    media_types: tuple[str, ...] = (JSON,)
    """A form or plain text can be sent by any web page unasked; JSON cannot. Empty: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """The bounds of one server."""

    head_bytes: int = 32 * KIB
    """Request line and headers: two paths of 4095 bytes, percent-encoded, and what browsers add."""
    head_seconds: float = 10.0
    """From the connection, or the end of the answer before, to the end of a head. Who sends none is cut."""
    connections: int = 512
    """Open at a time: half the open files that a process may have. The idlest makes room for a new one."""
    requests: int = 256
    """Handled at a time; one more is answered 503. Health is not counted."""
    request_seconds: float = 60.0
    """From a request to the head of its answer; above it 503. Streams may go on after their head."""
    stall_seconds: float = 60.0
    """In which a caller reads nothing of its answer before it is cut."""
    grace_seconds: int = 2
    """For requests in flight when the server stops; then they are cut."""
    body: BodyRule = field(default_factory=BodyRule)
    bodies: Mapping[str, BodyRule] = field(default_factory=dict)
    """Rules of their own, by the beginning of the path; the longest counts."""

    def body_rule(self, path: str) -> BodyRule:
        """Return the rule for a path."""
        fitting = [prefix for prefix in self.bodies if path.startswith(prefix)]
        return self.bodies[max(fitting, key=len)] if fitting else self.body
