"""States of made-up objects: SGP4's own places, in any axes, as an operator would give them."""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate import ElementRecord, ElementSets, Exposure, GeometrySettings
from services.satellites.propagate.earth.frames import EARTH_TURN_RAD_S
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.propagate.kernel.numpy_kernel import satrec_of
from services.satellites.propagate.kernel.view import View
from services.satellites.propagate.states.axes import bias, turned
from services.satellites.propagate.states.tables import Axes, Interpolation, StateTables
from services.satellites.propagate.visit import view_of
from tests.unit.services.satellites.propagate import made_up

Floats = NDArray[np.float64]

SETTINGS = GeometrySettings()


def view(exposure: Exposure) -> View:
    """Return the view of an exposure from the site of the tests."""
    return view_of(made_up.RUBIN, exposure, SETTINGS, bundled_tables())


def in_gcrs(record: ElementRecord, seconds: Floats, seen: View) -> tuple[Floats, Floats]:
    """Return SGP4's places and velocities, GCRS axes, at seconds from mid exposure."""
    sets = ElementSets.from_records([record])
    days = np.full(len(seconds), seen.mid_day)
    _, place, velocity = satrec_of(sets, 0).sgp4_array(days, seen.mid_fraction + seconds / 86400.0)
    turn = seen.frame.teme_to_gcrs.T
    return place @ turn, velocity @ turn


def to_axes(
    axes: Axes, place: Floats, velocity: Floats, seconds: Floats, seen: View
) -> tuple[Floats, Floats]:
    """Return states on other axes than the GCRS's: what `to_gcrs` undoes, written the other way round."""
    frame = seen.frame
    match axes:
        case Axes.GCRS:
            return place, velocity
        case Axes.EME2000:
            return place @ bias().T, velocity @ bias().T
        case Axes.TEME:
            return place @ frame.teme_to_gcrs, velocity @ frame.teme_to_gcrs
        case Axes.ITRS:
            back = -EARTH_TURN_RAD_S * seconds
            moving = velocity - np.cross(frame.pole * EARTH_TURN_RAD_S, place)
            return (
                turned(place, frame.pole, back) @ frame.itrs_to_gcrs,
                turned(moving, frame.pole, back) @ frame.itrs_to_gcrs,
            )


def tables(
    record: ElementRecord,
    seen: View,
    *,
    reach: float = 3600.0,
    step: float = 60.0,
    axes: Axes = Axes.EME2000,
    interpolation: Interpolation = Interpolation.HERMITE,
    degree: int = 7,
    sigma_km: float = 0.1,
    identity: int | None = None,
    moved: Floats | None = None,
) -> StateTables:
    """Return one segment of an object's states, `reach` seconds before and after mid exposure."""
    seconds = np.arange(-reach, reach + 0.5 * step, step)
    place, velocity = in_gcrs(record, seconds, seen)
    place = place if moved is None else place + moved
    place, velocity = to_axes(axes, place, velocity, seconds, seen)
    time = seen.mid_tai + seconds
    identity = record.catalog_number if identity is None else identity
    return segment(time, (place, velocity), sigma_km, identity, (axes, interpolation, degree))


def of_curve(terms: list[np.polynomial.Polynomial], time: Floats) -> StateTables:
    """Return states on a curve of polynomials."""
    place = np.stack([term(time) for term in terms], axis=1)
    velocity = np.stack([term.deriv()(time) for term in terms], axis=1)
    return segment(time, (place, velocity), 0.1, 1, (Axes.GCRS, Interpolation.HERMITE, 7))


def segment(
    time: Floats,
    states: tuple[Floats, Floats],
    sigma_km: float,
    identity: int,
    kind: tuple[Axes, Interpolation, int],
) -> StateTables:
    """Return the tables of one segment."""
    axes, interpolation, degree = kind
    one = np.ones(1, np.int64)
    return StateTables(
        identity=one * identity,
        created=np.zeros(1),
        first=0 * one,
        count=one * len(time),
        axes=np.array([axes], np.int8),
        interpolation=np.array([interpolation], np.int8),
        degree=np.array([degree], np.int8),
        begin=time[:1].copy(),
        end=time[-1:].copy(),
        time=time,
        place=np.ascontiguousarray(states[0]),
        velocity=np.ascontiguousarray(states[1]),
        along_km=np.full(len(time), sigma_km),
        cross_km=np.full(len(time), sigma_km),
    )
