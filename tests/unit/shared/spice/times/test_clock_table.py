"""Packed coefficients of clocks."""

import random
import zlib

import pytest

from shared.spice.reading import MalformedKernelError
from shared.spice.text.model import numbers
from shared.spice.text.parser import parse
from shared.spice.times.clock_table import packed, unpacked
from tests.kernels.long_clock import records
from tests.kernels.real import needed

TABLE = tuple(value for record in records() for value in record)[:3000]


def test_a_table_comes_back_to_the_bit_in_a_third_of_its_bytes():
    """Of a clock that was measured, as spacecraft's are."""
    data = packed(TABLE, 65536.0)
    assert unpacked(data) == TABLE
    assert len(data) < 8 * len(TABLE) / 3


@pytest.mark.parametrize("seed", range(5))
def test_any_table_comes_back_or_is_none(seed):
    """Clocks that stand, run back, or leap, with rates of any sign."""
    draw = random.Random(seed)
    table = []
    for _ in range(50):
        ticks = float(draw.choice((0, draw.randrange(-(2**53), 2**53), draw.randrange(100))))
        time = round(draw.uniform(-1e9, 1e9), draw.randrange(10))
        table += [ticks, time, draw.choice((0.0, -1.5, 1e-300, 1e300, draw.random()))]
    data = packed(table, draw.choice((1.0, 65536.0, 1e-5)))
    assert data is None or unpacked(data) == tuple(table)


@pytest.mark.parametrize(
    "table",
    [(), (1.0, 2.0), (0.5, 1.0, 1.0), (2.0**60, 1.0, 1.0), (1.0, 1 / 3 * 1e-9, 1.0)],
    ids=["empty", "no records", "parts of ticks", "not exact", "times without end"],
)
def test_what_would_not_come_back_is_not_packed(table):
    """It is told as numbers, or left out."""
    assert packed(table, 65536.0) is None


def test_bytes_that_are_no_table_are_refused():
    """Cut, of other bytes, or unpacking to more than they say."""
    data = packed(TABLE, 65536.0)
    bomb = data[:13] + zlib.compress(bytes(10_000_000))
    for other in (
        b"",
        data[:12],
        data[:-9],
        b"\xff" * 40,
        data[:13] + b"x" * 40,
        b"\xff\xff\xff\xff" + data[4:],
    ):
        with pytest.raises(MalformedKernelError):
            unpacked(other)
    assert len(unpacked(bomb)) == len(TABLE)


def test_the_clock_of_lro_takes_less_than_six_bytes_a_record():
    """A description has room for 256 KiB."""
    file = needed() / "series/lro_clkcor/lro_clkcor_2021363_v00.tsc"
    table = numbers(parse(file.read_bytes()).pool(), "SCLK01_COEFFICIENTS_85")
    data = packed(table, 65536.0)
    assert unpacked(data) == table
    assert len(data) < 6 * len(table) / 3
