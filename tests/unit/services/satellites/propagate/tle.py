"""Element records out of two-line sets, for tests: the product reads OMM."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from services.satellites.propagate import ElementRecord


def record_of(line1: str, line2: str) -> ElementRecord:
    """Return the record of one two-line set."""
    year = int(line1[18:20])
    first = datetime(year + (1900 if year >= 57 else 2000), 1, 1, tzinfo=UTC)
    return ElementRecord(
        catalog_number=int(line1[2:7]),
        epoch=first + timedelta(days=float(line1[20:32]) - 1.0),
        mean_motion=float(line2[52:63]),
        eccentricity=float("0." + line2[26:33].strip()),
        inclination=float(line2[8:16]),
        ra_of_ascending_node=float(line2[17:25]),
        argument_of_pericenter=float(line2[34:42]),
        mean_anomaly=float(line2[43:51]),
        bstar=_decimal(line1[53:61]),
        source="test",
    )


def _decimal(text: str) -> float:
    mantissa, exponent = text[:-2].strip(), text[-2:]
    sign = -1.0 if mantissa.startswith("-") else 1.0
    return sign * float("0." + mantissa.lstrip("+-")) * 10.0 ** int(exponent)


def read(path: Path) -> list[ElementRecord]:
    """Return the records of a file of two-line sets, with or without names."""
    lines = path.read_text("ascii").splitlines()
    return [
        record_of(first, second)
        for first, second in pairwise(lines)
        if first.startswith("1 ") and second.startswith("2 ")
    ]
