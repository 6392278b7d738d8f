"""SPKs and PCKs of the data types that few kernels have, made by CSPICE itself. No test module."""

import ctypes
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import spiceypy

from tests.kernels.spicelib import LIBRARY, double, doubles, integer, integers

BODY, CENTER, FRAME = -999, 399, "J2000"
EPOCHS = np.arange(250) * 60.0 + 1000.0
"""More than a directory has one of."""

FIRST, LAST = float(EPOCHS[0]), float(EPOCHS[-1])
STATES = np.stack([7000 + EPOCHS, 0 * EPOCHS, EPOCHS, 1 + 0 * EPOCHS, 0 * EPOCHS, 1 + 0 * EPOCHS], axis=1)


def _type_5(handle: int) -> None:
    spiceypy.spkw05(handle, BODY, CENTER, FRAME, FIRST, LAST, "T5", 398_600.4, len(EPOCHS), STATES, EPOCHS)


def _type_14(handle: int) -> None:
    """Packets that last longer and longer."""
    degree = 2
    radii = 10.0 + np.arange(150)
    starts = FIRST + 2 * np.concatenate([[0.0], np.cumsum(radii)[:-1]])
    end = float(starts[-1] + 2 * radii[-1])
    spiceypy.spk14b(handle, "T14", BODY, CENTER, FRAME, FIRST, end, degree)
    for start, radius in zip(starts, radii, strict=True):
        packet = [start + radius, radius, *np.arange(6 * (degree + 1), dtype=float)]
        spiceypy.spk14a(handle, 1, packet, [start])
    spiceypy.spk14e(handle)


def _type_18(handle: int) -> None:
    spiceypy.spkw18(handle, 1, BODY, CENTER, FRAME, FIRST, LAST, "T18", 3, STATES, EPOCHS)


def _type_18_with_rates(handle: int) -> None:
    packets = np.concatenate([STATES, STATES], axis=1)
    spiceypy.spkw18(handle, 0, BODY, CENTER, FRAME, FIRST, LAST, "T18", 3, packets, EPOCHS)


def _head(handle: int, name: bytes) -> tuple[Any, ...]:
    codes = (integer(handle), integer(BODY), integer(CENTER))
    return (*codes, FRAME.encode(), double(FIRST), double(LAST), name)


def _strings() -> tuple[ctypes.c_int, ctypes.c_int]:
    return ctypes.c_int(len(FRAME)), ctypes.c_int(3)


def _type_19(handle: int) -> None:
    """Two mini-segments that meet; SPICELIB's routine has no C interface."""
    half = len(EPOCHS) // 2
    epochs = np.concatenate([EPOCHS[: half + 1], EPOCHS[half:]])
    packets = np.concatenate([STATES[: half + 1], STATES[half:]])
    bounds = [FIRST, EPOCHS[half], LAST]
    LIBRARY.spkw19_(
        *_head(handle, b"T19"),
        integer(2),
        integers([half + 1, len(EPOCHS) - half]),
        integers([1, 1]),
        integers([3, 3]),
        doubles(packets.ravel()),
        doubles(epochs),
        doubles(bounds),
        integer(1),
        *_strings(),
    )


def _type_20(handle: int) -> None:
    days, degree, records = 0.5, 2, 40
    start = 2_451_545.0 + 1.0
    first, stop = 86_400.0, 86_400.0 * (1 + days * records)
    data = np.arange(3 * (degree + 2) * records, dtype=float)
    spiceypy.spkw20(
        handle, BODY, CENTER, FRAME, first, stop, "T20", days, records, degree, data, 1.0, 1.0, start, 0.0
    )


def _type_21(handle: int) -> None:
    steps = 20
    size = 4 * steps + 11
    lines = np.zeros((len(EPOCHS), size))
    lines[:, 0] = EPOCHS
    lines[:, 1 : steps + 1] = 1.0
    lines[:, -4:] = [steps + 1, 1, 1, 1]
    LIBRARY.spkw21_(
        *_head(handle, b"T21"),
        integer(len(EPOCHS)),
        integer(size),
        doubles(lines.ravel()),
        doubles(EPOCHS),
        *_strings(),
    )


def _pck_20(handle: int) -> None:
    days, degree, records = 0.5, 2, 40
    first, stop = 86_400.0, 86_400.0 * (1 + days * records)
    LIBRARY.pckw20_(
        integer(handle),
        integer(3000),
        FRAME.encode(),
        double(first),
        double(stop),
        b"P20",
        double(days),
        integer(records),
        integer(degree),
        doubles(range(3 * (degree + 2) * records)),
        double(1.0),
        double(1.0),
        double(2_451_546.0),
        double(0.0),
        *_strings(),
    )


WRITERS: dict[str, Callable[[int], None]] = {
    "5": _type_5,
    "14": _type_14,
    "18": _type_18,
    "18 with rates": _type_18_with_rates,
    "19": _type_19,
    "20": _type_20,
    "21": _type_21,
    "20 of a PCK": _pck_20,
}
"""By the data type, of SPKs where nothing else is said."""


@cache
def daf_of_type(data_type: str) -> bytes:
    """Return an SPK or a PCK of one segment."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.bsp"
        new = spiceypy.pckopn if "PCK" in data_type else spiceypy.spkopn
        handle = new(str(path), "Made by a test", 0)
        WRITERS[data_type](handle)
        spiceypy.dafcls(handle)
        return path.read_bytes()
