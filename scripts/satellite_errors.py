"""`python -m scripts.satellite_errors DIRECTORY...`: how wrong element sets are by age, as a table.

Each directory holds text files of two-line element sets, taken at different times. Every two sets of one
object make a pair: the older one is propagated to the epoch of the newer one, and compared with it there.
That is self-consistency, not truth. The table goes to standard output; it is kept as
`services/satellites/propagate/error_table.csv`, the element sets are not. Where two kinds of objects of one
class were measured, the wider figures are kept: objects that keep station hide behind those that do not.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from services.satellites.propagate.orbit_class import OrbitClass, orbit_classes

Floats = NDArray[np.float64]

AGE_EDGES = (0.02, 0.15, 0.3, 0.6, 1.2, 2.0, 3.5, 7.0, 14.0)
"""Days. A bin's figures stand at its upper edge, and at age 0 too for a class's first bin."""
CONFIDENCES = (0.5, 0.9, 0.95, 0.99)
LEAST_PAIRS = 90
"""Below so many pairs a bin's 99th percentile is a guess; the bin is left out."""
GROUND_KM_S = (0.0, 0.1, 0.2, 0.3, 0.45)
"""Speeds across the trail of an observer that the Earth turns, from pole to equator."""
MOST_FACTOR = 2.0


def main(directories: list[str]) -> int:
    """Print the table of these directories; return the exit code."""
    if not directories:
        print(__doc__, file=sys.stderr)
        return 2
    pairs = np.array([pair for name in directories for pair in _pairs(_sets(Path(name)))])
    print("# Made by `python -m scripts.satellite_errors`: pairs of public element sets of one object,")
    print("# the older one propagated to the newer one's epoch (say here of which objects, and when).")
    print("orbit_class,age_days,confidence,along_km,cross_km,pairs")
    for orbit_class in OrbitClass:
        _print_class(orbit_class, pairs[pairs[:, 0] == orbit_class])
    return 0


def _print_class(orbit_class: OrbitClass, pairs: Floats) -> None:
    first = True
    for low, high in pairwise(AGE_EDGES):
        chosen = pairs[(pairs[:, 1] >= low) & (pairs[:, 1] < high)]
        if len(chosen) < LEAST_PAIRS:
            continue
        for age in (0.0, high) if first else (high,):
            for confidence in CONFIDENCES:
                along, cross = _bounds(chosen, confidence)
                print(f"{orbit_class.name},{age:g},{confidence:g},{along:.3g},{cross:.3g},{len(chosen)}")
        first = False


def _bounds(pairs: Floats, confidence: float) -> tuple[float, float]:
    """Return km along and across that hold for this share of pairs, also together as the margin joins them.

    A pair holds if its displacement on the sky, cross plus ground speed times lateness, is within
    hypot(across, ground speed x lateness); both are widened by one factor until enough pairs hold.
    """
    _, _, along, cross, radial, speed = pairs.T
    most_along = float(np.quantile(np.abs(along), confidence))
    most_cross = float(np.quantile(np.hypot(cross, radial), confidence))
    for factor in np.arange(1.0, MOST_FACTOR, 0.01):
        shares = [
            np.mean(
                np.abs(cross + ground * along / speed)
                <= factor * np.hypot(most_cross, ground * most_along / speed)
            )
            for ground in (*GROUND_KM_S, *(-ground for ground in GROUND_KM_S))
        ]
        if min(shares) >= confidence:
            return most_along * factor, most_cross * factor
    raise ValueError("no factor below 2 covers the pairs: look at them")


def _sets(directory: Path) -> dict[str, list[Satrec]]:
    """Return the different sets of each object, oldest first."""
    found: dict[str, dict[str, Satrec]] = defaultdict(dict)
    for path in sorted(directory.glob("*.tle")):
        for first, second in pairwise(path.read_text("ascii").splitlines()):
            if first.startswith("1 ") and second.startswith("2 ") and len(first) == len(second) == 69:
                found[first[2:7]][first[18:32]] = Satrec.twoline2rv(first, second, WGS72)
    return {name: sorted(sets.values(), key=_epoch) for name, sets in found.items()}


def _epoch(record: Satrec) -> float:
    return float(record.jdsatepoch + record.jdsatepochF)


def _pairs(objects: dict[str, list[Satrec]]) -> Iterator[tuple[float, ...]]:
    for sets in objects.values():
        for older, newer in combinations(sets, 2):
            age = (newer.jdsatepoch - older.jdsatepoch) + (newer.jdsatepochF - older.jdsatepochF)
            old_error, old_place, _ = older.sgp4_tsince(age * 1440.0)
            error, place, velocity = newer.sgp4_tsince(0.0)
            if not (old_error or error):
                orbit_class = orbit_classes(np.array([newer.no_kozai]), np.array([newer.ecco]))[0]
                yield (
                    float(orbit_class),
                    age,
                    *_apart(np.array(old_place), np.array(place), np.array(velocity)),
                )


def _apart(old: Floats, place: Floats, velocity: Floats) -> tuple[float, float, float, float]:
    """Return km along, across and in radius, and the speed in km/s."""
    radius = float(np.linalg.norm(place))
    normal = np.cross(place, velocity)
    normal /= np.linalg.norm(normal)
    up = place / radius
    ahead = np.cross(normal, up)
    cross = float(old @ normal)
    along = radius * float(np.arctan2(old @ ahead, old @ up))
    return along, cross, float(np.linalg.norm(old - cross * normal)) - radius, float(np.linalg.norm(velocity))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
