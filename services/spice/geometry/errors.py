"""Why a question has no answer: errors that a caller can act on, with CSPICE's own short error."""

from typing import Literal

from shared.model.base import FrozenModel

Reason = Literal[
    "malformed",
    "unparsable-time",
    "too-many",
    "unknown-name",
    "unknown-frame",
    "no-coverage",
    "frames-unconnected",
    "no-leap-seconds",
    "no-clock",
    "no-constants",
    "kernels",
    "refused",
]
"""The kind of error, for programs."""


class Gap(FrozenModel):
    """A span of time that no kernel of the set covers; an open end is absent. TDB seconds past J2000."""

    start: float | None = None
    stop: float | None = None
    start_text: str = ""
    """In TDB."""
    stop_text: str = ""


class Failure(FrozenModel):
    """Why one question has no answer."""

    reason: Reason
    detail: str
    """One line: what was wrong, and what to do."""
    spice: str = ""
    """CSPICE's short error, e.g. SPICE(SPKINSUFFDATA)."""
    field: str = ""
    """The field of the question."""
    body: int | None = None
    """The NAIF number of what lacks data."""
    gap: Gap | None = None


class GeometryError(Exception):
    """A question without an answer; `str()` says why in one line."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure
