"""Fuzzing of `shared.spice` with atheris: no bytes may raise, hang or fill memory.

`make fuzz MINUTES=60` runs it; arguments of libFuzzer may follow. The corpus begins with kernels that CSPICE
made. The first byte of an input chooses the name that the rest is described under.
"""

import sys
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["shared.spice"]):
    from shared.spice.coverage.to_tdb import in_tdb
    from shared.spice.describe.describe import describe
    from shared.spice.names.order import relation
    from shared.spice.names.parse import parse_name
    from shared.spice.reading import BytesReader, MalformedKernelError
    from shared.spice.text.meta_kernel import place_of
    from shared.spice.text.parser import parse
    from shared.spice.times.clock import clocks
    from shared.spice.times.iso import tdb_text, utc_text
    from shared.spice.times.leap_seconds import leap_seconds

from tests.kernels.made import LSK, SCLK, TEXTS, WRITERS, big_endian, made, old

SUFFIXES = (".bsp", ".bc", ".bpc", ".bds", ".bes", ".tf", ".tsc", ".tls", ".tm", ".xc", "")
TIMES = (0.0, 1e9, -1e300, 1e300, float("inf"), float("nan"))
LEAPS = leap_seconds(parse(LSK.encode()).pool())
CLOCK = clocks(parse(SCLK.encode()).pool())[-999]


def one_input(data: bytes) -> None:
    """Describe the bytes, and use all that is told of them."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ""
    told = describe(BytesReader(data[1:]), "a_v1" + suffix)
    assert told.glance.broken <= told.broken
    for coverage in told.coverage:
        for start, stop in in_tdb(coverage, CLOCK, LEAPS).intervals:
            utc_text(start, LEAPS)
            tdb_text(stop)
    for member in told.members:
        place_of(member, "mk/a.tm", {"ck/a.bc"})
    _use_times(data[1:])
    name = data[:255].decode("latin-1")
    relation(parse_name(name), parse_name(name[::-1]), same_bytes=False)


def _use_times(text: bytes) -> None:
    pool = parse(text).pool()
    with suppress(MalformedKernelError):
        leaps = leap_seconds(pool)
        for time in TIMES:
            utc_text(time, leaps)
    with suppress(MalformedKernelError):
        for clock in clocks(pool).values():
            for time in TIMES:
                clock.tdb(time, LEAPS)
                clock.encoded(time, LEAPS)


def write_corpus(folder: Path) -> None:
    """Write the kernels that fuzzing begins with, each under its suffix's first byte."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {name: made(name) for name in (*WRITERS, *TEXTS)}
    for name in ("craft_v1.bsp", "craft_v1.bc", "frame_v1.bpc"):
        contents["old_" + name], contents["big_" + name] = old(made(name)), big_endian(made(name))
    for name, content in contents.items():
        chosen = SUFFIXES.index("." + name.rpartition(".")[2])
        (folder / name).write_bytes(bytes([chosen]) + content)


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
