"""A raw segment made into a table, or said to be unusable and why. Pure.

Keywords and units are those of CCSDS 502.0-B-3, sections 5.2.3 to 5.2.5.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.ephemerides.bounds import (
    DEGREE_MAX,
    FALL_KM_S2,
    FURTHEST_KM,
    GAP_SECONDS_MAX,
    NEAREST_KM,
    SPEED_MAX_KM_S,
)
from services.satellites.catalogue.ephemerides.deviations import Deviations, StateRules, deviations
from services.satellites.catalogue.ephemerides.epochs import EpochError, tai_seconds
from services.satellites.catalogue.ephemerides.raw import RawSegment
from services.satellites.propagate.earth.iers_tables import IersTables
from services.satellites.propagate.states.tables import Axes, Interpolation, StateTables

Floats = NDArray[np.float64]

AXES = {
    "GCRF": Axes.GCRS,
    "ICRF": Axes.GCRS,
    "EME2000": Axes.EME2000,
    "J2000": Axes.EME2000,
    "TEME": Axes.TEME,
    "ITRF": Axes.ITRS,
}
"""Realisations of the ITRF, such as `ITRF-97` and `ITRF2014`, are within some centimetres of each other."""
METHODS = {
    "LINEAR": Interpolation.LINEAR,
    "LAGRANGE": Interpolation.LAGRANGE,
    "HERMITE": Interpolation.HERMITE,
}
USUAL_METHOD, USUAL_DEGREE = Interpolation.HERMITE, 7
"""Where a file names none: CCSDS 502.0-B leaves it to the reader, and every state has a velocity."""
SLACK_KM = 1.0
"""What states may contradict each other beyond gravity: a manoeuvre."""
NUMBER_DIGITS_MAX = 9


class StateFlaw(StrEnum):
    """Kinds of unusable segments."""

    OBJECT = "no object"
    EPOCH = "an epoch that cannot be read, or epochs that do not rise"
    FRAME = "another frame, centre, time scale or interpolation"
    VALUE = "an impossible state"
    COVARIANCE = "an impossible covariance"


class SegmentError(Exception):
    """A segment cannot be used."""

    def __init__(self, flaw: StateFlaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Window:
    """The times that are kept, seconds of TAI since 2000: the rest of a long file only takes memory."""

    begin: float
    end: float


@dataclass(frozen=True, slots=True, repr=False)
class ReadSegment:
    """One segment, with all of its states, and as a table of those within the window."""

    identity: int
    axes: Axes
    times: Floats
    """Seconds of TAI since 2000, shape (m,)."""
    states: Floats
    """Shape (m, 6), km and km/s."""
    table: StateTables | None
    """None where no state is within the window."""


def read_segment(
    raw: RawSegment, created: float, rules: StateRules, window: Window, leaps: IersTables
) -> ReadSegment:
    """Return one segment.

    Raises:
        SegmentError: it cannot be used.

    """
    scale = raw.metadata.get("TIME_SYSTEM", "")
    kind = _kind(raw)

    def read(epoch: str) -> float:
        return tai_seconds(epoch, scale, leaps)

    try:
        times = np.array([read(epoch) for epoch in raw.epochs], np.float64)
        usable = _usable(raw, times, read)
        spread = deviations(raw, times, read, rules)
    except EpochError:
        raise SegmentError(StateFlaw.EPOCH) from None
    except ValueError:
        raise SegmentError(StateFlaw.COVARIANCE) from None
    states = np.array(raw.states, np.float64).reshape(len(times), 6)
    _check(times, states)
    identity = identity_of(raw)
    near = np.flatnonzero((times >= window.begin) & (times <= window.end))
    table = None
    if len(near) > 1:
        kept = slice(max(int(near[0]) - kind[2], 0), int(near[-1]) + kind[2] + 1)
        table = _table((identity, created), kind, usable, np.c_[times, states][kept], spread.at(kept))
    return ReadSegment(identity, kind[0], times, states, table)


def identity_of(raw: RawSegment) -> int:
    """Return the catalogue number that a segment names, or one below zero of its designator or name.

    An object is joined to its elements by its number alone. Raises SegmentError: it names nothing.
    """
    named = raw.metadata.get("OBJECT_ID", "").strip() or raw.metadata.get("OBJECT_NAME", "").strip()
    if not named:
        raise SegmentError(StateFlaw.OBJECT)
    if named.isascii() and named.isdigit() and len(named) <= NUMBER_DIGITS_MAX and int(named):
        return int(named)
    return -1 - int.from_bytes(hashlib.blake2b(named.encode(), digest_size=7).digest(), "big")


def _kind(raw: RawSegment) -> tuple[Axes, Interpolation, int]:
    frame = raw.metadata.get("REF_FRAME", "").upper()
    axes = AXES.get("ITRF" if frame.startswith("ITRF") else frame)
    named = raw.metadata.get("INTERPOLATION")
    method = USUAL_METHOD if named is None else METHODS.get(named.upper())
    degree = raw.metadata.get("INTERPOLATION_DEGREE", "")
    if axes is None or method is None or raw.metadata.get("CENTER_NAME", "").upper() != "EARTH":
        raise SegmentError(StateFlaw.FRAME)
    if not degree:
        return axes, method, USUAL_DEGREE
    if not degree.isdigit() or not 1 <= int(degree) <= DEGREE_MAX:
        raise SegmentError(StateFlaw.FRAME)
    return axes, method, int(degree)


def _usable(raw: RawSegment, times: Floats, read: Callable[[str], float]) -> tuple[float, float]:
    """Return from when to when a segment may be used: no longer than its states."""
    if len(times) < 2:
        raise SegmentError(StateFlaw.EPOCH)
    begin, end = raw.metadata.get("USEABLE_START_TIME"), raw.metadata.get("USEABLE_STOP_TIME")
    return (
        float(times[0]) if begin is None else max(read(begin), float(times[0])),
        float(times[-1]) if end is None else min(read(end), float(times[-1])),
    )


def _check(times: Floats, states: Floats) -> None:
    steps = np.diff(times)
    if not ((steps > 0.0) & (steps <= GAP_SECONDS_MAX)).all():
        raise SegmentError(StateFlaw.EPOCH)
    place, velocity = states[:, :3], states[:, 3:]
    with np.errstate(all="ignore"):
        radius, speed = np.linalg.norm(place, axis=1), np.linalg.norm(velocity, axis=1)
        moved = place[1:] - place[:-1] - (velocity[1:] + velocity[:-1]) * 0.5 * steps[:, None]
        fallen = np.linalg.norm(moved, axis=1) <= 0.25 * FALL_KM_S2 * steps**2 + SLACK_KM
    good = (radius >= NEAREST_KM) & (radius <= FURTHEST_KM) & (speed <= SPEED_MAX_KM_S)
    if not (good.all() and fallen.all()):
        raise SegmentError(StateFlaw.VALUE)


def _table(
    object_: tuple[int, float],
    kind: tuple[Axes, Interpolation, int],
    usable: tuple[float, float],
    states: Floats,
    spread: Deviations,
) -> StateTables:
    """Return the table of one segment; the first column of its states is their time."""
    times = states[:, 0]
    return StateTables(
        identity=np.array([object_[0]], np.int64),
        created=np.array([object_[1]]),
        first=np.zeros(1, np.int64),
        count=np.array([len(times)], np.int64),
        axes=np.array([kind[0]], np.int8),
        interpolation=np.array([kind[1]], np.int8),
        degree=np.array([kind[2]], np.int8),
        begin=np.array([max(usable[0], times[0])]),
        end=np.array([min(usable[1], times[-1])]),
        time=times.copy(),
        place=states[:, 1:4].copy(),
        velocity=states[:, 4:].copy(),
        along_km=spread.along_km.copy(),
        cross_km=spread.cross_km.copy(),
    )
