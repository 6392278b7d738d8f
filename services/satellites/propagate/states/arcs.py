"""The arcs of objects that follow states: as an operator gives them, with a margin of their covariance."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.errors_by_age import errors
from services.satellites.propagate.kernel import sieve
from services.satellites.propagate.kernel import sight as sights
from services.satellites.propagate.kernel.numpy_kernel import minutes_since_epoch, satrec_of
from services.satellites.propagate.kernel.sight import Arcs
from services.satellites.propagate.kernel.view import Age, Kernel, View
from services.satellites.propagate.port import UntrustedError
from services.satellites.propagate.rows import chosen_rows
from services.satellites.propagate.states.axes import to_gcrs
from services.satellites.propagate.states.follow import Followed
from services.satellites.propagate.states.interpolate import interpolated
from services.satellites.propagate.states.tables import Axes, Interpolation, StateTables

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

COARSE_KM = 5.0
"""How far a cubic between two states may be from the file's own polynomial: no worse one is followed."""
RING_KM = 50.0
"""How far an object may be from its mean orbit: periodic terms of low orbits are 20 km, and mean ellipses of
one revolution are no better."""
CHECK_DEGREE = 7
"""Hermite's, over four states: what the file's own method is compared with."""
OTHER_DEGREE = 3
"""What Hermite's of degree 7 is compared with itself."""


@dataclass(frozen=True, slots=True, repr=False)
class _Middle:
    """Where the segments that reach over an exposure have their objects in its middle: k rows."""

    rows: Places
    place: Floats
    """GCRS axes, km, shape (k, 3)."""
    identity: NDArray[np.int64]
    sight: sights.Sight
    late: Floats
    """s."""
    cross: Floats
    """km."""


def followed_arcs(followed: Followed, view: View, kernel: Kernel, confidence: float) -> Arcs:
    """Return the arcs of all objects that follow states, and of their elements by these rules.

    An object follows each of its segments that reaches over the whole exposure and its lateness. Where none
    does, its elements stand for it. Where states and elements are further apart than both say they may be,
    both stand: one of them is wrong.

    Raises:
        UntrustedError: an object has neither states that reach so far, nor an orbit.

    """
    tables, elements = followed.tables, followed.elements
    middle = _middle(tables, view, confidence)
    found, sound = _arcs_of_states(tables, middle, view)
    reached = np.unique(tables.identity[middle.rows[sound]])
    covered = np.isin(elements.catalog_number, reached)
    known = np.isin(tables.identity, np.concatenate([elements.catalog_number, reached]))
    if not known.all():
        raise UntrustedError(
            "operator: an ephemeris of an object without elements ends before this exposure; renew it"
        )
    stand = ~covered
    stand[np.flatnonzero(covered)[_apart(elements, covered, middle, view)]] = True
    chosen = chosen_rows(elements, stand)
    try:
        found.append(kernel.arcs(chosen, view))
    finally:
        chosen.wipe()
    return joined_arcs(found)


def joined_arcs(parts: list[Arcs]) -> Arcs:
    """Return all arcs of all parts; at least one part."""
    start, end, margin = (np.concatenate([part[axis] for part in parts]) for axis in range(3))
    return start, end, margin


def _middle(tables: StateTables, view: View, confidence: float) -> _Middle:
    """Return the segments that reach over the exposure, each with its object's place in the middle."""
    deviations = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    inside = np.flatnonzero((tables.begin <= view.mid_tai) & (tables.end >= view.mid_tai))
    below = _below(tables, inside, view.mid_tai)
    place, velocity = _cubic(tables, below, view.mid_tai)
    for axes in Axes:
        chosen = tables.axes[inside] == axes
        place[chosen], velocity[chosen] = to_gcrs(
            axes, place[chosen], velocity[chosen], np.zeros(int(chosen.sum())), view.frame
        )
    speed = np.maximum(np.linalg.norm(velocity, axis=1), 1e-3)
    late = deviations * np.maximum(tables.along_km[below], tables.along_km[below + 1]) / speed
    cross = deviations * np.maximum(tables.cross_km[below], tables.cross_km[below + 1])
    half = view.half_exposure + view.clock_error + 2.0 * late
    over = (tables.begin[inside] <= view.mid_tai - half) & (tables.end[inside] >= view.mid_tai + half)
    over &= late <= view.largest_late
    sight = sights.sight_of(place[over], velocity[over], np.zeros(int(over.sum())), view)
    rows = inside[over]
    return _Middle(rows, place[over], tables.identity[rows], sight, late[over], cross[over])


def _below(tables: StateTables, rows: Places, time: float) -> Places:
    """Return the place of the last state before a time in each segment, never the last of all."""
    found = [
        int(np.searchsorted(tables.time[tables.states_of(int(row))], time, side="right")) - 1 for row in rows
    ]
    inner = np.clip(np.array(found, np.intp), 0, tables.count[rows] - 2)
    return np.asarray(tables.first[rows] + inner, np.intp)


