"""Doubles of a DAF by their addresses, which count from 1 over the whole file."""

import sys
from array import array

from shared.spice.daf.file_record import DafRecord
from shared.spice.reading import ReadAt, read_exactly

_NATIVE = "<" if sys.byteorder == "little" else ">"


def doubles(source: ReadAt, record: DafRecord, first: int, count: int) -> "array[float]":
    """Return `count` doubles from address `first`.

    Raises:
        MalformedKernelError: they lie outside the content.
    """
    values = array("d")
    values.frombytes(read_exactly(source, (first - 1) * 8, count * 8, f"address {first}"))
    if record.order != _NATIVE:
        values.byteswap()
    return values
