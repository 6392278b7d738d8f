"""Small valid kernels, made by CSPICE itself, so that a fresh clone tests without the real ones too."""

import ctypes
import struct
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import spiceypy

from tests.kernels.spicelib import LIBRARY as _LIBRARY
from tests.kernels.spicelib import double as _double
from tests.kernels.spicelib import doubles as _doubles
from tests.kernels.spicelib import integer as _int
from tests.kernels.spicelib import integers as _ints

SPACECRAFT = -999
BUS = -999000
DAY = 86_400.0
EK_ROWS = 300
"""More than a node of a tree and a page of doubles have room for."""
COMMENTS = ("Made by a test.", "", "  Two lines, one of them blank.")

LEAP_DATES = (
    "1972-JAN-1 1972-JUL-1 1973-JAN-1 1974-JAN-1 1975-JAN-1 1976-JAN-1 1977-JAN-1 1978-JAN-1 1979-JAN-1 "
    "1980-JAN-1 1981-JUL-1 1982-JUL-1 1983-JUL-1 1985-JUL-1 1988-JAN-1 1990-JAN-1 1991-JAN-1 1992-JUL-1 "
    "1993-JUL-1 1994-JUL-1 1996-JAN-1 1997-JUL-1 1999-JAN-1 2006-JAN-1 2009-JAN-1 2012-JUL-1 2015-JUL-1 "
    "2017-JAN-1"
)
LSK = (
    "KPL/LSK\n\\begindata\nDELTET/DELTA_T_A = 32.184\nDELTET/K = 1.657D-3\nDELTET/EB = 1.671D-2\n"
    "DELTET/M = ( 6.239996D0 1.99096871D-7 )\nDELTET/DELTA_AT = (\n"
    + "".join(f" {offset}, @{date}\n" for offset, date in enumerate(LEAP_DATES.split(), start=10))
    + " )\n\\begintext\n"
)
SCLK = (
    "KPL/SCLK\n\\begindata\nSCLK_KERNEL_ID = ( @2026-01-01 )\nSCLK_DATA_TYPE_999 = ( 1 )\n"
    "SCLK01_TIME_SYSTEM_999 = ( 2 )\nSCLK01_N_FIELDS_999 = ( 2 )\nSCLK01_MODULI_999 = ( 4294967296 65536 )\n"
    "SCLK01_OFFSETS_999 = ( 0 0 )\nSCLK01_OUTPUT_DELIM_999 = ( 1 )\n"
    "SCLK_PARTITION_START_999 = ( 0.0 6553600.0 )\nSCLK_PARTITION_END_999 = ( 65536000.0 2.8147E+14 )\n"
    "SCLK01_COEFFICIENTS_999 = (\n 0.0 -43135.816 1.0\n 6553600.0 -43035.8 1.00002\n"
    " 65536000.0 -42135.7 0.99999\n 6.5536E+9 60000.25 1.00001 )\n\\begintext\n"
)
FK = (
    "KPL/FK\n\\begindata\nFRAME_TESTCRAFT = -999000\nFRAME_-999000_NAME = 'TESTCRAFT'\n"
    "FRAME_-999000_CLASS = 3\nFRAME_-999000_CLASS_ID = -999000\nFRAME_-999000_CENTER = -999\n"
    "CK_-999000_SCLK = -999\nCK_-999000_SPK = -999\n\\begintext\n"
)
MK = "KPL/MK\n\\begindata\nKERNELS_TO_LOAD = ( 'a.bsp' )\n\\begintext\n"

Write = Callable[[str], None]


def spk(path: str) -> None:
    """Two bodies, a gap and two segments that touch."""
    handle = spiceypy.spkopn(path, "SPK made by a test", 2000)
    for body, start, stop in (
        (SPACECRAFT, 0.0, DAY),
        (SPACECRAFT, DAY, 2 * DAY),
        (SPACECRAFT, 3 * DAY, 4 * DAY),
    ):
        _spk_segment(handle, (body, 399), start, stop)
    _spk_segment(handle, (301, 3), -DAY, DAY)
    spiceypy.dafac(handle, list(COMMENTS))
    spiceypy.spkcls(handle)


