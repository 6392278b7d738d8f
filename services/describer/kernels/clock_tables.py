"""The coefficients of clocks that have too many records to be told as numbers. Pure."""

import math
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence

from shared.contracts.messages.kernels.kernel_facts import PACKED_MAX, PackedValues
from shared.spice.text.model import Assignment
from shared.spice.times.clock_table import packed

PACK_ABOVE = 9_000
"""Values that are told as numbers: 3 000 records take 45 KB so. MESSENGER's clock has 7 635."""

_TABLE = re.compile(r"SCLK01_COEFFICIENTS_(\d{1,9})")


def packed_tables(those: Sequence[Assignment]) -> tuple[PackedValues, ...]:
    """Return the values of large clock tables among assignments, by their places."""
    found: list[PackedValues] = []
    for at, one in enumerate(those):
        match = _TABLE.fullmatch(one.name)
        if match is None or len(one.values) <= PACK_ABOVE or len(found) == PACKED_MAX:
            continue
        numbers = [float(value) for value in one.values if not isinstance(value, str)]
        data = packed(numbers, _ticks_per_count(match[1], those)) if len(numbers) == len(one.values) else None
        if data is not None:
            found.append(PackedValues(at, b64encode(data).decode()))
    return tuple(found)


def _ticks_per_count(code: str, those: Iterable[Assignment]) -> float:
    """Return the ticks in one count of the first field; 1 where nothing tells, which costs bytes alone."""
    moduli = next((one.values for one in those if one.name == f"SCLK01_MODULI_{code}"), ())
    per_count = math.prod(float(value) for value in moduli[1:] if not isinstance(value, str))
    return per_count if 0 < per_count < math.inf else 1.0
