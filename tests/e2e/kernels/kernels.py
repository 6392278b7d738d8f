"""Kernels for end-to-end tests: the samples where they are there, else ones that CSPICE writes for us."""

import math
import shutil
from pathlib import Path

import spiceypy

from tests.e2e.harness import SAMPLES, write

DAY = 86400.0
"""Seconds."""
STEP = 600.0
"""Seconds between two states of an orbit: one day of it takes 8 KB."""

LEAPSECONDS = """KPL/LSK

\\begindata

DELTET/DELTA_T_A = 32.184
DELTET/K         = 1.657D-3
DELTET/EB        = 1.671D-2
DELTET/M         = ( 6.239996D0 1.99096871D-7 )
DELTET/DELTA_AT  = ( 10, @1972-JAN-1
                     37, @2017-JAN-1 )
"""


def lay_kernels(root: Path) -> int:
    """Fill a directory with kernels and return how many files they are."""
    samples = SAMPLES / "kernels"
    if samples.is_dir():
        for source in sorted(path for path in samples.rglob("*") if path.is_file()):
            target = root / source.relative_to(samples)
            target.parent.mkdir(parents=True, exist_ok=True)
            # Samples may be read-only; what a site holds is not.
            shutil.copyfile(source, target)
    else:
        _make_kernels(root)
    return sum(1 for path in root.rglob("*") if path.is_file())


def write_spk(path: Path, *, days: int) -> None:
    """Write an SPK of a body that circles the Sun, one segment a day."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = spiceypy.spkopn(str(path), "made by a test", 0)
    for day in range(days):
        _write_day(handle, day)
    spiceypy.spkcls(handle)


def append_day(path: Path, *, day: int) -> None:
    """Append a segment to an SPK, as an operator's daily run does."""
    handle = spiceypy.spkopa(str(path))
    _write_day(handle, day)
    spiceypy.spkcls(handle)


def _write_day(handle: int, day: int) -> None:
    count = int(DAY / STEP) + 1
    states = [_state(day * DAY + number * STEP) for number in range(count)]
    end = (day + 1) * DAY
    spiceypy.spkw08(
        handle, -999, 10, "J2000", day * DAY, end, f"DAY {day}", 3, count, states, day * DAY, STEP
    )


def _state(seconds: float) -> list[float]:
    rate = 2 * math.pi / (365.25 * DAY)
    angle, radius = rate * seconds, 1.5e8
    position = [radius * math.cos(angle), radius * math.sin(angle), 0.0]
    return [*position, -radius * rate * math.sin(angle), radius * rate * math.cos(angle), 0.0]


def _make_kernels(root: Path) -> None:
    write(root / "lsk" / "naif0012.tls", LEAPSECONDS)
    for number in range(1, 25):
        write_spk(root / "spk" / f"orbit_{number:02}.bsp", days=number)
        write(root / "mk" / f"plan_{number:02}.tm", f"KPL/MK\n\nKERNELS_TO_LOAD = 'orbit_{number:02}.bsp'\n")
