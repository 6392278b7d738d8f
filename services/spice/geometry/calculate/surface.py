"""Points on and above the surface of a target."""

import numpy as np

from services.spice.geometry.calculate.coordinates import told
from services.spice.geometry.calculate.directions import rays_of
from services.spice.geometry.calculate.names import body_id
from services.spice.geometry.calculate.shape_times import demand_shape, epochs_at_target
from services.spice.geometry.calculate.spice import DEGREES, contiguous, cyice, spiceypy
from services.spice.geometry.questions.surface import (
    Illumination,
    SubObserverPoint,
    SubSolarPoint,
    SurfaceIntercept,
    TangentPoint,
)
from services.spice.geometry.table import Column, Doubles, Values

Placed = SubObserverPoint | SubSolarPoint | SurfaceIntercept


def sub_observer_point(question: SubObserverPoint, ets: Doubles) -> tuple[Column, ...]:
    """Return the point below the observer, and the observer's altitude above it."""
    points, epochs, above = cyice.subpnt_v(
        question.method,
        question.target,
        ets,
        question.frame,
        question.aberration,
        question.observer,
    )
    return _placed(question, ets, np.asarray(points), np.asarray(epochs), np.asarray(above))


def sub_solar_point(question: SubSolarPoint, ets: Doubles) -> tuple[Column, ...]:
    """Return the point below the Sun, and the distance of the observer from it."""
    points, epochs, above = cyice.subslr_v(
        question.method,
        question.target,
        ets,
        question.frame,
        question.aberration,
        question.observer,
    )
    return _placed(question, ets, np.asarray(points), np.asarray(epochs), np.asarray(above))


def surface_intercept(question: SurfaceIntercept, ets: Doubles) -> tuple[Column, ...]:
    """Return where each ray meets the surface; rows of rays that miss it are empty."""
    rays = rays_of(question.direction)
    shape = (len(ets), len(rays.vectors))
    points, above = np.full((*shape, 3), np.nan), np.full((*shape, 3), np.nan)
    epochs = np.full(shape, np.nan)
    for place, vector in enumerate(rays.vectors):
        # Without its check cyice says which rays met; what stands in the rows of the others is not written.
        with spiceypy.no_found_check():
            found = cyice.sincpt_v(
                question.surface,
                question.target,
                ets,
                question.frame,
                question.aberration,
                question.observer,
                rays.frame,
                contiguous(vector),
            )
        met = np.asarray(found[3], dtype=bool)
        points[met, place], epochs[met, place] = np.asarray(found[0])[met], np.asarray(found[1])[met]
        above[met, place] = np.asarray(found[2])[met]
    # A ray misses what is not there, too.
    demand_shape(question, ets[np.isnan(epochs).any(axis=1)])
    return (*_boundary(*shape), *_placed(question, ets, points, epochs, above))


def _boundary(times: int, vectors: int) -> tuple[Column, ...]:
    """Return the number of the ray of each row, where there are several."""
    if vectors == 1:
        return ()
    return (Column("ray", "", np.tile(np.arange(1.0, vectors + 1.0), (times, 1))),)


def _placed(
    question: Placed, ets: Doubles, points: Doubles, epochs: Doubles, above: Doubles
) -> tuple[Column, ...]:
    columns = (
        *told(points, question.representation, question.frame),
        Column("surface_radius", "km", np.linalg.norm(points, axis=-1)),
        Column("observer_distance", "km", np.linalg.norm(above, axis=-1)),
        Column("point_et", "s", epochs),
        Column("light_time", "s", np.abs(np.broadcast_to(_across(ets, points), epochs.shape) - epochs)),
    )
    return (*columns, *_angles(question, ets, points, epochs)) if question.angles else columns


def _across(ets: Doubles, points: Doubles) -> Doubles:
    return ets if points.ndim == 2 else ets[:, np.newaxis]


