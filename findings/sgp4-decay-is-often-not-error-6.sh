#!/usr/bin/env bash
# sgp4 2.27 (PyPI): a decayed object is often not error 6.
#
# The package's documentation gives error 6 for "the satellite has decayed" ("mrt is less than 1.0"). The guess
# before running: an object that falls is error 0, then 6 from then on, so `error == 6` tells what decayed.
# Seen: one falling object goes 0 -> 1 and never is 6; another one goes 0, 6, 1, 6, 4, 1, 6, ... So a catalogue that
# drops objects by error 6 keeps others that are as dead, and an object that had 6 may have 1 an hour later.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check sgp4==2.27
"$directory/venv/bin/python" - <<'PYTHON'
import math

from sgp4.api import WGS72, Satrec


def codes(revolutions_a_day: float, bstar: float) -> list[int]:
    """Return the error codes, hour by hour for five days, without repeats in a row."""
    record = Satrec()
    motion = revolutions_a_day * 2.0 * math.pi / 1440.0
    record.sgp4init(WGS72, "i", 5, 27900.0, bstar, 0.0, 0.0, 0.0005, 1.0, math.radians(53.0), 0.5, motion, 0.3)
    found = []
    for hour in range(120):
        error, _, _ = record.sgp4_tsince(60.0 * hour)
        if not found or found[-1] != error:
            found.append(error)
    return found


low, lower = codes(15.9, 0.1), codes(16.2, 0.01)
print("sgp4 2.27: 15.9 revolutions a day, B* 0.1: ", low)
print("sgp4 2.27: 16.2 revolutions a day, B* 0.01:", lower)
assert low[:4] == [0, 6, 1, 6], "the codes of the first object changed"
assert lower == [0, 1], "the codes of the second object changed"
PYTHON
