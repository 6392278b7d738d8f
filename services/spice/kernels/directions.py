"""The directions that dynamic frames (class 5) are built from, as frame kernels define them. Pure.

Variables and their meaning: Frames Required Reading, "Dynamic Frames". Families that are models of their own,
as the mean equator of the Earth, and Euler angles need nothing but the frame that they are relative to.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from shared.spice.text.model import Pool, numbers

NEAR_POINT = "TARGET_NEAR_POINT"
"""The point of the target that is nearest to the observer: it lies on the target's ellipsoid."""

CONSTANT = "CONSTANT"

FACTOR = "FACTOR"
"""A frame that is multiplied by others: the word is ours."""

IN_FRAMES = frozenset({CONSTANT, FACTOR, "OBSERVER_TARGET_VELOCITY"})
"""Kinds of directions that another frame tells."""

FRAMES_MAX = 20
"""Of a product of frames: each is a rotation more."""


@dataclass(frozen=True, slots=True)
class DirectionFacts:
    """One direction of a frame, in the words of the kernel; what it does not say is empty."""

    kind: str
    """As ..._VECTOR_DEF has it, or FACTOR."""
    observer: str = ""
    target: str = ""
    aberration: str = ""
    frame: str = ""
    """That a constant direction, or a velocity, is in."""
    frozen_at: float | None = None
    """The time that the frame is as it was at, TDB."""


def directions_of(pool: Pool, code: int, name: str) -> Iterator[tuple[str, DirectionFacts]]:
    """Yield the directions of a frame, each with what tells it from the others."""
    own = _Variables(pool, (code, name))
    frozen = own.number("FREEZE_EPOCH")
    for axis in ("PRI", "SEC"):
        kind = own.text(f"{axis}_VECTOR_DEF")
        if kind:
            observer, target, aberration, frame = (
                own.text(f"{axis}_{field}") for field in ("OBSERVER", "TARGET", "ABCORR", "FRAME")
            )
            yield axis, DirectionFacts(kind, observer, target, aberration, frame, frozen)
    for field in ("FROM_FRAMES", "TO_FRAMES"):
        for at, frame in enumerate(own.texts(field)[:FRAMES_MAX]):
            yield f"{field} {at}", DirectionFacts(FACTOR, frame=frame, frozen_at=frozen)


def packed_direction(one: DirectionFacts) -> str:
    """Return a direction as text."""
    return json.dumps(asdict(one))


def unpacked_direction(text: str) -> DirectionFacts:
    """Return the direction that `packed_direction` was given."""
    return DirectionFacts(**json.loads(text))


@dataclass(frozen=True, slots=True)
class _Variables:
    """The variables of one frame, whose names bear its code or its name."""

    pool: Pool
    keys: tuple[int, str]

    def texts(self, field: str) -> tuple[str, ...]:
        for key in self.keys:
            values = self.pool.get(f"FRAME_{key}_{field}", ())
            if values:
                return tuple(map(_written, values))
        return ()

    def text(self, field: str) -> str:
        return next(iter(self.texts(field)), "")

    def number(self, field: str) -> float | None:
        found = (numbers(self.pool, f"FRAME_{key}_{field}") for key in self.keys)
        return next((values[0] for values in found if values), None)


def _written(value: str | float) -> str:
    """Return a name, as CSPICE compares it, or a code."""
    return " ".join(value.split()).upper() if isinstance(value, str) else f"{value:.0f}"
