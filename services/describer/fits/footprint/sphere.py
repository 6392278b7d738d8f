"""Arcs and polygons on the sphere, as unit vectors in rows of three."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Vectors: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.float64]

ROUNDING = 1e-15
"""Of the components of a unit vector."""

TOUCHING = 1e-9
"""Of the size of a ring: edges that are as close as this touch."""


def unit_vectors(lon: Numbers, lat: Numbers) -> Vectors:
    """Return unit vectors from degrees."""
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=-1)


def degrees(vectors: Vectors) -> tuple[Numbers, Numbers]:
    """Return longitudes from 0 to below 360, and latitudes."""
    lon = np.degrees(np.arctan2(vectors[..., 1], vectors[..., 0])) % 360.0
    lat = np.degrees(np.arctan2(vectors[..., 2], np.hypot(vectors[..., 0], vectors[..., 1])))
    return lon, lat


def middle(vectors: Vectors) -> Vectors | None:
    """Return the direction of the mean; None where the vectors cancel out."""
    mean = vectors.reshape(-1, 3).mean(axis=0)
    length = float(np.linalg.norm(mean))
    direction: Vectors = mean / max(length, 1e-300)
    return direction if length > 1e-6 else None


def separations(vectors: Vectors, center: Vectors) -> Numbers:
    """Return the angles to one direction, in radians, exact for small ones too."""
    across = np.linalg.norm(np.cross(vectors, center), axis=-1)
    angles: Numbers = np.arctan2(across, vectors @ center)
    return angles


def triangle_areas(a: Vectors, b: Vectors, c: Vectors) -> Numbers:
    """Return signed solid angles, positive where a, b, c go counter-clockwise as seen from outside.

    Van Oosterom and Strackee 1983, equation 8.
    """
    # By differences: the product of three unit vectors loses the area of a pixel of a milliarcsecond.
    determinant = _dot(a, np.cross(b - a, c - a))
    sides = 1 + _dot(a, b) + _dot(b, c) + _dot(c, a)
    areas: Numbers = 2 * np.arctan2(determinant, sides)
    return areas


def ring_area(ring: Vectors, center: Vectors) -> float:
    """Return the signed area of a ring that stays within 90 degrees of a direction.

    Args:
        ring: vertices, of which the last is not the first again.
        center: from which triangles are drawn to the edges.
    """
    following = np.roll(ring, -1, axis=0)
    return float(triangle_areas(np.broadcast_to(center, ring.shape), ring, following).sum())


def mesh_area(mesh: Vectors) -> float:
    """Return the area of a mesh of rows and columns of points, each of its cells counted as positive."""
    a, b, c, d = mesh[:-1, :-1], mesh[:-1, 1:], mesh[1:, 1:], mesh[1:, :-1]
    return float(np.abs(triangle_areas(a, b, c) + triangle_areas(a, c, d)).sum())


def simplified(points: Vectors, tolerance: float) -> list[int]:
    """Return which points of a line suffice for it to stay within an angle (Douglas and Peucker 1973).

    The first and the last always do.
    """
    kept = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        away = _from_arc(points[first + 1 : last], points[first], points[last])
        worst = int(away.argmax())
        if away[worst] > tolerance:
            at = first + 1 + worst
            kept.add(at)
            stack += [(first, at), (at, last)]
    return sorted(kept)


def _from_arc(points: Vectors, start: Vectors, end: Vectors) -> Numbers:
    """Return how far points are from an arc: from its great circle, or its ends where they lie beyond."""
    normal = np.cross(start, end - start)
    length = float(np.linalg.norm(normal))
    if length < 1e-12:
        return separations(points, start)
    normal /= length
    aside = np.abs(np.arcsin(np.clip(points @ normal, -1, 1)))
    within = (np.cross(normal, start) @ points.T >= 0) & (np.cross(end, normal) @ points.T >= 0)
    beyond = np.minimum(separations(points, start), separations(points, end))
    return np.where(within, aside, beyond)


def crosses_itself(ring: Vectors) -> bool:
    """Tell whether edges of a ring that are no neighbours meet; its last vertex is not the first again."""
    count = len(ring)
    normals = np.cross(ring, np.roll(ring, -1, axis=0) - ring)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-300)
    touching = max(ROUNDING, TOUCHING * float(np.linalg.norm(ring - ring[0], axis=1).max()))
    # On which side of each edge's great circle the begin and the end of each other edge are.
    begins = normals @ ring.T
    ends = np.roll(begins, -1, axis=1)
    apart = begins * ends <= touching**2
    both = apart & apart.T & (ring @ ring.T > 0)
    at = np.arange(count)
    gap = (at[None, :] - at[:, None]) % count
    return bool((both & (gap > 1) & (gap < count - 1)).any())


def _dot(a: Vectors, b: Vectors) -> Numbers:
    product: Numbers = np.einsum("...i,...i", a, b)
    return product
