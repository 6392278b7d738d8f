"""The times of a question in the words of a question about kernel sets, which knows fewer forms. Pure.

Scales that keep a distance from TDB are counted from it: TT to 2 ms, which a kernel set need not know.
"""

import re
from collections.abc import Callable

from services.spice.geometry.questions.times import Instant, Scale
from shared.spice.times.known_leaps import KNOWN_LEAPS
from shared.spice.times.read_time import BadTimeError, tdb_of_text

DAY = 86400.0

BEHIND = {"TDB": 0.0, "ET": 0.0, "TT": 0.0, "TDT": 0.0, "TAI": 32.184, "GPS": 51.184}
"""Seconds that a scale is behind TDB: by definition, but for the 2 ms of TT."""

LABEL = re.compile(rf"(?P<body>.+?)\s*\b(?P<scale>UTC|{'|'.join(BEHIND)})", re.IGNORECASE | re.ASCII)

ZONE = re.compile(r".*\d(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE | re.ASCII)
"""The end of a text that says its zone; `2026-01-31` ends otherwise, for a zone follows a time of day."""

COUNTED = re.compile(
    r"(?P<unit>JD|MJD|SECONDS)\s*(?P<count>[+-]?\d{1,13}(\.\d{0,12})?)", re.IGNORECASE | re.ASCII
)

SECONDS_OF: dict[str, Callable[[float], float]] = {
    "JD": lambda count: (count - 2451545.0) * DAY,
    "MJD": lambda count: (count - 51544.5) * DAY,
    "SECONDS": lambda count: count,
}
"""Seconds past J2000 in the scale of a count."""


def span_text(instant: Instant, scale: Scale) -> str:
    """Return a time as a question about kernel sets has it; what is none is left for its refusal.

    Args:
        instant: a time of a question: TDB seconds past J2000, or a text.
        scale: of texts that name none.
    """
    if not isinstance(instant, str):
        return repr(float(instant))
    label = LABEL.fullmatch(instant)
    body, named = (label["body"], label["scale"].upper()) if label else (instant, scale)
    if counted := COUNTED.fullmatch(body):
        return repr(_tdb(SECONDS_OF[counted["unit"].upper()](float(counted["count"])), named))
    if named == "UTC" or (label is None and _says_zone(body)):
        return instant
    try:
        return repr(tdb_of_text(f"{body} TDB") + BEHIND[named])
    except BadTimeError:
        return instant


def _says_zone(text: str) -> bool:
    return ":" in text and ZONE.fullmatch(text) is not None


def counted(tdb: float, scale: Scale) -> float:
    """Return a TDB in seconds past J2000 of a scale; of UTC they are counted as days of 86400 s."""
    if scale == "UTC":
        day, of_day = KNOWN_LEAPS.utc_of_tdb(tdb)
        return round(day * DAY - DAY / 2 + of_day, 6)
    return tdb if scale == "TDB" else KNOWN_LEAPS.tt_of_tdb(tdb)


def tdb_of(seconds: float, scale: Scale) -> float:
    """Return the TDB of seconds past J2000 as `counted` returns them."""
    if scale == "UTC":
        return _tdb(seconds, scale)
    return seconds if scale == "TDB" else KNOWN_LEAPS.tdb_of_tt(seconds)


def _tdb(seconds: float, scale: str) -> float:
    """Return seconds past J2000 of a scale in TDB; of UTC they are counted as days of 86400 s."""
    if scale != "UTC":
        return seconds + BEHIND[scale]
    days, of_day = divmod(seconds + DAY / 2, DAY)
    return KNOWN_LEAPS.tdb_of_utc(int(days), of_day)
