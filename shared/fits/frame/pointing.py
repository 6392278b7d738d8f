"""The place that a frame was pointed at by its keywords, where it has no coordinate system. Pure."""

import re
from dataclasses import dataclass

from shared.fits.frame.settings import FrameSettings
from shared.fits.frame.values import Headers, Reading

_SEXAGESIMAL = re.compile(r"([+-]?)(\d{1,3})[: ](\d{1,2})[: ](\d{1,2}(?:\.\d*)?)", re.ASCII)

HOUR = 15.0
"""Degrees."""

RADIUS_MAX = 45.0
"""Degrees: no single exposure is said to show more."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """A place and a size, in degrees."""

    ra: float
    dec: float
    radius: float


def pointing_of(headers: Headers, settings: FrameSettings) -> Pointing | None:
    """Return where a frame was pointed; None where it does not say all of place and radius."""
    read = Reading(headers, settings)
    radius = read.number(settings.radius_key)
    ra = _angle(read, settings.ra_key)
    dec = _angle(read, settings.dec_key)
    if ra is None or dec is None or radius is None:
        return None
    if not (0 <= ra < 24 and -90 <= dec <= 90 and 0 < radius <= RADIUS_MAX * 3_600):
        return None
    return Pointing(ra * HOUR, dec, radius / 3_600)


def _angle(read: Reading, keyword: str) -> float | None:
    match = _SEXAGESIMAL.fullmatch(read.text(keyword))
    if not match:
        return read.number(keyword)
    value = int(match[2]) + int(match[3]) / 60 + float(match[4]) / 3_600
    return -value if match[1] == "-" else value
