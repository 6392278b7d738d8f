"""A raw record made into an element record, or said to be unusable and why. Pure.

Keywords and units are those of CCSDS 502.0-B. Space-track sends every value as a string or null, CelesTrak
numbers as numbers. Lines of a TLE that come along (null for numbers that do not fit) are not looked at.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from services.satellites.propagate.orbit_class import EARTH_RADIUS_KM, GRAVITY_KM3_S2
from services.satellites.propagate.record import ElementRecord

NUMBER_MAX = 999_999_999
"""NORAD_CAT_ID has at most nine digits."""

MOTION_MAX = 18.0
"""Revolutions a day: at 17.3 an orbit is inside the Earth."""

ECCENTRICITY_MAX = math.nextafter(1.0, 0.0)
"""At one an orbit is not closed."""

LOWEST_KM = 50.0
"""Height of a perigee: air ends an orbit that comes so low within a revolution, and mean elements are some
10 km off at most."""

FURTHEST_KM = 1.5e6
"""Radius of an apogee: the Earth's sphere of influence (Hill). Beyond it nothing is in orbit."""

MAGNITUDE_MAX = 1.0e6
"""Of any other number of a record, far above all that were seen."""

FIRST_EPOCH = datetime(1957, 10, 4, tzinfo=UTC)
"""No satellite is older."""

EPOCH = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?", re.ASCII)
"""CCSDS 502.0-B, 7.5.10: UTC without an offset, and a date that lost its time of day is no epoch."""

LAST_EPOCH = datetime.max.replace(tzinfo=UTC)
"""For who has no clock."""

SECONDS_A_DAY = 86400.0

ASSUMED = {"CENTER_NAME": "EARTH", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC"}
"""What a record must be about, if it says so."""

THEORIES = ("SGP4", "SGP4/SDP4", "SGP4-XP")
"""Theories of mean elements; the last is told by its EPHEMERIS_TYPE and never put through SGP4."""

XP_TYPE = 4


class Flaw(StrEnum):
    """Kinds of unusable records."""

    NUMBER = "no catalogue number"
    EPOCH = "no epoch"
    VALUE = "a missing or impossible value"
    AHEAD = "an epoch that is far ahead"
    ORBIT = "an orbit that nothing can be on"
    FRAME = "another frame, centre, time scale or theory"


@dataclass(frozen=True, slots=True)
class Unusable:
    """A record that no orbit can be made of; `repr` shows the kind alone."""

    catalog_number: int | None
    """The object it is about, as far as it says so: that object's last good set stays in use."""
    flaw: Flaw

    def __repr__(self) -> str:
        """Show nothing of the object."""
        return f"Unusable({self.flaw})"


class _FlawError(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__()
        self.flaw = flaw


def read_record(
    raw: Mapping[str, object], *, source: str, latest: datetime = LAST_EPOCH
) -> ElementRecord | Unusable:
    """Return the record of one element set, or why it is unusable. Never raises.

    latest: no epoch is believed that is after it.
    """
    try:
        number = _catalog_number(raw)
    except _FlawError as error:
        return Unusable(None, error.flaw)
    try:
        _check_frame(raw)
        motion = _within(raw, "MEAN_MOTION", 1e-3, MOTION_MAX)
        eccentricity = _within(raw, "ECCENTRICITY", 0.0, ECCENTRICITY_MAX)
        _check_orbit(motion, eccentricity)
        theory = _ephemeris_type(raw)
        return ElementRecord(
            catalog_number=number,
            epoch=_epoch(raw, latest),
            mean_motion=motion,
            eccentricity=eccentricity,
            inclination=_within(raw, "INCLINATION", 0.0, 180.0),
            ra_of_ascending_node=_within(raw, "RA_OF_ASC_NODE", -360.0, 360.0),
            argument_of_pericenter=_within(raw, "ARG_OF_PERICENTER", -360.0, 360.0),
            mean_anomaly=_within(raw, "MEAN_ANOMALY", -360.0, 360.0),
            bstar=_within(raw, "BSTAR", -MAGNITUDE_MAX, MAGNITUDE_MAX, 0.0 if theory == XP_TYPE else None),
            mean_motion_dot=_within(raw, "MEAN_MOTION_DOT", -MAGNITUDE_MAX, MAGNITUDE_MAX, 0.0),
            mean_motion_ddot=_within(raw, "MEAN_MOTION_DDOT", -MAGNITUDE_MAX, MAGNITUDE_MAX, 0.0),
            ephemeris_type=theory,
            source=source,
        )
    except _FlawError as error:
        return Unusable(number, error.flaw)


def _catalog_number(raw: Mapping[str, object]) -> int:
    value = raw.get("NORAD_CAT_ID")
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < 20 else None
    if type(value) is not int or not 1 <= value <= NUMBER_MAX:
        raise _FlawError(Flaw.NUMBER)
    return value


def _check_frame(raw: Mapping[str, object]) -> None:
    for keyword, wanted in ASSUMED.items():
        said = raw.get(keyword)
        if said is not None and said != wanted:
            raise _FlawError(Flaw.FRAME)
    theory = raw.get("MEAN_ELEMENT_THEORY")
    if theory is not None and theory not in THEORIES:
        raise _FlawError(Flaw.FRAME)


def _check_orbit(motion: float, eccentricity: float) -> None:
    """Refuse an ellipse that goes through the ground, or leaves the Earth."""
    axis = (GRAVITY_KM3_S2 / (motion * 2.0 * math.pi / SECONDS_A_DAY) ** 2) ** (1.0 / 3.0)
    low, high = axis * (1.0 - eccentricity), axis * (1.0 + eccentricity)
    if low < EARTH_RADIUS_KM + LOWEST_KM or high > FURTHEST_KM:
        raise _FlawError(Flaw.ORBIT)


def _epoch(raw: Mapping[str, object], latest: datetime) -> datetime:
    value = raw.get("EPOCH")
    if not isinstance(value, str) or not EPOCH.fullmatch(value.strip()):
        raise _FlawError(Flaw.EPOCH)
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        raise _FlawError(Flaw.EPOCH) from None
    epoch = read.replace(tzinfo=UTC)
    if epoch < FIRST_EPOCH:
        raise _FlawError(Flaw.EPOCH)
    if epoch > latest:
        raise _FlawError(Flaw.AHEAD)
    return epoch


def _within(
    raw: Mapping[str, object], keyword: str, lowest: float, highest: float, default: float | None = None
) -> float:
    """Return a number between two others, both among the allowed; a text that is no number is a flaw."""
    value = raw.get(keyword)
    if value is None and default is not None:
        return default
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError, OverflowError):
        raise _FlawError(Flaw.VALUE) from None
    if isinstance(value, str) and ("_" in value or not value.isascii()):  # Python's own ways to write numbers
        raise _FlawError(Flaw.VALUE)
    if lowest <= number <= highest and value is not True and value is not False:
        return number
    raise _FlawError(Flaw.VALUE)


def _ephemeris_type(raw: Mapping[str, object]) -> int:
    if raw.get("MEAN_ELEMENT_THEORY") == "SGP4-XP":
        return XP_TYPE
    return int(_within(raw, "EPHEMERIS_TYPE", 0, 9, 0.0))
