"""States, angles, and orbits of bodies."""

import numpy as np

from services.spice.geometry.calculate.coordinates import states_told, told
from services.spice.geometry.calculate.names import body_id
from services.spice.geometry.calculate.spice import DEGREES, cyice, spiceypy
from services.spice.geometry.questions.vectors import (
    AngularSeparation,
    AngularSize,
    OsculatingElements,
    PhaseAngle,
    Positions,
    States,
)
from services.spice.geometry.table import Column, Doubles

ELEMENTS = (
    ("periapsis_distance", "km"),
    ("eccentricity", ""),
    ("inclination", "deg"),
    ("ascending_node_longitude", "deg"),
    ("argument_of_periapsis", "deg"),
    ("mean_anomaly", "deg"),
    ("epoch", "s"),
    ("gm", "km3/s2"),
    ("true_anomaly", "deg"),
    ("semi_major_axis", "km"),
    ("period", "s"),
)
"""What CSPICE's OSCLTX returns, in its order."""


def states(question: States, ets: Doubles) -> tuple[Column, ...]:
    """Return the state of the target, its distance and speed, and the light time."""
    # By numbers: CSPICE looks names up again at each time, a sixth of what a state takes.
    found, light = cyice.spkez_v(
        body_id(question.target), ets, question.frame, question.aberration, body_id(question.observer)
    )
    values = np.asarray(found)
    return (
        *states_told(values, question.representation, question.frame),
        Column("distance", "km", _lengths(values[:, :3])),
        Column("speed", "km/s", _lengths(values[:, 3:])),
        Column("light_time", "s", np.asarray(light)),
    )


def positions(question: Positions, ets: Doubles) -> tuple[Column, ...]:
    """Return the position of the target, its distance, and the light time."""
    found, light = cyice.spkezp_v(
        body_id(question.target), ets, question.frame, question.aberration, body_id(question.observer)
    )
    values = np.asarray(found)
    return (
        *told(values, question.representation, question.frame),
        Column("distance", "km", _lengths(values)),
        Column("light_time", "s", np.asarray(light)),
    )


def angular_size(question: AngularSize, ets: Doubles) -> tuple[Column, ...]:
    """Return the angle between the limbs of a sphere with the target's largest radius."""
    _, radii = spiceypy.bodvcd(body_id(question.target), "RADII", 3)
    found, _ = cyice.spkpos_v(question.target, ets, "J2000", question.aberration, question.observer)
    sines = max(radii) / _lengths(np.asarray(found))
    # From inside of the sphere it fills all that there is to see.
    return (Column("angular_size", "deg", 2.0 * np.arcsin(np.minimum(sines, 1.0)) * DEGREES),)


def angular_separation(question: AngularSeparation, ets: Doubles) -> tuple[Column, ...]:
    """Return the angle between two targets."""
    found = cyice.trgsep_v(
        ets,
        question.target1,
        question.shape1,
        "NULL",
        question.target2,
        question.shape2,
        "NULL",
        question.observer,
        question.aberration,
    )
    return (Column("angular_separation", "deg", np.asarray(found) * DEGREES),)


def phase_angle(question: PhaseAngle, ets: Doubles) -> tuple[Column, ...]:
    """Return the angle at the target between illuminator and observer."""
    found = cyice.phaseq_v(ets, question.target, question.illuminator, question.observer, question.aberration)
    return (Column("phase_angle", "deg", np.asarray(found) * DEGREES),)


def osculating_elements(question: OsculatingElements, ets: Doubles) -> tuple[Column, ...]:
    """Return the elements of the orbit that fits the state at each time.

    Periods and true anomalies are empty where the orbit is open.
    """
    _, masses = spiceypy.bodvcd(body_id(question.center), "GM", 1)
    found, _ = cyice.spkezr_v(question.body, ets, question.frame, "NONE", question.center)
    conics = np.array(
        [
            spiceypy.oscltx(state, et, masses[0])[: len(ELEMENTS)]
            for state, et in zip(np.asarray(found), ets, strict=True)
        ]
    )
    conics[conics[:, 1] >= 1.0, ELEMENTS.index(("period", "s"))] = np.nan
    angles = np.array([unit == "deg" for _, unit in ELEMENTS])
    conics[:, angles] *= DEGREES
    return tuple(Column(name, unit, conics[:, place]) for place, (name, unit) in enumerate(ELEMENTS))


def _lengths(vectors: Doubles) -> Doubles:
    """Return the lengths of vectors (n, 3), as `numpy.linalg.norm` does along the short axis, but faster."""
    x, y, z = vectors.T
    return np.asarray(np.sqrt(x * x + y * y + z * z))
