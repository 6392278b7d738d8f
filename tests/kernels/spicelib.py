"""Arguments of SPICELIB's routines: some have no C interface, and are in the library all the same.

No test module.
"""

import ctypes
from collections.abc import Iterable
from typing import Any

import spiceypy

LIBRARY = spiceypy.utils.libspicehelper.libspice


def integer(value: int) -> Any:
    """Return one, by reference."""
    return ctypes.byref(ctypes.c_int(value))


def double(value: float) -> Any:
    """Return one, by reference."""
    return ctypes.byref(ctypes.c_double(value))


def integers(values: Iterable[int]) -> Any:
    """Return an array."""
    whole = list(values)
    return (ctypes.c_int * len(whole))(*whole)


def doubles(values: Iterable[float]) -> Any:
    """Return an array."""
    whole = [float(value) for value in values]
    return (ctypes.c_double * len(whole))(*whole)
