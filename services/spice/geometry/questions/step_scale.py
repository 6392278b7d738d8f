"""The time scale in which the steps of a span are counted. Pure."""

import re

from services.spice.geometry.questions.times import Instant, Scale

NAMED = re.compile(r"\b(?:JD)?(UTC|TDB|ET|TDT|TT|TAI|GPS)\b", re.IGNORECASE | re.ASCII)

ZONE = re.compile(r"\dT.*\d(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE | re.ASCII)
"""An ISO date, a time of day and a zone, which is one of UTC."""

SCALES: dict[str, Scale] = {"UTC": "UTC", "TDB": "TDB", "ET": "TDB", "TDT": "TT", "TT": "TT"}


DAY = 86400.0


def midnight(counted: float) -> float:
    """Return the nearest midnight, in seconds past J2000 as days of 86400 s: of a leap second, its end."""
    return round(counted / DAY - 0.5) * DAY + DAY / 2


def step_scale(start: Instant, scale: Scale, clock: int | None, step: float | None) -> Scale:
    """Return the scale that a span's steps are of: that of its start, so that round times stay round.

    A step of UTC across a leap second has one second more. Steps of up to a second leave no leap second out,
    and equal distances are so: these are of TT, as those of TAI and GPS are.

    Args:
        start: of the span; a number, and a reading of a clock, counts TDB.
        scale: of texts that name none.
        clock: whose readings texts are.
        step: seconds; None where a span is divided into equal distances.
    """
    own = _scale_of(start, scale, clock)
    return "TT" if own == "UTC" and (step is None or step <= 1) else own


def _scale_of(start: Instant, scale: Scale, clock: int | None) -> Scale:
    if clock is not None or not isinstance(start, str):
        return "TDB"
    if named := NAMED.search(start):
        return SCALES.get(named[1].upper(), "TT")
    return "UTC" if ZONE.search(start) else SCALES.get(scale, "TT")
