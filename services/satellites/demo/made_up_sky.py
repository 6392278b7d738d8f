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

    name: str
    planes: int
    in_plane: int
    revolutions_a_day: float
    inclination_deg: float


SHELLS = (
    Shell("at 550 km", 72, 110, 15.06, 53.05),
    Shell("at 570 km", 36, 60, 14.98, 70.0),
    Shell("geostationary", 1, 400, 1.00273, 0.05),
)
"""Like those of the public series that margins were calibrated with: a constellation, and the belt."""


def made_up_records(now: datetime) -> dict[str, list[ElementRecord]]:
    """Return the element sets of each shell by its name, determined within the last hours."""
    shells: dict[str, list[ElementRecord]] = {}
    number = 0
    for shell in SHELLS:
        records = shells[shell.name] = []
        for node, anomaly in _places(shell):
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
            number += 1
    return shells


def _places(shell: Shell) -> Iterator[tuple[float, float]]:
    for plane in range(shell.planes):
        for place in range(shell.in_plane):
            anomaly = 360.0 * (place + plane / shell.planes) / shell.in_plane
            yield 360.0 * plane / shell.planes, anomaly % 360.0
