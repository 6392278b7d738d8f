"""The variables of text kernels that an answer depends on, by how their names begin. Pure."""

from shared.spice.sets.model import FrameFacts

BARYCENTERS = 99
"""Planets and moons have a hundred times the code of their system (NAIF Integer ID Codes)."""


def of_frame(facts: FrameFacts) -> tuple[str, ...]:
    """Return how the variables begin that define a frame."""
    keys = (facts.code, facts.name)
    own = (f"{prefix}_{key}_" for prefix in ("FRAME", "TKFRAME") for key in keys)
    return (f"FRAME_{facts.name}", *own)


def of_orientation(code: int) -> tuple[str, ...]:
    """Return how the variables begin that tell how a body turns."""
    own = tuple(f"BODY{code}_{what}" for what in ("POLE_", "PM", "LONG_AXIS", "NUT_PREC_"))
    # Angles that nutation and precession of a planet's moons share are those of its system.
    return (*own, f"BODY{code // 100}_NUT_PREC_ANGLES") if code > BARYCENTERS else own


def own_id(facts: FrameFacts) -> int:
    """Return the code that kernels of its class have a frame under."""
    return facts.code if facts.class_id is None else facts.class_id