def _spk_segment(handle: int, bodies: tuple[int, int], start: float, stop: float, count: int = 300) -> None:
    body, center = bodies
    epochs = np.linspace(start, stop, count)
    states = np.stack([7000 + epochs, epochs + 1, epochs * 2 + 3, *np.ones((3, count))], axis=1)
    name = f"{body} FROM {start}"
    spiceypy.spkw09(handle, body, center, "J2000", start, stop, name, 7, count, states, epochs)


def many_spk(path: str) -> None:
    """Sixty segments: more than fit in a summary record."""
    handle = spiceypy.spkopn(path, "many", 0)
    for at in range(60):
        _spk_segment(handle, (SPACECRAFT, 399), at * DAY, at * DAY + 1000.0, 10)
    spiceypy.spkcls(handle)


def _quaternions(count: int) -> tuple[np.ndarray, np.ndarray]:
    angles = np.linspace(0.1, 1.0, count)
    quaternions = np.stack([np.cos(angles), np.sin(angles), 0 * angles, 0 * angles], axis=1)
    return quaternions, np.full((count, 3), 1e-4)


def ck3(path: str) -> None:
    """Type 3: three interpolation intervals, the last a single record."""
    handle = spiceypy.ckopn(path, "CK made by a test", 0)
    ticks = np.concatenate([np.arange(250) * 100.0 + 1e7, np.arange(120) * 50.0 + 2e7, [3e7]])
    quaternions, rates = _quaternions(len(ticks))
    spiceypy.ckw03(
        handle, 1e7, 3e7, BUS, "J2000", True, "T3", len(ticks), ticks, quaternions, rates, 3, [1e7, 2e7, 3e7]
    )
    spiceypy.ckcls(handle)


def _ck3_without_rates(path: str) -> None:
    handle = spiceypy.ckopn(path, "CK without rates", 0)
    ticks = np.arange(10) * 100.0 + 1e7
    quaternions, rates = _quaternions(len(ticks))
    end = ticks[-1]
    spiceypy.ckw03(
        handle, 1e7, end, BUS, "J2000", False, "T3", len(ticks), ticks, quaternions, rates, 1, [1e7]
    )
    spiceypy.ckcls(handle)


