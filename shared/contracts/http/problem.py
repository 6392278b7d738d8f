"""The body of an error (RFC 9457). Pure."""

from shared.model.base import FrozenModel

MEDIA_TYPE = "application/problem+json"


class Problem(FrozenModel):
    """Body of an error."""

    type: str = "about:blank"
    """The kind, for programs: `urn:spicerack:problem:...`."""
    title: str = ""
    status: int = 0
    detail: str = ""
    """What was wrong with this request, and what to do, for people."""
