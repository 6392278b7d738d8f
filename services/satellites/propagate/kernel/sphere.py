"""Angles on the sphere by unit vectors alone: arcs, and boxes against arcs. No right ascensions, no poles."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BOXES_A_BLOCK = 256
"""So many boxes against all arcs are a table of some megabytes."""
SLACK = 1e-9
"""Radians, above the rounding of a cosine."""
SMALLEST = 1e-300


def angle(left: Floats, right: Floats) -> float:
    """Return the angle between two unit vectors, radians, exact for small ones too."""
    return float(2.0 * np.arctan2(np.linalg.norm(left - right), np.linalg.norm(left + right)))


def angles(left: Floats, right: Floats) -> Floats:
    """Return the angles between unit vectors, shape (..., 3) each; radians."""
    return np.asarray(
        2.0 * np.arctan2(np.linalg.norm(left - right, axis=-1), np.linalg.norm(left + right, axis=-1))
    )


def arc_distance(start: Floats, end: Floats, point: Floats) -> Floats:
    """Return the angles from points to great-circle arcs shorter than half a circle; shapes (..., 3).

    The nearest point is the foot of the perpendicular, if it lies between the ends, else an end.
    """
    pole = np.cross(start, end)
    length = np.linalg.norm(pole, axis=-1)
    over = np.einsum("...i,...i->...", np.cross(pole, start), point)
    before = np.einsum("...i,...i->...", np.cross(end, pole), point)
    height = np.einsum("...i,...i->...", pole, point)
    inside = (over > 0.0) & (before > 0.0) & (length > 0.0)
    safe = np.where(length > 0.0, length, 1.0)
    foot = np.abs(np.arcsin(np.clip(height / safe, -1.0, 1.0)))
    ends = np.minimum(angles(start, point), angles(end, point))
    return np.asarray(np.where(inside, foot, ends))


def arcs_cross(start: Floats, end: Floats, first: Floats, second: Floats) -> Bools:
    """Return whether arcs cross, shapes (..., 3): each has its ends on both sides of the other."""
    pole, other = np.cross(start, end), np.cross(first, second)
    a = np.einsum("...i,...i->...", pole, first)
    b = np.einsum("...i,...i->...", pole, second)
    c = np.einsum("...i,...i->...", other, start)
    d = np.einsum("...i,...i->...", other, end)
    facing = np.einsum("...i,...i->...", start + end, first + second) > 0.0
    return np.asarray((a * b <= 0.0) & (c * d <= 0.0) & facing)


def clear(arcs: tuple[Floats, Floats, Floats], corners: Floats) -> Bools:
    """Return which boxes, shape (b, k, 3), come nowhere within margin of an arc.

    A box is the convex hull of its corners, in any order: its sides are among the segments between any two
    corners, and every other segment lies within it. Boxes must be much smaller than the sphere.
    """
    start, end, margin = arcs
    result = np.ones(len(corners), np.bool_)
    if not len(margin) or not len(corners):
        return result
    centre = corners.sum(axis=1)
    centre /= np.linalg.norm(centre, axis=1)[:, None]
    radius = angles(centre[:, None, :], corners).max(axis=1)
    for first in range(0, len(corners), BOXES_A_BLOCK):
        block = slice(first, first + BOXES_A_BLOCK)
        boxes, rows = _near_pairs(arcs, centre[block], radius[block])
        boxes += first
        distance = arc_distance(start[rows], end[rows], centre[boxes])
        # Asked this way round a distance or margin that is no number hides, as in the native kernel.
        result[boxes[~(distance > margin[rows])]] = False
        unsure = ~(distance > margin[rows] + radius[boxes]) & result[boxes]
        for box in np.unique(boxes[unsure]):
            near = rows[unsure & (boxes == box)]
            result[box] = _box_clear(start[near], end[near], margin[near], corners[box])
    return result


def _near_pairs(
    arcs: tuple[Floats, Floats, Floats], centre: Floats, radius: Floats
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the boxes and arcs whose caps meet, as pairs of places."""
    start, end, margin = arcs
    middle = start + end
    middle /= np.maximum(np.linalg.norm(middle, axis=1), SMALLEST)[:, None]
    reach = np.maximum(angles(middle, start), angles(middle, end)) + margin + SLACK
    least = np.cos(np.minimum(reach[None, :] + radius[:, None], np.pi))
    boxes, rows = np.nonzero(~(centre @ middle.T < least))
    return boxes, rows


def _box_clear(start: Floats, end: Floats, margin: Floats, corners: Floats) -> bool:
    distance = np.min([arc_distance(start, end, corner) for corner in corners], axis=0)
    for first, second in combinations(corners, 2):
        distance = np.minimum(distance, arc_distance(first, second, start))
        distance = np.minimum(distance, arc_distance(first, second, end))
        distance = np.where(arcs_cross(start, end, first, second), 0.0, distance)
    for triangle in combinations(corners, 3):
        distance = np.where(_inside(start, triangle), 0.0, distance)
    return bool((distance > margin).all())


def _inside(points: Floats, triangle: tuple[Floats, ...]) -> Bools:
    first, second, third = triangle
    sides = [
        points @ np.cross(left, right) for left, right in ((first, second), (second, third), (third, first))
    ]
    same = np.minimum.reduce(sides) >= 0.0, np.maximum.reduce(sides) <= 0.0
    return np.asarray((same[0] | same[1]) & (points @ (first + second + third) > 0.0))
