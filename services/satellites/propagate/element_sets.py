"""A catalogue of mean element sets as columns, in SGP4's units."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.orbit_class import orbit_classes
from services.satellites.propagate.record import ElementRecord
from services.satellites.propagate.secular import Secular, secular

Floats = NDArray[np.float64]

UNIX_EPOCH_JD = 2440587.5
SECONDS_A_DAY = 86400.0
MINUTES_A_DAY = 1440.0
SGP4_TYPES = (0, 2, 3)
"""The EPHEMERIS_TYPEs that SGP4 takes: default, SGP4 and SDP4 by the old numbers."""
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, repr=False)
class ElementSets:
    """Element sets as columns of one length n, each row one object's set.

    Angles in radians (TEME), mean motion in radians a minute (Kozai), `bstar` in 1/Earth radii, epochs as
    two-part Julian dates in UTC. `repr` shows nothing but the class. `wipe` zeroes all.
    """

    catalog_number: NDArray[np.int64]
    epoch_day: Floats
    """The Julian date (UTC) of the epoch, the part that ends in .5."""
    epoch_fraction: Floats
    """What is added to `epoch_day`, in days, from 0 to 1."""
    mean_motion: Floats
    eccentricity: Floats
    inclination: Floats
    node: Floats
    perigee: Floats
    mean_anomaly: Floats
    bstar: Floats
    orbit_class: NDArray[np.int8]
    propagated: NDArray[np.bool_]
    """False for theories that SGP4 cannot follow (SGP4-XP): such an object may be anywhere on its orbit."""
    secular: Secular
    """The rates of the mean orbits, from the columns above."""
    source: NDArray[np.int16]
    """The place of the set's provider in `sources`."""
    sources: tuple[str, ...] = ()
    unusable: int = 0
    """How many records were left out, since no orbit can be made of them."""
    _wiped: list[bool] = field(default_factory=list)

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "ElementSets(...)"

    def __len__(self) -> int:
        return len(self.catalog_number)

    @classmethod
    def from_records(cls, records: Sequence[ElementRecord]) -> "ElementSets":
        """Return the columns of these records, in their order.

        A record without a possible orbit (not finite, an eccentricity outside [0, 1), a mean motion of zero
        or below) is left out and counted in `unusable`; nothing is raised for it.
        """
        numbers = np.array([_numbers(record) for record in records], np.float64).reshape(len(records), 9)
        usable = _usable(numbers)
        kept = [record for record, good in zip(records, usable, strict=True) if good]
        numbers = numbers[usable]
        names = tuple(sorted({record.source for record in kept}))
        place = {name: index for index, name in enumerate(names)}
        day, fraction = _epochs(kept)
        motion = numbers[:, 0] * (2.0 * np.pi / MINUTES_A_DAY)
        angles = np.radians(numbers[:, 2:6])
        return cls(
            catalog_number=np.array([record.catalog_number for record in kept], np.int64),
            epoch_day=day,
            epoch_fraction=fraction,
            mean_motion=motion,
            eccentricity=numbers[:, 1].copy(),
            inclination=angles[:, 0].copy(),
            node=angles[:, 1].copy(),
            perigee=angles[:, 2].copy(),
            mean_anomaly=angles[:, 3].copy(),
            bstar=numbers[:, 6].copy(),
            orbit_class=orbit_classes(motion, numbers[:, 1]),
            secular=secular(motion, numbers[:, 1], angles[:, 0], numbers[:, 6]),
            propagated=np.array([record.ephemeris_type in SGP4_TYPES for record in kept], np.bool_),
            source=np.array([place[record.source] for record in kept], np.int16),
            sources=names,
            unusable=len(records) - len(kept),
        )

    @property
    def wiped(self) -> bool:
        """True once `wipe` was called."""
        return bool(self._wiped)

    def wipe(self) -> None:
        """Zero every column, so that nothing of the catalogue stays in memory; the sets are then useless."""
        self._wiped.append(True)
        for part in (self, self.secular):
            for column in fields(part):
                value = getattr(part, column.name)
                if isinstance(value, np.ndarray):
                    value[...] = 0


def _numbers(record: ElementRecord) -> tuple[float, ...]:
    return (
        record.mean_motion,
        record.eccentricity,
        record.inclination,
        record.ra_of_ascending_node,
        record.argument_of_pericenter,
        record.mean_anomaly,
        record.bstar,
        record.mean_motion_dot,
        record.mean_motion_ddot,
    )


def _usable(numbers: Floats) -> NDArray[np.bool_]:
    motion, eccentricity = numbers[:, 0], numbers[:, 1]
    return np.asarray(
        np.isfinite(numbers).all(axis=1) & (motion > 0.0) & (eccentricity >= 0.0) & (eccentricity < 1.0),
        np.bool_,
    )


def _epochs(records: Sequence[ElementRecord]) -> tuple[Floats, Floats]:
    deltas = [
        (record.epoch if record.epoch.tzinfo else record.epoch.replace(tzinfo=UTC)) - _UNIX
        for record in records
    ]
    day = np.array([delta.days for delta in deltas], np.float64) + UNIX_EPOCH_JD
    fraction = np.array([delta.seconds + delta.microseconds * 1e-6 for delta in deltas], np.float64)
    return day, fraction / SECONDS_A_DAY
