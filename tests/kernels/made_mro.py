"""Kernels of MRO that SpiceQL's tests ask for, made by hand: the mission's own of that day are not at hand.

The frames stand to each other as MRO's do, and the one rotation that SpiceQL's tests print, of a fixed frame
of the camera's mount, is theirs. The pointing is made up.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import spiceypy

SPACECRAFT = -74
BUS = -74000

MOUNT = (0.9999924134600601, 0.0005720078450331138, 0.003853027964066137, -2.2039789431520754e-06)
"""The quaternion from the mount (-74690) to the spacecraft, by SpiceQL's own test."""

FIRST, LAST = 690201366.8, 690201406.8
"""TDB seconds of the first and the last pointing: around an image of 2021-11-15."""

EVERY = 0.1
"""Seconds between pointings."""


def _fixed(code: int, name: str, above: str, rows: Sequence[Sequence[float]]) -> str:
    """Return a frame that is fixed to another, by the matrix that turns its vectors into the other's."""
    # By columns (Frames Required Reading); CSPICE swallows a list on one line of over 132 characters.
    matrix = "\n".join(repr(float(value)) for column in zip(*rows, strict=True) for value in column)
    return (
        f"FRAME_{name} = {code}\nFRAME_{code}_NAME = '{name}'\nFRAME_{code}_CLASS = 4\n"
        f"FRAME_{code}_CLASS_ID = {code}\nFRAME_{code}_CENTER = {SPACECRAFT}\n"
        f"TKFRAME_{code}_SPEC = 'MATRIX'\nTKFRAME_{code}_RELATIVE = '{above}'\n"
        f"TKFRAME_{code}_MATRIX = ( {matrix} )\n"
    )


def frames() -> bytes:
    """Return the frames of the camera, its mount, the spacecraft, and Mars' equator of date."""
    same = np.eye(3)
    mount = spiceypy.q2m(MOUNT)
    text = "".join(
        (
            "KPL/FK\n\\begindata\n",
            _fixed(-74021, "MRO_CTX", "MRO_CTX_BASE", same),
            _fixed(-74020, "MRO_CTX_BASE", "MRO_OPTICAL_BENCH", same),
            _fixed(-74699, "MRO_OPTICAL_BENCH", "MRO_PAYLOAD_DECK", same),
            _fixed(-74690, "MRO_PAYLOAD_DECK", "MRO_SPACECRAFT", mount),
            f"FRAME_MRO_SPACECRAFT = {BUS}\nFRAME_{BUS}_NAME = 'MRO_SPACECRAFT'\nFRAME_{BUS}_CLASS = 3\n",
            f"FRAME_{BUS}_CLASS_ID = {BUS}\nFRAME_{BUS}_CENTER = {SPACECRAFT}\n",
            f"CK_{BUS}_SCLK = {SPACECRAFT}\nCK_{BUS}_SPK = {SPACECRAFT}\nFRAME_MRO_MME_OF_DATE = -74900\n",
            "FRAME_-74900_NAME = 'MRO_MME_OF_DATE'\nFRAME_-74900_CLASS = 5\nFRAME_-74900_CLASS_ID = -74900\n",
            "FRAME_-74900_CENTER = 499\nFRAME_-74900_RELATIVE = 'J2000'\n",
            "FRAME_-74900_DEF_STYLE = 'PARAMETERIZED'\nFRAME_-74900_FAMILY = 'EULER'\n",
            "FRAME_-74900_EPOCH = @2000-JAN-1/12:00:00\nFRAME_-74900_AXES = ( 3 1 3 )\n",
            "FRAME_-74900_UNITS = 'DEGREES'\nFRAME_-74900_ANGLE_1_COEFFS = ( 0.0 )\n",
            "FRAME_-74900_ANGLE_2_COEFFS = ( -37.1135 )\nFRAME_-74900_ANGLE_3_COEFFS = ( -47.68143 )\n",
            f"NAIF_BODY_NAME += 'MRO'\nNAIF_BODY_CODE += {SPACECRAFT}\n\\begintext\n",
        )
    )
    return text.encode()


INSTRUMENT = b"""KPL/IK
\\begindata
INS-74021_FOCAL_LENGTH = 352.9271664
INS-74021_PIXEL_PITCH = 0.007
\\begintext
"""


def pointing(leap_seconds: Path, clock: Path) -> bytes:
    """Return a CK of the spacecraft around the image, slowly turning, timed by its clock."""
    spiceypy.kclear()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mro.bc"
        try:
            spiceypy.furnsh([str(leap_seconds), str(clock), _written(folder)])
            _write(path)
        finally:
            spiceypy.kclear()
        return path.read_bytes()


def _written(folder: str) -> str:
    path = Path(folder) / "mro.tf"
    path.write_bytes(frames())
    return str(path)


def _write(path: Path) -> None:
    ets = np.arange(FIRST, LAST, EVERY)
    ticks = np.array([spiceypy.sce2c(SPACECRAFT, et) for et in ets])
    angles = 1e-3 * (ets - FIRST)
    quaternions = np.stack([np.cos(angles / 2), np.sin(angles / 2), 0 * ets, 0 * ets], axis=1)
    rates = np.tile((1e-3, 0.0, 0.0), (len(ets), 1))
    handle = spiceypy.ckopn(str(path), "MRO made by a test", 0)
    first, last, name = ticks[0], ticks[-1], "MRO_MME_OF_DATE"
    spiceypy.ckw03(
        handle, first, last, BUS, name, True, "MRO", len(ets), ticks, quaternions, rates, 1, [first]
    )
    spiceypy.ckcls(handle)
