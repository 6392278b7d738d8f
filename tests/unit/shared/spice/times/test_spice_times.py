"""TDB, UTC and spacecraft clocks, against CSPICE."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import spiceypy

from shared.spice.reading import MalformedKernelError
from shared.spice.text.model import TextKernel
from shared.spice.text.parser import parse
from shared.spice.times.clock import clock_of, clocks
from shared.spice.times.iso import Rounding, tdb_text, utc_text
from shared.spice.times.leap_seconds import LeapSeconds, leap_seconds
from shared.spice.times.timekeeping import timekeeping
from tests.kernels.made import FK, LSK, SCLK
from tests.kernels.real import kernels, needed

MICROSECOND = 1e-6


@pytest.fixture(autouse=True)
def _empty_pool() -> Iterator[None]:
    spiceypy.kclear()
    yield
    spiceypy.kclear()


def _read(text: str) -> TextKernel:
    return parse(text.encode())


def _leaps() -> LeapSeconds:
    return leap_seconds(_read(LSK).pool())


def _furnish(folder: Path, *texts: str) -> None:
    for at, text in enumerate(texts):
        (folder / f"k{at}").write_text(text)
        spiceypy.furnsh(str(folder / f"k{at}"))


def test_utc_is_that_of_cspice_around_each_leap_second_and_elsewhere(tmp_path: Path) -> None:
    """Text of UTC, with second 60, and the way back agree to a microsecond over a century."""
    _furnish(tmp_path, LSK)
    leaps, draw = _leaps(), random.Random(1)
    for at in range(2_000):
        near = draw.choice(leaps.since) + 60 + draw.uniform(-40, 40)
        tdb = near if at % 2 else draw.uniform(-1.5e9, 2e9)
        ours = utc_text(tdb, leaps)
        assert ours[:-1] == spiceypy.et2utc(tdb, "ISOC", 6) or (
            abs(spiceypy.str2et(ours[:-1]) - tdb) < 2 * MICROSECOND
        )
        assert abs(leaps.tdb_of_utc(*leaps.utc_of_tdb(tdb)) - tdb) < MICROSECOND


def test_a_leap_second_is_its_own_second() -> None:
    """2016-12-31T23:59:60 is neither the second before nor the one after."""
    leaps = _leaps()
    midnight = leaps.tdb_of_utc(6210, 0.0)
    texts = [utc_text(midnight + offset, leaps) for offset in (-1.5, -0.5, 0.5)]

    assert [text[:19] for text in texts] == [
        "2016-12-31T23:59:59",
        "2016-12-31T23:59:60",
        "2017-01-01T00:00:00",
    ]


def test_ends_are_rounded_inwards_so_that_cspice_accepts_them(tmp_path: Path) -> None:
    """A start rounded up and a stop rounded down lie inside, by less than two microseconds."""
    _furnish(tmp_path, LSK)
    leaps, draw = _leaps(), random.Random(2)
    for _ in range(1_500):
        tdb = draw.uniform(-8e8, 9e8)
        start = spiceypy.str2et(utc_text(tdb, leaps, Rounding.UP)[:-1])
        stop = spiceypy.str2et(utc_text(tdb, leaps, Rounding.DOWN)[:-1])
        assert tdb < start < tdb + 2 * MICROSECOND
        assert tdb - 2 * MICROSECOND < stop < tdb


def test_tdb_text_is_calendar_text_and_far_times_are_clamped() -> None:
    """J2000 is noon; rounding up carries over the day; DSK-like ends of the calendar do not fail."""
    assert tdb_text(0.0) == "2000-01-01T12:00:00.000000 TDB"
    assert tdb_text(43_199.999_999_9, Rounding.UP) == "2000-01-02T00:00:00.000001 TDB"
    assert tdb_text(1e15).startswith("9999")
    assert utc_text(-1e300, _leaps()).startswith("0001")


def test_published_numbers_are_met() -> None:
    """The call utcToEt of SpiceQL's own test: 1971-08-04T16:28:24.9159358 is -896556653.900884."""
    day = -10_377  # 1971-08-04
    assert _leaps().tdb_of_utc(day, 16 * 3600 + 28 * 60 + 24.9159358) == pytest.approx(
        -896556653.900884, abs=1e-6
    )


@pytest.mark.parametrize("lost", ["DELTA_T_A", "/K", "/EB", "/M ", "DELTA_AT"])
def test_a_leapseconds_kernel_without_a_variable_is_refused(lost: str) -> None:
    """Each variable is needed."""
    with pytest.raises(MalformedKernelError):
        leap_seconds(_read(LSK.replace(lost, "/OTHER")).pool())


def test_ticks_and_tdb_are_those_of_cspice_for_a_made_clock(tmp_path: Path) -> None:
    """Both ways, over each record, with two partitions, by TT."""
    _furnish(tmp_path, LSK, SCLK)
    _compare(clocks_of=_read(SCLK), leaps=_leaps(), count=400)


