#!/usr/bin/env bash
# sgp4 2.27 (PyPI): the velocity of a deep-space orbit is not the rate of its place.
#
# The guess before running: places and velocities of one call belong together to a centimetre a second, so that a
# file of states made of them is interpolated by Hermite's polynomials to a metre.
# Seen: low orbits 2 cm/s apart, a geosynchronous one 7 cm/s, one of Molniya's kind 1.7 m/s. Hermite's polynomial
# through its states 120 s apart is tens of metres from SGP4's own place between them; Lagrange's, of places
# alone, is not.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check sgp4==2.27
"$directory/venv/bin/python" - <<'PYTHON'
import math

from sgp4.api import WGS72, Satrec


def apart(revolutions_a_day: float, eccentricity: float, inclination: float) -> float:
    """Return by how much velocity and rate of place differ at most through a day, m/s."""
    record = Satrec()
    motion = revolutions_a_day * 2.0 * math.pi / 1440.0
    angles = [math.radians(angle) for angle in (30.0, inclination, 40.0)]
    record.sgp4init(WGS72, "i", 1, 28000.0, 0.0, 0.0, 0.0, eccentricity, *angles, motion, math.radians(50.0))
    worst = 0.0
    for minutes in range(0, 1440, 7):
        _, before, _ = record.sgp4_tsince(minutes - 1.0 / 60.0)
        _, after, _ = record.sgp4_tsince(minutes + 1.0 / 60.0)
        error, _, velocity = record.sgp4_tsince(float(minutes))
        assert error == 0
        rate = [(late - early) / 2.0 for early, late in zip(before, after)]
        worst = max(worst, 1000.0 * math.dist(rate, velocity))
    return worst


low, high = apart(15.06, 0.0002, 53.0), apart(2.006, 0.70, 63.4)
print(f"sgp4 2.27: a low orbit {low:.3f} m/s, one of Molniya's kind {high:.3f} m/s")
assert low < 0.1, "the low orbit changed"
assert 1.0 < high < 3.0, "the eccentric orbit changed"
PYTHON
