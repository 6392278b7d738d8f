"""Rotations between frames: the algorithms are CSPICE's M2Q, M2EUL, RAXISA and XF2RAV."""

import numpy as np

from services.spice.geometry.calculate.names import frame_center
from services.spice.geometry.calculate.spice import DEGREES, contiguous, cyice, spiceypy
from services.spice.geometry.questions.vectors import Orientation
from services.spice.geometry.table import Column, Doubles

AXES = {"X": 1, "Y": 2, "Z": 3}

INERTIAL = "J2000"


def orientation(question: Orientation, ets: Doubles) -> tuple[Column, ...]:
    """Return the rotation from one frame to the other, and the angular velocity where it is asked for."""
    rotations, spins = _with_rates(question, ets) if question.rates else (_rotations(question, ets), None)
    columns = _told(question, rotations)
    if spins is None:
        return columns
    names = ("angular_velocity_x", "angular_velocity_y", "angular_velocity_z")
    rates = tuple(Column(name, "deg/s", spins[:, place] * DEGREES) for place, name in enumerate(names))
    size = Column("angular_velocity", "deg/s", np.linalg.norm(spins, axis=1) * DEGREES)
    return (*columns, *rates, size)


def _epochs(question: Orientation, ets: Doubles) -> tuple[Doubles, Doubles]:
    """Return the ET of each frame: one of them is seen later, or earlier, by the light time."""
    if question.aberration == "NONE":
        return ets, ets
    located, other = (
        (question.from_frame, question.to_frame)
        if question.located == "FROM"
        else (question.to_frame, question.from_frame)
    )
    _, light = cyice.spkpos_v(
        str(frame_center(located)), ets, INERTIAL, question.aberration, str(frame_center(other))
    )
    sign = 1.0 if question.aberration.startswith("X") else -1.0
    seen = ets + sign * np.asarray(light)
    return (seen, ets) if question.located == "FROM" else (ets, seen)


def _rotations(question: Orientation, ets: Doubles) -> Doubles:
    at_from, at_to = _epochs(question, ets)
    if at_from is at_to:
        return np.asarray(cyice.pxform_v(question.from_frame, question.to_frame, ets))
    into = np.asarray(cyice.pxform_v(question.from_frame, INERTIAL, at_from))
    return np.asarray(np.asarray(cyice.pxform_v(INERTIAL, question.to_frame, at_to)) @ into)


def _with_rates(question: Orientation, ets: Doubles) -> tuple[Doubles, Doubles]:
    at_from, at_to = _epochs(question, ets)
    if at_from is at_to:
        states = np.asarray(cyice.sxform_v(question.from_frame, question.to_frame, ets))
    else:
        into = np.asarray(cyice.sxform_v(question.from_frame, INERTIAL, at_from))
        states = np.asarray(cyice.sxform_v(INERTIAL, question.to_frame, at_to)) @ into
    rotations = contiguous(states[:, :3, :3])
    # A state transformation is [[R, 0], [dR/dt, R]], and dR/dt^T R is the cross product matrix of the spin.
    skew = np.swapaxes(states[:, 3:, :3], 1, 2) @ rotations
    return rotations, np.stack([skew[:, 2, 1], skew[:, 0, 2], skew[:, 1, 0]], axis=1)


def _told(question: Orientation, rotations: Doubles) -> tuple[Column, ...]:
    if question.representation == "MATRIX":
        return tuple(
            Column(f"m{row + 1}{column + 1}", "", rotations[:, row, column])
            for row in range(3)
            for column in range(3)
        )
    if question.representation == "QUATERNION":
        values = np.array([spiceypy.m2q(one) for one in rotations])
        return tuple(Column(f"q{place}", "", values[:, place]) for place in range(4))
    if question.representation == "EULER_ANGLES":
        axes = [AXES[axis] for axis in question.axes]
        angles = np.array([spiceypy.m2eul(one, *axes) for one in rotations]) * DEGREES
        return tuple(Column(f"angle{3 - place}", "deg", angles[:, place]) for place in range(3))
    turned = [spiceypy.raxisa(one) for one in rotations]
    axis = np.array([one for one, _ in turned])
    angle = Column("angle", "deg", np.array([one for _, one in turned]) * DEGREES)
    return (angle, *(Column(f"axis_{name}", "", axis[:, place]) for place, name in enumerate("xyz")))
