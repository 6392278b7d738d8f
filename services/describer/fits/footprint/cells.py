"""The cells of an image: its border as a ring on the sphere, or those of its quarters, and theirs.

One ring is right where the image stays within 45 degrees of its middle, has a place on the sky everywhere,
and does not meet itself there. Other images are cut into quarters until their cells are so.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from services.describer.fits.footprint.sky import Sky
from services.describer.fits.footprint.sphere import (
    Vectors,
    crosses_itself,
    mesh_area,
    middle,
    ring_area,
    separations,
    simplified,
)

RADIUS_MAX = np.radians(45.0)
"""Of one ring: PostGIS' geography takes wider ones for their complement (tried up to 50 degrees)."""

DEPTH_MAX = 3
"""Times that an image is quartered: 64 cells at most."""

SAMPLES = 65
"""Points of a side that are looked up, before those that no edge needs are left out."""

MESH = 17
"""Points of a row or column of a cell, by which it is judged."""

FOLDED = 0.02
"""Of the area: a ring whose area differs by more from that of the mesh within covers itself."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A rectangle of pixels, by its edges: the first pixel of an image begins at 0.5."""

    left: float
    right: float
    low: float
    high: float
    depth: int = 0

    def quarters(self) -> tuple["Cell", ...]:
        """Return its four parts."""
        x, y, depth = (self.left + self.right) / 2, (self.low + self.high) / 2, self.depth + 1
        return (
            Cell(self.left, x, self.low, y, depth),
            Cell(x, self.right, self.low, y, depth),
            Cell(self.left, x, y, self.high, depth),
            Cell(x, self.right, y, self.high, depth),
        )


@dataclass(frozen=True, slots=True)
class Ring:
    """The border of a cell on the sky, counter-clockwise; the last vertex is not the first again."""

    vertices: Vectors
    area: float
    """Steradians."""


@dataclass(slots=True)
class Rings:
    """The rings of one image."""

    rings: list[Ring] = field(default_factory=list)
    ragged: bool = False
    """Whether cells without a place on the sky were left out."""


def rings_of(sky: Sky, *, tolerance: float) -> Rings:
    """Return rings that cover an image.

    Args:
        sky: its system.
        tolerance: radians that edges may run beside the border.
    """
    found = Rings()
    waiting = deque([Cell(0.5, sky.columns + 0.5, 0.5, sky.rows + 0.5)])
    while waiting:
        cell = waiting.popleft()
        ring = _ring(sky, cell, tolerance)
        if ring is not None:
            found.rings.append(ring)
        elif cell.depth < DEPTH_MAX:
            waiting.extend(cell.quarters())
        else:
            found.ragged = True
    return found


def mesh_of(sky: Sky, cell: Cell) -> Vectors:
    """Return directions of a mesh of points of a cell, its border included."""
    x, y = np.meshgrid(np.linspace(cell.left, cell.right, MESH), np.linspace(cell.low, cell.high, MESH))
    return sky.vectors(x, y)


def _ring(sky: Sky, cell: Cell, tolerance: float) -> Ring | None:
    """Return the border of a cell, None where one ring is not right."""
    mesh = mesh_of(sky, cell)
    center = middle(mesh) if np.isfinite(mesh).all() else None
    if center is None or separations(mesh, center).max() > RADIUS_MAX:
        return None
    sides = _sides(sky, cell)
    if not all(np.isfinite(side).all() for side in sides):
        return None
    corners = [side[simplified(side, tolerance)[:-1]] for side in sides]
    ring = _distinct(np.concatenate(corners))
    if len(ring) < 3 or separations(ring, center).max() > RADIUS_MAX or crosses_itself(ring):
        return None
    area, within = ring_area(ring, center), mesh_area(mesh)
    if not within > 0 or abs(abs(area) - within) > FOLDED * within:
        return None
    return Ring(ring if area > 0 else ring[::-1], abs(area))


def _sides(sky: Sky, cell: Cell) -> list[Vectors]:
    along = np.linspace(0.0, 1.0, SAMPLES)
    x = cell.left + (cell.right - cell.left) * along
    y = cell.low + (cell.high - cell.low) * along
    points = (
        (x, np.full_like(x, cell.low)),
        (np.full_like(y, cell.right), y),
        (x[::-1], np.full_like(x, cell.high)),
        (np.full_like(y, cell.left), y[::-1]),
    )
    return [sky.vectors(*each) for each in points]


def _distinct(ring: Vectors) -> Vectors:
    """Return a ring without vertices that repeat the one before: a whole side may be a pole."""
    size = float(np.linalg.norm(ring - ring[0], axis=1).max())
    steps = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1)
    distinct: Vectors = ring[steps > max(1e-9 * size, 1e-15)]
    return distinct
