"""Element sets joined and thinned, always as copies: each part is wiped on its own. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import columns_of, rates_of
from services.satellites.propagate.secular import Secular

Rows = NDArray[np.intp] | NDArray[np.bool_] | slice


def joined(parts: Sequence[ElementSets]) -> ElementSets:
    """Return a copy of all rows of all parts. At least one part."""
    return joined_rows([(part, slice(None)) for part in parts])


def joined_rows(parts: Sequence[tuple[ElementSets, Rows]]) -> ElementSets:
    """Return a copy of these rows of the parts, made once: no part is copied by itself. At least one part."""
    names = tuple(sorted({name for part, _ in parts for name in part.sources}))
    place = {name: index for index, name in enumerate(names)}
    first = parts[0][0]
    columns: dict[str, Any] = {
        name: np.concatenate([columns_of(part)[name][rows] for part, rows in parts])
        for name in columns_of(first)
    }
    secular: dict[str, Any] = {
        name: np.concatenate([rates_of(part)[name][rows] for part, rows in parts]) for name in rates_of(first)
    }
    columns["source"] = np.concatenate([_source_places(part, place)[rows] for part, rows in parts])
    return replace(
        first,
        **columns,
        secular=Secular(**secular),
        sources=names,
        unusable=sum(part.unusable for part, _ in parts),
        _wiped=[],
    )


def no_sets() -> ElementSets:
    """Return sets of nothing."""
    return ElementSets.from_records(())


@dataclass(frozen=True, slots=True, repr=False)
class TimedSets:
    """Sets that stand beside those in use, each until a time of the process' own clock (days)."""

    sets: ElementSets = field(default_factory=no_sets)
    until: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.sets)

    def wipe(self) -> None:
        """Zero the sets."""
        self.sets.wipe()


def newest_rows(sets: ElementSets) -> NDArray[np.intp]:
    """Return the newest set of each object, in their order; the first of those that are as new."""
    order = np.lexsort((-np.arange(len(sets)), sets.epoch_fraction, sets.epoch_day, sets.catalog_number))
    numbers = sets.catalog_number[order]
    last = np.append(numbers[1:] != numbers[:-1], True) if len(sets) else np.empty(0, np.bool_)
    return np.sort(order[last])


def pairs_of(used: ElementSets, others: ElementSets) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of both that are of one object, for each row of `others` that has one in `used`.

    used: one set of an object.
    """
    if not len(used):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    order = np.argsort(used.catalog_number, kind="stable")
    numbers = used.catalog_number[order]
    place = np.minimum(np.searchsorted(numbers, others.catalog_number), len(numbers) - 1)
    rows = np.flatnonzero(numbers[place] == others.catalog_number)
    return order[place[rows]], rows


def _source_places(part: ElementSets, place: dict[str, int]) -> NDArray[np.int16]:
    own = np.array([place[name] for name in part.sources], np.int16)
    return own[part.source] if len(part) else np.empty(0, np.int16)


def epochs_jd(sets: ElementSets) -> NDArray[np.float64]:
    """Return the epochs as Julian dates in UTC, exact to some 40 microseconds: good to compare ages."""
    return sets.epoch_day + sets.epoch_fraction