def test_ticks_and_tdb_are_those_of_cspice_for_real_clocks() -> None:
    """Real clocks of type 1 agree to a microsecond, ESA's whose records go back too."""
    lsk = needed() / "kernels/ale/naif0012.tls"
    leaps = leap_seconds(parse(lsk.read_bytes()).pool())
    seen = 0
    for path in kernels():
        if path.suffix.lower() == ".tsc" and path.stat().st_size > 100:
            spiceypy.kclear()
            spiceypy.furnsh([str(lsk), str(path)])
            seen += _compare(clocks_of=parse(path.read_bytes()), leaps=leaps, count=60)
    assert seen > 30


def _compare(clocks_of: TextKernel, leaps: LeapSeconds, count: int) -> int:
    found, draw = clocks(clocks_of.pool()), random.Random(3)
    for code, clock in found.items():
        for _ in range(count):
            at = draw.randrange(len(clock.ticks))
            after = clock.ticks[at + 1] if at + 1 < len(clock.ticks) else clock.ticks[at] + 1e6
            ticks = float(round(draw.uniform(clock.ticks[at], after)))
            theirs = spiceypy.sct2e(code, ticks)
            assert abs(clock.tdb(ticks, leaps) - theirs) < MICROSECOND
            back = spiceypy.sce2c(code, theirs)
            assert abs(clock.encoded(theirs, leaps) - back) / clock.ticks_per_count < MICROSECOND
    return len(found)


def test_a_clock_that_is_broken_costs_no_other() -> None:
    """Clocks of a collection are known together: a broken or unfinished kernel of one left none of them."""
    pool = {**_read(SCLK).pool(), **_read(LSK).pool(), "SCLK_DATA_TYPE_7": (1.0,)}
    with pytest.raises(MalformedKernelError):
        clocks(pool)
    assert set(timekeeping(pool).clocks) == {-999}


def test_clocks_that_go_back_are_counted() -> None:
    """Three records of a real kernel of TGO lie before the one above them, none of MRO."""
    root = needed() / "kernels/npb"
    tgo = clocks(parse((root / "em16/sclk/em16_tgo_step_20190703.tsc").read_bytes()).pool())
    mro = clocks(parse((root / "kernels/sclk/MRO_SCLKSCET.00101.65536.tsc").read_bytes()).pool())

    assert tgo[-143].goes_back() == 3
    assert mro[-74].goes_back() == 0


def test_a_clock_by_tt_needs_leap_seconds() -> None:
    """Without an LSK the conversion is refused, not wrong; a clock by TDB needs none."""
    clock = clocks(_read(SCLK).pool())[-999]
    by_tdb = clocks(_read(SCLK.replace("SYSTEM_999 = ( 2 )", "SYSTEM_999 = ( 1 )")).pool())[-999]

    with pytest.raises(MalformedKernelError, match="leapseconds"):
        clock.tdb(1.0, None)
    assert by_tdb.tdb(0.0, None) == -43135.816


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("MODULI_999 = ( 4294967296 65536 )", "MODULI_999 = ( 1 0 )"),
        ("COEFFICIENTS", "C"),
        ("( 2 )\nSCLK01_N", "( 7 )\nX"),
    ],
)
def test_an_odd_clock_is_refused(old: str, new: str) -> None:
    """Impossible moduli, no coefficients and an unknown time system are named."""
    assert old in SCLK
    with pytest.raises(MalformedKernelError):
        clocks(_read(SCLK.replace(old, new)).pool())


def test_the_clock_of_an_instrument_is_told_or_that_of_its_spacecraft() -> None:
    """`CK_<object>_SCLK` wins; else a thousandth, towards zero as CSPICE divides."""
    assert clock_of(-999000, _read(FK).pool()) == -999
    assert clock_of(-74000, _read("KPL/FK\n\\begindata\nCK_-74000_SCLK = -74999\n").pool()) == -74999
    assert clock_of(-82361, {}) == -82
    assert clock_of(-143, {}) == -143


def test_the_clock_of_a_ck_is_known_with_the_leap_seconds_that_it_needs() -> None:
    """A clock by TT alone is not known, one by TDB is; broken kernels count as missing ones."""
    by_tdb = SCLK.replace("SYSTEM_999 = ( 2 )", "SYSTEM_999 = ( 1 )")

    assert timekeeping({}).clock_for(-999000) is None
    assert timekeeping(_read(SCLK).pool()).clock_for(-999000) is None
    assert timekeeping(_read(by_tdb).pool()).clock_for(-999000) is not None
    assert timekeeping(_read(SCLK.replace("65536 )", "0 )") + LSK).pool()).clock_for(-999000) is None
    whole = timekeeping(_read(SCLK + LSK + FK).pool())
    assert whole.clock_for(-999000) is not None
    assert whole.clock_for(-85000) is None
