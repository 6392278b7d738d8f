"""Data of a validation run, all of one seed: sizes, streams of changes, and what is not in order."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.harness import write, write_large

SMALLEST, LARGEST = 1_000, 10_000_000_000
"""Bytes of a file, at scale 1."""

RATES = (1, 10, 100, 1_000)
"""Changes a second."""

COLLECTIONS = (1, 5, 50)
"""On one server, at scale 1."""

CHANGED_BYTES = 2_000
"""Of each file in a stream of changes: what is measured is their number."""


def sizes(scale: float) -> list[int]:
    """Return the sizes of files, each ten times the one before, up to the largest by the scale."""
    found, size = [], SMALLEST
    while size <= max(LARGEST * scale, SMALLEST):
        found.append(size)
        size *= 10
    return found


def collections(scale: float) -> list[int]:
    """Return how many collections there are at once."""
    return sorted({max(1, min(count, round(count * scale * 2) or 1)) for count in COLLECTIONS} | {2})


@dataclass(slots=True)
class Stream:
    """Changes of files below one directory: most are new, some replace or delete what is there."""

    root: Path
    chance: random.Random
    made: int = 0

    def change(self) -> None:
        """Make one change."""
        self.made += 1
        draw = self.chance.random()
        path = self.root / f"{self.made % 50:02}" / f"f{self.made:06}.tab"
        older = self.root / f"{self.made % 50:02}" / f"f{max(1, self.made - 50):06}.tab"
        if draw < 0.1 and older.exists():
            older.unlink()
        elif draw < 0.3 and older.exists():
            write(older, self.chance.randbytes(CHANGED_BYTES))
        else:
            write(path, self.chance.randbytes(CHANGED_BYTES))


def large_files(root: Path, *, scale: float, seed: int) -> Iterator[tuple[int, Path]]:
    """Yield a file of each size once it is written."""
    for size in sizes(scale):
        path = root / "sizes" / f"{size}.bsp"
        write_large(path, size, seed=seed + size)
        yield size, path


def odd_files(root: Path, chance: random.Random) -> list[Path]:
    """Make what is not in order; return what must be at no other site for it.

    A link out of the root, names that are ours or no text, and files that go before anybody can read them.
    """
    odd = root / "odd"
    write(odd / "honest.tls", chance.randbytes(CHANGED_BYTES))
    (odd / "outside.lnk").symlink_to("/etc/hostname")
    os.mkfifo(odd / "pipe")
    write(odd / "half.part", chance.randbytes(CHANGED_BYTES))
    for number in range(20):
        gone = odd / f"gone{number}.bc"
        write(gone, chance.randbytes(CHANGED_BYTES))
        gone.unlink()
    with open(os.fsencode(odd) + b"/\xff\xfe.bc", "wb") as file:  # noqa: PTH123  no text names it
        file.write(b"x")
    return [odd / "outside.lnk", odd / "pipe", odd / "half.part"]