def _cubic(tables: StateTables, below: Places, time: float) -> tuple[Floats, Floats]:
    """Return places and velocities of the cubics between two states, shape (k, 3) each."""
    step = (tables.time[below + 1] - tables.time[below])[:, None]
    part = (time - tables.time[below])[:, None] / step
    first, last = tables.place[below], tables.place[below + 1]
    rise, fall = tables.velocity[below] * step, tables.velocity[below + 1] * step
    bend, twist = 3.0 * (last - first) - 2.0 * rise - fall, 2.0 * (first - last) + rise + fall
    place = first + part * (rise + part * (bend + part * twist))
    velocity = (rise + part * (2.0 * bend + 3.0 * part * twist)) / step
    return place, velocity


def _arcs_of_states(tables: StateTables, middle: _Middle, view: View) -> tuple[list[Arcs], NDArray[np.bool_]]:
    """Return the arcs near the field, and which segments could be followed, shape (k,)."""
    sound = np.isfinite(middle.sight.distance) & (middle.sight.distance > 0.0)
    near = sights.may_meet(middle.sight, middle.late, middle.cross + COARSE_KM, view)
    found: list[Arcs] = []
    for place in np.flatnonzero(near & sound):
        arcs = _arcs_of_segment(tables, middle, int(place), view)
        if arcs is None:
            sound[place] = False
        else:
            found.append(sights.field_arcs(arcs, view))
    return found, sound


def _arcs_of_segment(tables: StateTables, middle: _Middle, index: int, view: View) -> Arcs | None:
    """Return the arcs of one segment; None where it cannot be followed."""
    row, late = int(middle.rows[index]), float(middle.late[index])
    one = sights.chosen(middle.sight, index)
    half = view.half_exposure + view.clock_error + late * sights.stretch(one)
    seconds = sights.times(half, view.step)
    place, velocity, unsure = checked(tables, row, view.mid_tai + seconds)
    if not (np.isfinite(place).all() and np.isfinite(velocity).all()) or not unsure <= COARSE_KM:
        return None
    axes = Axes(int(tables.axes[row]))
    sight = sights.sight_of(*to_gcrs(axes, place, velocity, seconds, view.frame), seconds, view)
    margin = sights.margin(sight, late, float(middle.cross[index]) + unsure, view)
    return sight.direction[:-1], sight.direction[1:], np.maximum(margin[:-1], margin[1:])


def checked(tables: StateTables, row: int, times: Floats) -> tuple[Floats, Floats, float]:
    """Return places and velocities as the file has them interpolated, and how far another way is off, km."""
    method, degree = Interpolation(int(tables.interpolation[row])), int(tables.degree[row])
    place, velocity = interpolated(tables, row, times, method, degree)
    same = method is Interpolation.HERMITE and degree == CHECK_DEGREE
    other, _ = interpolated(tables, row, times, Interpolation.HERMITE, OTHER_DEGREE if same else CHECK_DEGREE)
    return place, velocity, float(np.linalg.norm(place - other, axis=1).max())


def _apart(elements: ElementSets, covered: NDArray[np.bool_], middle: _Middle, view: View) -> Places:
    """Return which of the covered sets have an object near the field that is not where its states say."""
    sets = chosen_rows(elements, covered)
    try:
        minutes = minutes_since_epoch(sets, view)
        late, cross = errors(sets, np.abs(minutes) / MINUTES_A_DAY, view.errors)
        near = sieve.may_meet(sets, minutes, late, cross, view)
        ages = [Age(minutes[row], late[row], cross[row]) for row in near]
        agree = [_agrees(sets, int(row), age, middle, view) for row, age in zip(near, ages, strict=True)]
        return near[~np.array(agree, np.bool_)]
    finally:
        sets.wipe()


def _agrees(sets: ElementSets, row: int, age: Age, middle: _Middle, view: View) -> bool:
    """Return whether an object's states are where its elements say, as far as both can be wrong."""
    error, place, _ = satrec_of(sets, row).sgp4_tsince(age.minutes)
    own = middle.identity == sets.catalog_number[row]
    if error or not sets.propagated[row]:
        return _on_orbit(sets, row, age, middle.place[own] @ view.frame.teme_to_gcrs, middle.cross[own])
    expected = np.array(place) @ view.frame.teme_to_gcrs.T
    speed = np.linalg.norm(middle.sight.velocity[own], axis=1)
    mean_speed = sets.secular.axis_km[row] * sets.mean_motion[row] / 60.0
    allowed = np.hypot(age.late * mean_speed, age.cross) + COARSE_KM
    allowed = allowed + np.hypot(middle.late[own] * speed, middle.cross[own])
    return bool((np.linalg.norm(middle.place[own] - expected, axis=1) <= allowed).all())


def _on_orbit(sets: ElementSets, row: int, age: Age, place: Floats, cross: Floats) -> bool:
    """Return whether places (TEME, km) are on the orbit of a set that tells no place on it."""
    rates = sets.secular
    node = sets.node[row] + (rates.node_rate[row] + rates.node_drag[row] * age.minutes) * age.minutes
    tilt, axis, eccentricity = sets.inclination[row], rates.axis_km[row], sets.eccentricity[row]
    normal = np.array([np.sin(tilt) * np.sin(node), -np.sin(tilt) * np.cos(node), np.cos(tilt)])
    allowed = RING_KM + age.cross + cross
    height = np.linalg.norm(place, axis=1)
    on = np.abs(place @ normal) <= allowed
    on &= height >= axis * (1.0 - eccentricity) - allowed
    on &= height <= axis * (1.0 + eccentricity) + allowed
    return bool(on.all())
