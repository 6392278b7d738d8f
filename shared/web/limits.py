"""Limits on what callers may take of a service. Bytes, seconds, counts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KIB = 1024

JSON = "application/json"

RATE_SECONDS = 300.0
"""Over which the rate of a body is judged: a line that is gone for minutes, and back, is no trickle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRule:
    """What the bodies of requests may be."""

    bytes_max: int = 1024 * KIB
    """One MiB holds some ten thousand names; uploads have a rule of their own."""
    seconds: float = 30.0
    """In which the whole body arrives: 1 MiB over a line of 300 kbit/s."""
    pause_seconds: float | None = None
    """In which some of the body arrives, where it is long in coming; None: only the whole is bounded."""
    least_rate: float = 0.0
    """Bytes a second that a body has to bring, on the average of `RATE_SECONDS`: who sends a byte now and
    then keeps a place from others. 0: any."""
    first_seconds: float = 10.0
    """In which the first of the body arrives: who says a body and sends none is let go."""
    answer_seconds: float | None = None
    """From the end of such a body to the head of the answer; None: as of every request."""
    media_types: tuple[str, ...] = (JSON,)
    """A form or plain text can be sent by any web page unasked; JSON cannot. Empty: any."""
    is_mark: bool = False
    """Whether a body of these types marks a request as no web page's: of foreign clients, which know no
    header of ours."""
    reads: bool = False
    """Whether a POST here changes nothing: then any page may send one, and cannot read the answer."""


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
    """Rules of their own, by the beginning of the path; the longest counts. `*` is any one component."""

    def body_rule(self, path: str) -> BodyRule:
        """Return the rule for a path."""
        fitting = [beginning for beginning in self.bodies if _begins(path, beginning)]
        return self.bodies[max(fitting, key=len)] if fitting else self.body


def _begins(path: str, beginning: str) -> bool:
    if "*" not in beginning:
        return path.startswith(beginning)
    mine, said = path.split("/"), beginning.split("/")
    if len(mine) < len(said):
        return False
    whole = all(one in ("*", other) for one, other in zip(said[:-1], mine, strict=False))
    return whole and mine[len(said) - 1].startswith(said[-1])