def ck_without_rates() -> bytes:
    """Return a CK that tells no angular rates: none of the real ones lacks them."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "a.bc"
        _ck3_without_rates(str(path))
        return path.read_bytes()


def ck12(path: str) -> None:
    """Types 1 (single pointings) and 2 (intervals of constant rate)."""
    handle = spiceypy.ckopn(path, "CK 1 and 2", 0)
    ticks = np.arange(230) * 1000.0 + 1e6
    quaternions, rates = _quaternions(len(ticks))
    spiceypy.ckw01(handle, 1e6, ticks[-1], BUS, "J2000", True, "T1", len(ticks), ticks, quaternions, rates)
    stops = ticks + np.where(np.arange(230) % 10, 1000.0, 300.0)
    stops[-1] = ticks[-1] + 5.0
    per_tick = np.full(230, 1 / 65536)
    starts = ticks + 5e8
    spiceypy.ckw02(
        handle,
        starts[0],
        stops[-1] + 5e8,
        BUS - 1,
        "J2000",
        "T2",
        230,
        starts,
        stops + 5e8,
        quaternions,
        rates,
        per_tick,
    )
    spiceypy.ckcls(handle)


def ck5(path: str) -> None:
    """Type 5: two interpolation intervals."""
    handle = spiceypy.ckopn(path, "CK 5", 0)
    ticks = np.concatenate([np.arange(150) * 65536.0 + 1e7, np.arange(30) * 65536.0 + 9e7])
    quaternions, _ = _quaternions(len(ticks))
    packets = [list(each) for each in quaternions]
    spiceypy.ckw05(
        handle, 1, 3, ticks[0], ticks[-1], BUS, "J2000", False, "T5", ticks, packets, 1 / 65536, 2, [1e7, 9e7]
    )
    spiceypy.ckcls(handle)


def ck4(path: str) -> None:
    """Type 4: 250 packets, of which every seventh lasts less than until the next."""
    handle = spiceypy.ckopn(path, "CK 4", 0)
    # CSPICE has no C interface to write types 4 and 6; SPICELIB's routines are in the library all the same.
    reference, name = b"J2000", b"T4"
    lengths = (ctypes.c_int(len(reference)), ctypes.c_int(len(name)))
    _LIBRARY.ckw04b_(_int(handle), _double(1e7), _int(BUS), reference, _int(0), name, *lengths)
    for at in range(250):
        start, radius = 1e7 + at * 100, 50.0 if at % 7 else 30.0
        # Midpoint and radius, numbers of coefficients of the quaternion and of no rates, the coefficients.
        packet = [start + radius, radius, 1, 1, 1, 1, 0, 0, 0, 1.0, 0.0, 0.0, 0.0]
        # One at a time: of several in one call SPICELIB garbles the second and third.
        _LIBRARY.ckw04a_(_int(handle), _int(1), _ints([len(packet)]), _doubles(packet), _doubles([start]))
    _LIBRARY.ckw04e_(_int(handle), _double(1e7 + 25_000))
    spiceypy.ckcls(handle)


def ck6(path: str) -> None:
    """Type 6: three mini-segments, the first of which ends before the second begins."""
    handle = spiceypy.ckopn(path, "CK 6", 0)
    times = [np.arange(150) * 10.0 + 1e7, np.arange(40) * 10.0 + 2e7, np.arange(30) * 10.0 + 3e7]
    quaternions = np.concatenate([_quaternions(len(each))[0] for each in times])
    bounds = [1e7, 2e7, 3e7, 3e7 + 200]
    reference, name = b"J2000", b"T6"
    _LIBRARY.ckw06_(
        _int(handle), _int(BUS), reference, _int(0), _double(bounds[0]), _double(bounds[-1]), name, _int(3),
        _ints([len(each) for each in times]), _ints([1] * 3), _ints([3] * 3), _doubles(quaternions.ravel()),
        _doubles([1.0] * 3), _doubles(np.concatenate(times)), _doubles(bounds), _int(1),
        ctypes.c_int(len(reference)), ctypes.c_int(len(name)),
    )  # fmt: skip
    spiceypy.ckcls(handle)


def pck(path: str) -> None:
    """One frame, two segments with a gap."""
    handle = spiceypy.pckopn(path, "PCK made by a test", 0)
    coefficients = np.arange(1, 3 * 4 * 40 + 1, dtype=float)
    for start in (0.0, 10 * DAY):
        spiceypy.pckw02(
            handle, 3000, "ECLIPJ2000", start, start + DAY, "P", DAY / 40, 40, 3, coefficients, start
        )
    spiceypy.pckcls(handle)


def dsk(
    path: str,
    *,
    longitudes: tuple[float, float] = (-np.pi, np.pi),
    days: tuple[float, float] = (-100, 100),
    size: float = 10,
) -> None:
    """A tetrahedron on Phobos, of which longitudes and days are said to be covered."""
    vertices = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, -1]]) * size
    plates = np.array([[1, 2, 3], [1, 2, 4], [2, 3, 4], [1, 3, 4]])
    doubles, integers = spiceypy.dskmi2(vertices, plates, 0.5, 5, 10000, 5000, 5000, True, 110_100)
    handle = spiceypy.dskopn(path, "DSK made by a test", 0)
    spiceypy.dskw02(
        handle, 401, 1, 2, "IAU_PHOBOS", 1, [0.0] * 10, *longitudes, -np.pi / 2, np.pi / 2, 1.0, 20.0,
        days[0] * DAY, days[1] * DAY, vertices, plates, doubles, integers,
    )  # fmt: skip
    spiceypy.dascls(handle)


def ek(path: str) -> None:
    """One table of two rows."""
    handle = spiceypy.ekopn(path, "EK made by a test", 0)
    declarations = ["DATATYPE = INTEGER, INDEXED = FALSE", "DATATYPE = TIME, INDEXED = FALSE"]
    segment = spiceypy.ekbseg(handle, "EVENTS", ["NUMBER", "WHEN_"], declarations)
    for row in range(2):
        spiceypy.ekappr(handle, segment)
        spiceypy.ekacei(handle, segment, row, "NUMBER", 1, [row + 1], False)
        spiceypy.ekaced(handle, segment, row, "WHEN_", 1, [row * DAY], False)
    spiceypy.ekcls(handle)


def ek_spans(path: str) -> None:
    """Rows with a begin, an end that may lack, and lists of times over several pages; and a table without."""
    handle = spiceypy.ekopn(path, "EK made by a test", 0)
    declarations = ["DATATYPE = TIME", "DATATYPE = TIME, NULLS_OK = TRUE"]
    declarations += ["DATATYPE = TIME, SIZE = VARIABLE, NULLS_OK = TRUE"]
    segment = spiceypy.ekbseg(handle, "SPANS", ["BEGIN_", "END_", "MARKS"], declarations)
    for row in range(EK_ROWS):
        start, count = row * DAY, 150 + row % 150
        spiceypy.ekappr(handle, segment)
        spiceypy.ekaced(handle, segment, row, "BEGIN_", 1, [start], False)
        spiceypy.ekaced(handle, segment, row, "END_", 1, [start + 600.0], row % 3 == 0)
        marks = [start + at for at in range(count)]
        spiceypy.ekaced(handle, segment, row, "MARKS", count, marks, row % 2 == 0)
    spiceypy.ekbseg(handle, "NO_TIMES", ["NUMBER"], ["DATATYPE = INTEGER"])
    spiceypy.ekcls(handle)


def ek_fast(path: str) -> None:
    """A table that was loaded as a whole column, in which each third time lacks."""
    handle = spiceypy.ekopn(path, "EK made by a test", 0)
    declaration = "DATATYPE = TIME, NULLS_OK = TRUE"
    segment, pointers = spiceypy.ekifld(handle, "FAST", 1, EK_ROWS, 33, ["WHEN_"], 200, [declaration])
    times = [row * DAY for row in range(EK_ROWS)]
    lacking, sizes = [row % 3 == 0 for row in range(EK_ROWS)], [1] * EK_ROWS
    spiceypy.ekacld(handle, segment, "WHEN_", times, sizes, lacking, pointers, [0] * EK_ROWS)
    spiceypy.ekffld(handle, segment, pointers)
    spiceypy.ekcls(handle)


WRITERS: dict[str, Write] = {
    "craft_v1.bsp": spk, "many_v1.bsp": many_spk, "craft_v1.bc": ck3, "craft12_v1.bc": ck12,
    "craft4_v1.bc": ck4, "craft5_v1.bc": ck5, "craft6_v1.bc": ck6,
    "frame_v1.bpc": pck, "phobos_v1.bds": dsk,
    "phobos_early_v1.bds": partial(dsk, days=(-100, 0)),
    "phobos_east_v1.bds": partial(dsk, longitudes=(0.0, np.pi)),
    "phobos_west_v1.bds": partial(dsk, longitudes=(-np.pi, 0.0)), "events_v1.bes": ek,
    "spans_v1.bes": ek_spans, "fast_v1.bes": ek_fast,
}  # fmt: skip
TEXTS = {"naif9.tls": LSK, "craft_9.tsc": SCLK, "craft_v1.tf": FK, "craft_v1.tm": MK}


@cache
def made(name: str) -> bytes:
    """Return the bytes of a kernel that WRITERS or TEXTS name."""
    if name in TEXTS:
        return TEXTS[name].encode()
    with TemporaryDirectory() as directory:
        path = Path(directory) / name
        WRITERS[name](str(path))
        return path.read_bytes()


def big_endian(daf: bytes) -> bytes:
    """Return a little-endian DAF with every number turned, as a toolkit of a big-endian machine writes it."""
    nd, ni = struct.unpack_from("<2i", daf, 8)
    first, last, free = struct.unpack_from("<3i", daf, 76)
    out = bytearray(daf)
    struct.pack_into(">2i", out, 8, nd, ni)
    struct.pack_into(">3i8s", out, 76, first, last, free, b"BIG-IEEE")
    text, number = set(range(1, first - 1)), first
    while number:
        following, prior, count = struct.unpack_from("<3d", daf, (number - 1) * 1024)
        struct.pack_into(">3d", out, (number - 1) * 1024, following, prior, count)
        for at in range(int(count)):
            place = (number - 1) * 1024 + 24 + at * (nd + (ni + 1) // 2) * 8
            struct.pack_into(f">{nd}d{ni}i", out, place, *struct.unpack_from(f"<{nd}d{ni}i", daf, place))
        text |= {number - 1, number}
        number = int(following)
    for record in range(1, len(daf) // 1024):
        if record not in text:
            values = struct.unpack_from("<128d", daf, record * 1024)
            struct.pack_into(">128d", out, record * 1024, *values)
    return bytes(out)


def old(daf: bytes) -> bytes:
    """Return a DAF as toolkits before N0050 wrote it: a general id word, no format word, no FTP string."""
    return b"NAIF/DAF" + daf[8:88] + bytes(1024 - 88) + daf[1024:]