def _angles(question: Placed, ets: Doubles, points: Doubles, epochs: Doubles) -> tuple[Column, ...]:
    """Return the angles at each point: CSPICE has no vectors for points that differ from time to time."""
    flat, times = points.reshape(-1, 3), np.repeat(ets, points.size // (3 * len(ets)))
    angles = np.full((len(flat), 3), np.nan)
    clock: Values = np.full(len(flat), "", dtype="<U8")
    body = body_id(question.target)
    for row in np.flatnonzero(np.isfinite(flat[:, 0])):
        _, _, *found = spiceypy.ilumin(
            surface_of(question),
            question.target,
            times[row],
            question.frame,
            question.aberration,
            question.observer,
            flat[row],
        )
        angles[row] = found
        clock[row] = local_time(body, float(epochs.flat[row]), flat[row])
    names = ("phase_angle", "incidence_angle", "emission_angle")
    shape = points.shape[:-1]
    return (
        *(Column(name, "deg", angles[:, place].reshape(shape) * DEGREES) for place, name in enumerate(names)),
        Column("local_solar_time", "", clock.reshape(shape)),
    )


def surface_of(question: Placed) -> str:
    """Return the surface that CSPICE's angle functions take."""
    if isinstance(question, SurfaceIntercept):
        return question.surface
    return "DSK/UNPRIORITIZED" if "DSK" in question.method else "ELLIPSOID"


def local_time(body: int, et: float, point: Doubles) -> str:
    """Return the local true solar time at a place, as HH:MM:SS."""
    _, longitude, _ = spiceypy.reclat(point)
    return str(spiceypy.et2lst(et, body, longitude, "PLANETOCENTRIC")[3])


def illumination(question: Illumination, ets: Doubles) -> tuple[Column, ...]:
    """Return the angles of light at one place, as the surface has it at each time."""
    places, which = np.unique(places_of(question, ets), axis=0, return_inverse=True)
    points = places[np.broadcast_to(which.reshape(-1), len(ets))]
    seen = np.empty((7, len(ets)))
    for place in places:
        own = np.all(points == place, axis=1)
        seen[:, own] = _seen_at(question, contiguous(ets[own]), place)
    epochs, away, phase, incidence, emission, visible, lit = seen
    body = body_id(question.target)
    clock = np.array([local_time(body, float(et), point) for et, point in zip(epochs, points, strict=True)])
    return (
        Column("incidence_angle", "deg", incidence * DEGREES),
        Column("emission_angle", "deg", emission * DEGREES),
        Column("phase_angle", "deg", phase * DEGREES),
        Column("visible", "", visible),
        Column("lit", "", lit),
        Column("observer_distance", "km", away),
        Column("point_et", "s", epochs),
        Column("light_time", "s", np.abs(ets - epochs)),
        Column("local_solar_time", "", clock),
    )


def _seen_at(question: Illumination, ets: Doubles, point: Doubles) -> Doubles:
    """Return rows of epochs, distances, phases, incidences, emissions, and whether it is visible, and lit."""
    # cyice takes all times with all points: one point makes one column.
    epochs, above, *others = (
        np.asarray(one)[:, 0]
        for one in cyice.illumf_v(
            question.surface,
            question.target,
            question.illuminator,
            ets,
            question.frame,
            question.aberration,
            question.observer,
            contiguous(point.reshape(1, 3)),
        )
    )
    return np.array([epochs, np.linalg.norm(above, axis=1), *(one.astype(np.float64) for one in others)])


def places_of(question: Illumination, ets: Doubles) -> Doubles:
    """Return a place by its longitude and latitude on the surface, km in the body-fixed frame.

    An ellipsoid has one for all times; another DSK may count at each time at which light is at the target.
    """
    angles = np.radians([[question.longitude, question.latitude]])
    times = epochs_at_target(question, ets) if "DSK" in question.surface else ets[:1]
    found = [
        spiceypy.latsrf(question.surface, question.target, et, question.frame, angles)
        for et in times.tolist()
    ]
    return np.asarray(found, dtype=np.float64).reshape(-1, 3)


def tangent_point(question: TangentPoint, ets: Doubles) -> tuple[Column, ...]:
    """Return the tangent point of each ray, and the surface point below it."""
    rays = rays_of(question.direction)
    shape = (len(ets), len(rays.vectors))
    points, altitudes = np.empty((*shape, 3)), np.empty(shape)
    ranges, below = np.empty(shape), np.empty((*shape, 3))
    epochs = np.empty(shape)
    for place, vector in enumerate(rays.vectors):
        found = cyice.tangpt_v(
            "ELLIPSOID",
            question.target,
            ets,
            question.frame,
            question.aberration,
            question.locus,
            question.observer,
            rays.frame,
            contiguous(vector),
        )
        for into, values in zip((points, altitudes, ranges, below, epochs), found[:5], strict=True):
            into[:, place] = values
    return (
        *_boundary(*shape),
        *told(points, question.representation, question.frame, prefix="tangent_"),
        *told(below, question.representation, question.frame, prefix="surface_"),
        Column("tangent_altitude", "km", altitudes),
        Column("tangent_range", "km", ranges),
        Column("point_et", "s", epochs),
        Column("light_time", "s", np.abs(ets[:, np.newaxis] - epochs)),
    )
