"""Telling from its name what a new file succeeds: the version that is likely to be its best basis. Pure.

Science files change by successors under new names: `naif0011.tls` -> `naif0012.tls`, `em16_v01.bc` ->
`em16_v02.bc`, `lro_clkcor_2019239_v00.tsc` -> `lro_clkcor_2019283_v00.tsc`. Two names are of one lineage when
they stand in one directory and differ in their numbers alone. A wrong guess costs a little work, no bytes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.model.entry import Entry
from shared.model.paths import parent

_NUMBER = re.compile(r"(\d+)")

NUMBERS_MAX = 16
"""Runs of digits compared; names with more are no versions of anything."""

DIGITS_MAX = 32
"""In one run: a longer one is a hash or the like."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A name taken apart: what its versions share, and the numbers that tell them apart."""

    shape: tuple[str, ...]
    """The pieces between the numbers, without case."""
    numbers: tuple[int, ...]


def lineage_of(path: str) -> Lineage | None:
    """Return the lineage of a path, or None where the name has no numbers that could be versions."""
    pieces = _NUMBER.split(path.rpartition("/")[2])
    runs = pieces[1::2]
    if not 0 < len(runs) <= NUMBERS_MAX or max(map(len, runs)) > DIGITS_MAX:
        return None
    shape = (parent(path), *(piece.lower() for piece in pieces[0::2]))
    return Lineage(shape, tuple(map(int, runs)))


def kin(path: str, candidates: Iterable[Entry]) -> list[Entry]:
    """Return the candidates of the lineage of `path`, the likeliest predecessor first.

    That is the one that shares the most leading numbers, and of those the latest before `path`.
    """
    own = lineage_of(path)
    if own is None:
        return []
    related = []
    for entry in candidates:
        other = lineage_of(entry.path)
        if entry.path != path and other is not None and other.shape == own.shape:
            related.append((_nearness(own.numbers, other.numbers), entry))
    return [entry for _, entry in sorted(related, key=lambda pair: pair[0], reverse=True)]


def _nearness(own: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, bool, tuple[int, ...]]:
    shared = next(
        (at for at, pair in enumerate(zip(own, other, strict=True)) if pair[0] != pair[1]), len(own)
    )
    earlier = other < own
    ordered = other if earlier else tuple(-number for number in other)
    return shared, earlier, ordered
