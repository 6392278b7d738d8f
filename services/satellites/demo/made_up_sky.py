"""A made-up catalogue: shells of low orbits and a geostationary belt. No object of it exists. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.satellites.propagate import ElementRecord

FIRST_NUMBER = 900_000_001
"""No real object has such a number yet."""

SOURCE = "made-up"
OLDEST_HOURS = 8
"""Sets of low orbits are determined anew several times a day."""


@dataclass(frozen=True, slots=True)
class Shell:
    """Planes of one inclination and height, with satellites evenly in each."""

    planes: int
    in_plane: int
    revolutions_a_day: float
    inclination_deg: float


SHELLS = (Shell(72, 110, 15.06, 53.05), Shell(36, 60, 14.98, 70.0), Shell(1, 400, 1.00273, 0.05))
"""Like a constellation at 550 and 570 km, and the geostationary belt."""


def made_up_records(now: datetime) -> list[ElementRecord]:
    """Return the element sets of all shells, determined within the last hours."""
    records: list[ElementRecord] = []
    for shell in SHELLS:
        for node, anomaly in _places(shell):
            number = len(records)
            records.append(
                ElementRecord(
                    catalog_number=FIRST_NUMBER + number,
                    epoch=now - timedelta(hours=1 + number % OLDEST_HOURS),
                    mean_motion=shell.revolutions_a_day,
                    eccentricity=0.0001,
                    inclination=shell.inclination_deg,
                    ra_of_ascending_node=node,
                    argument_of_pericenter=0.0,
                    mean_anomaly=anomaly,
                    bstar=0.0001,
                    source=SOURCE,
                )
            )
    return records


def _places(shell: Shell) -> Iterator[tuple[float, float]]:
    for plane in range(shell.planes):
        for place in range(shell.in_plane):
            anomaly = 360.0 * (place + plane / shell.planes) / shell.in_plane
            yield 360.0 * plane / shell.planes, anomaly % 360.0
