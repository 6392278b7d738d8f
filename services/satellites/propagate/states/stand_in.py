"""Stand-ins for objects that have states and no elements: an ellipse, nothing more. Pure."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.orbit_class import GRAVITY_KM3_S2
from services.satellites.propagate.record import ElementRecord

Floats = NDArray[np.float64]

UNIX = datetime(1970, 1, 1, tzinfo=UTC)
NOT_SGP4 = 4
"""An EPHEMERIS_TYPE that is not propagated: the object stands for its whole orbit."""
LEAST_TURN = 0.9
"""Of a revolution: over less the periodic terms of J2 do not cancel, and the ellipse is not the mean one."""


def stand_in(
    identity: int, epoch_days: float, times: Floats, place: Floats, velocity: Floats
) -> ElementRecord | None:
    """Return the mean ellipse of states over one revolution; None where there are no states of a whole one.

    times: s, shape (m,), rising. place, velocity: km and km/s, TEME axes, shape (m, 3). epoch_days: the days
    from 1970 in UTC of the first.
    """
    radius = np.linalg.norm(place, axis=1)
    with np.errstate(all="ignore"):
        axis = 1.0 / (2.0 / radius - np.sum(velocity**2, axis=1) / GRAVITY_KM3_S2)
    if not (np.isfinite(axis).all() and (axis > 0.0).all()):
        return None
    period = 2.0 * np.pi * np.sqrt(float(np.median(axis)) ** 3 / GRAVITY_KM3_S2)
    if times[-1] - times[0] < LEAST_TURN * period:
        return None
    turn = times <= times[0] + period
    return _record(identity, epoch_days, axis[turn], place[turn], velocity[turn])


def _record(identity: int, epoch_days: float, axis: Floats, place: Floats, velocity: Floats) -> ElementRecord:
    size = float(axis.mean())
    normals = np.cross(place, velocity)
    normal = _mean_direction(normals)
    radius = np.linalg.norm(place, axis=1)[:, None]
    perigees = np.cross(velocity, normals) / GRAVITY_KM3_S2 - place / radius
    perigee = perigees.mean(axis=0)
    node = np.array([-normal[1], normal[0], 0.0])
    length = float(np.linalg.norm(node))
    node = np.array([1.0, 0.0, 0.0]) if length < 1e-9 else node / length
    ahead = np.cross(normal, node)
    return ElementRecord(
        catalog_number=identity,
        epoch=UNIX + timedelta(days=epoch_days),
        mean_motion=float(np.sqrt(GRAVITY_KM3_S2 / size**3) * 86400.0 / (2.0 * np.pi)),
        eccentricity=min(float(np.linalg.norm(perigee)), 0.999),
        inclination=float(np.degrees(np.arccos(np.clip(normal[2], -1.0, 1.0)))),
        ra_of_ascending_node=float(np.degrees(np.arctan2(node[1], node[0]))) % 360.0,
        argument_of_pericenter=float(np.degrees(np.arctan2(perigee @ ahead, perigee @ node))) % 360.0,
        mean_anomaly=0.0,
        bstar=0.0,
        ephemeris_type=NOT_SGP4,
        source="states",
    )


def _mean_direction(vectors: Floats) -> Floats:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def ellipses(records: list[ElementRecord]) -> ElementSets:
    """Return the columns of stand-ins. Their axis is the one of the states: SGP4's own would be another."""
    sets = ElementSets.from_records(records)
    sets.secular.axis_km[...] = np.cbrt(GRAVITY_KM3_S2 / (sets.mean_motion / 60.0) ** 2)
    return sets
