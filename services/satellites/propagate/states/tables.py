"""Tables of state vectors as columns: one row a segment, and the states of all segments in one line."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Axes(IntEnum):
    """The axes that states are given in, their centre the Earth's."""

    GCRS = 0
    EME2000 = 1
    """Mean equator and equinox of J2000."""
    TEME = 2
    ITRS = 3


class Interpolation(IntEnum):
    """Methods of CCSDS 502.0-B-3, section 5.2.3."""

    LINEAR = 0
    LAGRANGE = 1
    HERMITE = 2


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class StateTables:
    """Segments of state vectors: n segments, m states. Times are seconds of TAI since 2000-01-01T00:00 TAI.

    A segment is what may be interpolated within: nothing is across its ends. `repr` shows nothing but the
    class; `wipe` zeroes all.
    """

    identity: Integers
    """Shape (n,): the catalogue number; below zero for objects without one."""
    created: Floats
    """Shape (n,): when the segment's file was made."""
    first: Integers
    """Shape (n,): the place of the first state."""
    count: Integers
    """Shape (n,): how many states, two or more."""
    axes: NDArray[np.int8]
    interpolation: NDArray[np.int8]
    degree: NDArray[np.int8]
    begin: Floats
    """Shape (n,): from here on the segment may be used."""
    end: Floats
    time: Floats
    """Shape (m,), rising within a segment."""
    place: Floats
    """Shape (m, 3), km."""
    velocity: Floats
    """Shape (m, 3), km/s."""
    along_km: Floats
    """Shape (m,): the standard deviation along the orbit."""
    cross_km: Floats
    """Shape (m,): across the orbit and in radius, the larger."""
    _wiped: list[bool] = field(default_factory=list)

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "StateTables(...)"

    def __len__(self) -> int:
        return len(self.identity)

    @property
    def wiped(self) -> bool:
        """True once `wipe` was called."""
        return bool(self._wiped)

    def wipe(self) -> None:
        """Zero every column; the tables are then useless."""
        self._wiped.append(True)
        for column in _columns(self).values():
            column[...] = 0

    def states_of(self, row: int) -> slice:
        """Return where the states of a segment are."""
        return slice(int(self.first[row]), int(self.first[row] + self.count[row]))


def no_tables() -> StateTables:
    """Return tables of no segment."""
    whole, small, real = np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0)
    return StateTables(
        identity=whole,
        created=real,
        first=whole,
        count=whole,
        axes=small,
        interpolation=small,
        degree=small,
        begin=real,
        end=real,
        time=real,
        place=np.empty((0, 3)),
        velocity=np.empty((0, 3)),
        along_km=real,
        cross_km=real,
    )


OF_STATES = ("time", "place", "velocity", "along_km", "cross_km")


def joined_tables(parts: Sequence[StateTables]) -> StateTables:
    """Return a copy of all segments of all parts. At least one part."""
    columns: dict[str, Any] = {
        name: np.concatenate([_columns(part)[name] for part in parts]) for name in _columns(parts[0])
    }
    columns["first"] = (np.cumsum(columns["count"]) - columns["count"]).astype(np.int64)
    return StateTables(**columns)


def chosen_segments(tables: StateTables, rows: NDArray[np.generic]) -> StateTables:
    """Return a copy of these segments (places or a mask), in their order."""
    places = np.arange(len(tables))[rows]
    states = np.concatenate([np.arange(0)] + [np.r_[tables.states_of(int(row))] for row in places])
    columns: dict[str, Any] = {}
    for name, column in _columns(tables).items():
        columns[name] = np.array(column[states.astype(np.int64) if name in OF_STATES else places])
    columns["first"] = (np.cumsum(columns["count"]) - columns["count"]).astype(np.int64)
    return StateTables(**columns)


def _columns(tables: StateTables) -> dict[str, NDArray[Any]]:
    values = {column.name: getattr(tables, column.name) for column in fields(tables)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
