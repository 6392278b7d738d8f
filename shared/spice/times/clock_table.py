"""The packed form of a clock's coefficients: some ten thousand records in a tenth of the bytes of their text.

A record holds ticks, the parallel time at them, and a rate (`shared.spice.times.clock`). Whoever made the
table measured ticks and times, and had the rate from the next record. So the ticks are kept as steps from
those above, the times as what they differ by from a clock of nominal rate, the rates from the quotient: all
small numbers. Each value comes back to the bit, or the table is not packed.
"""

import math
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence

from shared.spice.reading import MalformedKernelError
from shared.spice.times.planes import WORD, planes, whole_numbers

NUMBERS_MAX = 400_000
"""Of one table: the pool of CSPICE has no room for more."""

DECIMALS_MAX = 12
"""Of a time: CSPICE's doubles hold fewer of one that is a second or more from J2000."""

TICKS_MAX = 2.0**53
"""Beyond it not every whole number is a double."""

NOMINAL = 1.0
"""Seconds of parallel time in a count: what a rate is foretold as where no next record tells."""

_HEAD = struct.Struct("<IdB")
"""Records, ticks in a count, decimals of the times."""

_WRAP = 1 << 64


def packed(values: Sequence[float], ticks_per_count: float) -> bytes | None:
    """Return a table as bytes; None where it is none that comes back as it was."""
    if not _fits(values, ticks_per_count):
        return None
    ticks = [int(one) for one in values[::3]]
    decimals = _decimals(values[1::3])
    if decimals is None:
        return None
    scaled = [int(f"{one:.{decimals}f}".replace(".", "")) for one in values[1::3]]
    foretold = _rates_foretold(ticks, values[1::3], ticks_per_count)
    columns = (
        [one - above for above, one in zip([0, *ticks], ticks, strict=False)],
        [
            one - told
            for one, told in zip(scaled, _times(ticks, scaled, ticks_per_count, decimals), strict=True)
        ],
        [_bits(one) - _bits(told) for one, told in zip(values[2::3], foretold, strict=True)],
    )
    head = _HEAD.pack(len(ticks), ticks_per_count, decimals)
    data = head + zlib.compress(b"".join(map(planes, columns)), 9)
    return data if unpacked(data) == tuple(values) else None


def unpacked(data: bytes) -> tuple[float, ...]:
    """Return the table that `packed` was given.

    Raises:
        MalformedKernelError: the bytes are no such table.
    """
    try:
        return _unpacked(data)
    except (struct.error, zlib.error, ArithmeticError, ValueError) as error:
        raise MalformedKernelError(f"the packed coefficients of a clock are none: {error}") from error


def _unpacked(data: bytes) -> tuple[float, ...]:
    count, per_count, decimals = _HEAD.unpack_from(data)
    if count > NUMBERS_MAX // 3 or decimals > DECIMALS_MAX or not 0 < per_count < math.inf:
        raise ValueError(f"{count} records, {decimals} decimals, {per_count} ticks in a count")
    size = count * WORD
    raw = zlib.decompressobj().decompress(data[_HEAD.size :], 3 * size)
    columns = [whole_numbers(raw[at : at + size], count) for at in (0, size, 2 * size)]
    ticks, scaled = _sums(columns[0]), _scaled(columns[0], columns[1], per_count, decimals)
    times = [float(f"{one}e-{decimals}") for one in scaled]
    foretold = _rates_foretold(ticks, times, per_count)
    rates = [_double(_bits(told) + off) for told, off in zip(foretold, columns[2], strict=True)]
    return tuple(one for record in zip(map(float, ticks), times, rates, strict=True) for one in record)


def _fits(values: Sequence[float], ticks_per_count: float) -> bool:
    whole = 0 < len(values) <= NUMBERS_MAX and len(values) % 3 == 0 and 0 < ticks_per_count < math.inf
    return whole and all(one.is_integer() and abs(one) <= TICKS_MAX for one in values[::3])


def _decimals(times: Sequence[float]) -> int | None:
    """Return the fewest decimals that all times are written in; None where they are too many."""
    for count in range(DECIMALS_MAX + 1):
        if all(float(f"{one:.{count}f}") == one for one in times):
            return count
    return None


def _step(ticks: int, per_count: float, decimals: int) -> int:
    """Return the time that a clock of nominal rate takes for ticks, in units of the last decimal."""
    unit: int = 10**decimals
    return round(ticks * unit / per_count)


def _times(ticks: Sequence[int], scaled: Sequence[int], per_count: float, decimals: int) -> Iterator[int]:
    yield 0
    for at in range(1, len(ticks)):
        yield scaled[at - 1] + _step(ticks[at] - ticks[at - 1], per_count, decimals)


def _scaled(steps: Sequence[int], off: Sequence[int], per_count: float, decimals: int) -> list[int]:
    found: list[int] = []
    for step, one in zip(steps, off, strict=True):
        found.append(one + (found[-1] + _step(step, per_count, decimals) if found else 0))
    return found


def _rates_foretold(ticks: Sequence[int], times: Sequence[float], per_count: float) -> Iterator[float]:
    for at in range(1, len(ticks)):
        steps = ticks[at] - ticks[at - 1]
        yield (times[at] - times[at - 1]) * per_count / steps if steps else NOMINAL
    yield NOMINAL


def _sums(steps: Iterable[int]) -> list[int]:
    total, found = 0, []
    for one in steps:
        total += one
        found.append(total)
    return found


def _bits(value: float) -> int:
    return int.from_bytes(struct.pack("<d", value), "little", signed=True)


def _double(bits: int) -> float:
    return float(struct.unpack("<d", (bits % _WRAP).to_bytes(WORD, "little"))[0])
