"""Work that a source and its targets are measured at: what is there first, and what is done then."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

QUICK = os.environ.get("QUICK", "") not in ("", "0")
"""Whether the cases are small: minutes for all of them, and no figures to publish."""
FILES = 1_000 if QUICK else 10_000
PER_DIRECTORY = 500
SMALL = (1_024, 8_192)
"""Bytes of a small file, at least and at most."""
BIG = (1 << 26) if QUICK else (1 << 30)
EDITS = 20
EDIT = 4_096
MIB = 1 << 20
A_WHILE = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One piece of work.

    Attributes:
        prepare: puts into the source what is synchronised before the clock runs.
        work: does in the source what is measured.
    """

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Path], None]


def _nothing(source: Path) -> None:
    source.mkdir(parents=True, exist_ok=True)


def _small_files(source: Path) -> None:
    """Write files as a product's directories come: all at once, by rename of a finished tree."""
    chance = random.Random(13)
    staged = source.parent / "made"
    for number in range(FILES):
        directory, name = divmod(number, PER_DIRECTORY)
        path = staged / f"{directory:03}" / f"product-{name:03}.tab"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_table(chance, chance.randint(*SMALL)))
    for directory_path in sorted(staged.iterdir()):
        directory_path.rename(source / directory_path.name)
    staged.rmdir()


def _table(chance: random.Random, size: int) -> bytes:
    """Return text that compresses about as tables of numbers do."""
    words = (f"{chance.random():.9f}" for _ in range(size // 12 + 1))
    return " ".join(words).encode()[:size]


def _big_file(source: Path) -> None:
    chance = random.Random(14)
    staged = source.parent / "made"
    with staged.open("wb") as file:
        for _ in range(BIG // MIB):
            file.write(chance.randbytes(MIB))
    staged.rename(source / "orbit.bsp")


def _edits(source: Path) -> None:
    chance = random.Random(15)
    with (source / "orbit.bsp").open("r+b") as file:
        for number in range(EDITS):
            file.seek(number * (BIG // EDITS) + chance.randrange(BIG // EDITS - EDIT))
            file.write(chance.randbytes(EDIT))


def _prepared_big_file(source: Path) -> None:
    """Make the file as of a while ago: rsync sees no edit within the second in which a file was made."""
    _nothing(source)
    _big_file(source)
    path = source / "orbit.bsp"
    made = path.stat().st_mtime - A_WHILE
    os.utime(path, (made, made))


CASES = {
    case.name: case
    for case in (
        Case(name="small-files", prepare=_nothing, work=_small_files),
        Case(name="big-file", prepare=_nothing, work=_big_file),
        Case(name="big-file-edits", prepare=_prepared_big_file, work=_edits),
    )
}
