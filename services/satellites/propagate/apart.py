"""Two element sets of one object: whether they tell of one orbit, as far as sets can be wrong. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.errors_by_age import ErrorTable, error_table, errors
from services.satellites.propagate.kernel.sieve import KEPLER_ERROR, on_ellipse
from services.satellites.propagate.orbit_class import GRAVITY_KM3_S2

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FAR_CONFIDENCE = 0.99
"""The highest that was measured: one pair of sets in a hundred is further apart."""
FAR_FACTOR = 3.0
"""Times that error. Of 18 750 pairs of neighbouring public Starlink sets (May 2026) 0.6 % are further apart
in one of these, and of 570 of geosynchronous ones one."""
PLANE_FACTOR = 1.5
"""Times that error, for planes: no object changes its own by much."""
PLACE_KM = 20.0
"""Mean places of both sets, which lack nearly the same periodic terms."""
SHAPE_KM = 10.0
"""Mean perigees and apogees: they have periodic terms of a few kilometres."""
PLANE_KM = 2.0
"""Mean planes, which have hardly any."""
LATER_DAYS = 0.5
"""Until when after now both are compared: the catalogue is too old then. As long before it are the oldest
visits that a catalogue is asked about."""
THROUGHOUT = 0.8
"""Of a bound at three moments: by how much a set is late grows with the square of time at most, and such a
curve is within 1.25 times its greatest value of three between them."""
CROSS_PARTS = 4.0
"""Planes, leans and sizes of two orbits add up, a lean twice where it is along the orbit."""


@dataclass(frozen=True, slots=True)
class _Orbits:
    """Mean orbits at some time: km, TEME; shape (3, n), or (n,)."""

    place: Floats
    normal: Floats
    """As long as the apogee is high: two of them are as far apart as their planes may be."""
    lean: Floats
    """From the middle of the ellipse to its focus, towards the perigee."""
    perigee: Floats
    apogee: Floats
    speed: Floats
    """km/s."""
    along: Floats
    """How far the object may be from its place, km."""
    cross: Floats
    """And from its orbit."""


def far_apart(one: ElementSets, other: ElementSets, *, now_jd: float) -> Bools:
    """Return which rows tell of orbits that are far apart, shape (n,): row by row sets of one object.

    Both are taken to the later epoch of the two, and to half a day after it and after now: a false place
    shows at once, a false speed or drag after a while. Old sets tell little of a place, but well of an orbit,
    so both are compared. What cannot be compared is far apart.
    """
    table = error_table(FAR_CONFIDENCE)
    days = (other.epoch_day - one.epoch_day) + (other.epoch_fraction - one.epoch_fraction)
    apart = np.zeros(len(one), np.bool_)
    with np.errstate(all="ignore"):
        last = _later_epoch(one, other)
        for later in (0.0, LATER_DAYS, np.maximum(now_jd - last, 0.0) + LATER_DAYS):
            apart |= ~_agree(
                _orbits(one, np.maximum(days, 0.0) + later, table),
                _orbits(other, np.maximum(-days, 0.0) + later, table),
            )
    return apart


def beyond_margin(used: ElementSets, other: ElementSets, *, now_jd: float, confidence: float) -> Bools:
    """Return which of the others do not stand for the set in use, shape (n,): row by row sets of one object.

    What is masked around one that stands has the place of the set in use in it all the time, from half a day
    before now to half a day after. So it is no younger, and no further than the least margin that it ever
    has, which no clock changes. A place and a whole orbit are beyond each other, and so is what cannot be
    compared.
    """
    table, young = error_table(confidence), np.zeros(len(used))
    late, cross = (THROUGHOUT * least for least in errors(other, young, table))
    beyond = (other.propagated != used.propagated) | (other.orbit_class != used.orbit_class)
    beyond |= _epoch(other) > _epoch(used)
    with np.errstate(all="ignore"):
        for moment in (_later_epoch(used, other), now_jd - LATER_DAYS, now_jd, now_jd + LATER_DAYS):
            one, two = (_orbits(sets, _age_days(sets, moment), table) for sets in (used, other))
            place, shape = late * np.minimum(one.speed, two.speed), cross / CROSS_PARTS
            beyond |= ~_near(one, two, place=place, shape=shape, plane=shape)
    return np.asarray(beyond)


def _epoch(sets: ElementSets) -> Floats:
    return np.asarray(sets.epoch_day + sets.epoch_fraction)


def _later_epoch(one: ElementSets, other: ElementSets) -> Floats:
    return np.maximum(_epoch(one), _epoch(other))


def _age_days(sets: ElementSets, jd: float | Floats) -> Floats:
    return np.asarray((jd - sets.epoch_day) - sets.epoch_fraction)


def _agree(one: _Orbits, other: _Orbits) -> Bools:
    place = PLACE_KM + FAR_FACTOR * (one.along + other.along)
    cross = one.cross + other.cross
    shape, plane = SHAPE_KM + FAR_FACTOR * cross, PLANE_KM + PLANE_FACTOR * cross
    return _near(one, other, place=place, shape=shape, plane=plane)


def _near(one: _Orbits, other: _Orbits, *, place: Floats, shape: Floats, plane: Floats) -> Bools:
    return np.asarray(
        (np.linalg.norm(one.place - other.place, axis=0) <= place)
        & (np.linalg.norm(one.normal - other.normal, axis=0) <= plane)
        & (np.linalg.norm(one.lean - other.lean, axis=0) <= shape)
        & (np.abs(one.perigee - other.perigee) <= shape)
        & (np.abs(one.apogee - other.apogee) <= shape)
    )


def _orbits(sets: ElementSets, age_days: Floats, table: ErrorTable) -> _Orbits:
    """Return the orbits so many days after each epoch, or before it; places that cannot be told are NaN."""
    minutes, rates = age_days * MINUTES_A_DAY, sets.secular
    node = sets.node + (rates.node_rate + rates.node_drag * minutes) * minutes
    slip = 1.5 * sets.mean_motion * rates.drag * minutes**2
    place, error = on_ellipse(sets, np.arange(len(sets)), minutes, node, slip)
    axis = rates.axis_km * (1.0 - rates.drag * minutes) ** 2
    apogee = axis * (1.0 + sets.eccentricity)
    sine, cosine = np.sin(sets.inclination), np.cos(sets.inclination)
    across = np.stack([np.cos(node), np.sin(node), np.zeros(len(sets))])
    up = np.stack([-np.sin(node) * cosine, np.cos(node) * cosine, sine])
    perigee = sets.perigee + rates.perigee_rate * minutes
    late, cross = errors(sets, np.abs(age_days), table)
    speed = np.sqrt(GRAVITY_KM3_S2 * (2.0 / np.linalg.norm(place, axis=0) - 1.0 / rates.axis_km))
    return _Orbits(
        place=np.where(np.abs(error) < KEPLER_ERROR, place, np.nan),
        normal=apogee * np.stack([sine * np.sin(node), -sine * np.cos(node), cosine]),
        lean=axis * sets.eccentricity * (np.cos(perigee) * across + np.sin(perigee) * up),
        perigee=axis * (1.0 - sets.eccentricity),
        apogee=apogee,
        speed=speed,
        along=np.hypot(late * speed, cross),
        cross=cross,
    )
