"""Versions of files that are written in turn to one path: samples where they are there, else made here."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from spicerack.demo.kernels import append_day, write_spk
from tests.e2e.harness import SAMPLES

SERIES = SAMPLES / "series"
EARTH = "earth_latest_high_prec.bpc"
LINE = 69
"""Characters of one line of a two-line element set."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one file."""

    name: str
    old: Path
    new: Path


def pairs(directory: Path) -> Iterator[Pair]:
    """Yield the pairs, those that have to be made below `directory`."""
    yield _made("spk-one-day-appended-to-89", directory, _spk)
    yield _made("twelve-4k-edits-in-40-mb", directory, _edits)
    if SERIES.is_dir():
        yield from _real()
    else:
        yield _made("text-lines-appended", directory, _text_appended)
        yield _made("text-all-lines-changed", directory, _text_changed)


def _real() -> Iterator[Pair]:
    clock, earth = SERIES / "lro_clkcor", SERIES / "earth_latest_high_prec"
    for old, new in (("2019239", "2019283"), ("2020184", "2021363")):
        name = f"lro-clkcor-{old}-{new}"
        yield Pair(name, clock / f"lro_clkcor_{old}_v00.tsc", clock / f"lro_clkcor_{new}_v00.tsc")
    for old, new in (("2026-10-21", "2026-10-22"), ("2026-10-22", "2026-10-23")):
        yield Pair(f"earth-pck-{old[5:]}-{new[5:]}", earth / old / EARTH, earth / new / EARTH)
    for kind in ("starlink", "geo"):
        sets = sorted((SERIES / f"tle_{kind}").glob("*.tle"))
        for number, (old_set, new_set) in enumerate(pairwise(sets), start=1):
            yield Pair(f"{kind}-elements-{number}", old_set, new_set)


def _made(name: str, directory: Path, make: Callable[[Path, Path], None]) -> Pair:
    pair = Pair(name, directory / f"{name}.old", directory / f"{name}.new")
    make(pair.old, pair.new)
    return pair


def _spk(old: Path, new: Path) -> None:
    write_spk(old, days=89)
    shutil.copyfile(old, new)
    append_day(new, day=89)


def _edits(old: Path, new: Path) -> None:
    source = random.Random(1)
    data = bytearray(source.randbytes(40_000_000))
    old.write_bytes(data)
    for _ in range(12):
        at = source.randrange(len(data) - 4096)
        data[at : at + 4096] = source.randbytes(4096)
    new.write_bytes(data)


def _text_appended(old: Path, new: Path) -> None:
    text = _lines(seed=2, count=25_000)
    old.write_text(text)
    new.write_text(text + _lines(seed=3, count=200))


def _text_changed(old: Path, new: Path) -> None:
    old.write_text(_lines(seed=4, count=25_000))
    new.write_text(_lines(seed=5, count=25_000))


def _lines(*, seed: int, count: int) -> str:
    source = random.Random(seed)
    return "".join(
        f"{source.randrange(10**20):020} {source.random():.15f}".ljust(LINE) + "\n" for _ in range(count)
    )
