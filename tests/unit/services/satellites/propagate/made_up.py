"""Made-up catalogues for tests: no object of them exists."""

from datetime import UTC, datetime, timedelta

import numpy as np

from services.satellites.propagate import ElementRecord, Exposure, Site

RUBIN = Site(-70.749417, -30.244639, 2662.75)
MIDNIGHT = datetime(2026, 5, 27, 4, 0, 0, tzinfo=UTC)
MIDNIGHT_TAI_MJD = 61187.0 + (4 * 3600 + 37) / 86400.0
"""`MIDNIGHT` in TAI."""
SHELLS = (
    # revolutions a day, eccentricity, inclination: low shells as of constellations, MEO, GEO, GTO, Molniya
    (15.06, 0.0002, 53.0),
    (14.95, 0.001, 97.6),
    (15.6, 0.002, 43.0),
    (13.1, 0.0005, 87.9),
    (2.0056, 0.005, 55.0),
    (1.0027, 0.0003, 3.0),
    (2.26, 0.73, 7.0),
    (2.006, 0.70, 63.4),
)

GP: dict[str, str | None] = {
    "CCSDS_OMM_VERS": "3.0",
    "COMMENT": "MADE UP, AS LONG AS THE REAL ONE'S",
    "CREATION_DATE": None,
    "ORIGINATOR": "NOBODY",
    "OBJECT_NAME": None,
    "OBJECT_ID": "2026-001A",
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "TEME",
    "TIME_SYSTEM": "UTC",
    "MEAN_ELEMENT_THEORY": "SGP4",
    "EPHEMERIS_TYPE": "0",
    "CLASSIFICATION_TYPE": "U",
    "ELEMENT_SET_NO": "999",
    "REV_AT_EPOCH": "12345",
    "MEAN_MOTION_DOT": "0.00001234",
    "MEAN_MOTION_DDOT": "0.0000000000000",
    "SEMIMAJOR_AXIS": "6925.123",
    "PERIOD": "95.590",
    "APOAPSIS": "548.001",
    "PERIAPSIS": "546.107",
    "OBJECT_TYPE": "PAYLOAD",
    "RCS_SIZE": "LARGE",
    "COUNTRY_CODE": "XX",
    "LAUNCH_DATE": "2026-01-01",
    "SITE": "NONE",
    "DECAY_DATE": None,
    "FILE": "4812345",
    "TLE_LINE1": "x" * 69,
    "TLE_LINE2": "x" * 69,
}
"""Values of a space-track record that the service does not read, or that `gp_record` fills in."""


def catalogue(count: int, seed: int, *, oldest_days: float = 2.0) -> list[ElementRecord]:
    """Return made-up records in some shells, with epochs up to `oldest_days` before `MIDNIGHT`."""
    random = np.random.default_rng(seed)
    return [one(index, random, oldest_days) for index in range(count)]


def one(index: int, random: np.random.Generator, oldest_days: float) -> ElementRecord:
    """Return one made-up record of the shell that its index chooses."""
    motion, eccentricity, inclination = SHELLS[index % len(SHELLS)]
    return ElementRecord(
        catalog_number=900000 + index,
        epoch=MIDNIGHT - timedelta(days=float(random.uniform(0.01, oldest_days))),
        mean_motion=motion * float(random.uniform(0.999, 1.001)),
        eccentricity=eccentricity,
        inclination=inclination,
        ra_of_ascending_node=float(random.uniform(0.0, 360.0)),
        argument_of_pericenter=float(random.uniform(0.0, 360.0)),
        mean_anomaly=float(random.uniform(0.0, 360.0)),
        bstar=2e-4 if motion > 12.0 else 0.0,
        source="made up",
    )


def gp_record(record: ElementRecord) -> dict[str, str | None]:
    """Return a record as space-track's `gp` has it: forty values, each a text or null."""
    number = str(record.catalog_number)
    epoch = record.epoch.strftime("%Y-%m-%dT%H:%M:%S.%f")
    values = {
        "EPOCH": epoch,
        "MEAN_MOTION": f"{record.mean_motion:.8f}",
        "ECCENTRICITY": f"{record.eccentricity:.8f}",
        "INCLINATION": f"{record.inclination:.4f}",
        "RA_OF_ASC_NODE": f"{record.ra_of_ascending_node:.4f}",
        "ARG_OF_PERICENTER": f"{record.argument_of_pericenter:.4f}",
        "MEAN_ANOMALY": f"{record.mean_anomaly:.4f}",
        "NORAD_CAT_ID": number,
        "BSTAR": f"{record.bstar:.14f}",
        "CREATION_DATE": epoch,
        "OBJECT_NAME": f"MADE UP {number}",
        "GP_ID": f"300{number}",
        "TLE_LINE0": f"0 MADE UP {number}",
    }
    return GP | values


def exposure(
    ra: float, dec: float, *, after: float = 0.0, seconds: float = 30.0, radius: float = 1.75
) -> Exposure:
    """Return an exposure that begins `after` seconds after `MIDNIGHT`."""
    begin = MIDNIGHT_TAI_MJD + after / 86400.0
    return Exposure(begin, begin + seconds / 86400.0, ra, dec, radius)
