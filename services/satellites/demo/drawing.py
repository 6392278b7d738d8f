"""One visit as a picture: tracks with their margins, sources allowed and not allowed. Pure."""

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from services.satellites.demo.survey import Pointing
from services.satellites.propagate import Tracks

SIZE = 720.0
"""Pixels of the field's diameter."""

ALLOWED, MASKED, TRACK = "#4269d0", "#ff725c", "#efb118"
"""Told apart by most people."""

Floats = NDArray[np.float64]


def drawn(pointing: Pointing, tracks: Tracks, allowed: Collection[int]) -> str:
    """Return an SVG document of the field, north up and east to the left."""
    scale = SIZE / 2.0 / np.tan(tracks.field_radius)
    parts = [*_tracks(tracks, scale), *_sources(pointing, tracks, scale, allowed)]
    edge = SIZE / 2.0 + 20.0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-edge} {-edge} {2 * edge} {2 * edge + 30}" '
        'font-family="sans-serif" font-size="13">'
        '<rect x="-50%" y="-50%" width="200%" height="200%" fill="#fff"/>'
        f'<clipPath id="field"><circle r="{SIZE / 2}"/></clipPath><g clip-path="url(#field)">'
        + "".join(parts)
        + f'</g><circle r="{SIZE / 2}" fill="none" stroke="#333"/>'
        + _legend(edge)
        + "</svg>\n"
    )


def _projected(vectors: Floats, tracks: Tracks, scale: float) -> Floats:
    """Return points of the tangent plane in pixels, shape (n, 2)."""
    centre = tracks.centre
    east = np.cross([0.0, 0.0, 1.0], centre)
    east /= np.linalg.norm(east)
    north = np.cross(centre, east)
    depth = vectors @ centre
    return np.stack([-vectors @ east / depth * scale, -vectors @ north / depth * scale], axis=1)


def _tracks(tracks: Tracks, scale: float) -> Iterable[str]:
    if not len(tracks.start):
        return
    starts, ends = _projected(tracks.start, tracks, scale), _projected(tracks.end, tracks, scale)
    for (x1, y1), (x2, y2), margin in zip(starts, ends, tracks.margin, strict=True):
        yield (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{TRACK}" '
            f'stroke-width="{max(2.0 * margin * scale, 1.0):.2f}" stroke-linecap="round"/>'
        )


def _sources(pointing: Pointing, tracks: Tracks, scale: float, allowed: Collection[int]) -> Iterable[str]:
    corners = np.radians([corners[0] for _, corners in pointing.sources])
    ra, dec = corners[:, 0], corners[:, 1]
    vectors = np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=1)
    for (id_, _), (x, y) in zip(pointing.sources, _projected(vectors, tracks, scale), strict=True):
        colour = ALLOWED if id_ in allowed else MASKED
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _legend(edge: float) -> str:
    words = ((ALLOWED, "allowed"), (MASKED, "not allowed"), (TRACK, "track with its margin"))
    return "".join(
        f'<circle cx="{-edge + 20 + 150 * place}" cy="{edge + 10}" r="5" fill="{colour}"/>'
        f'<text x="{-edge + 32 + 150 * place}" y="{edge + 15}">{text}</text>'
        for place, (colour, text) in enumerate(words)
    )
