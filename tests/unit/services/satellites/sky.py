"""Made-up element records: no real object among them."""

from datetime import UTC, datetime, timedelta

import numpy as np

from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.unread import unread_of
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.record import ElementRecord
from services.satellites.propagate.secular import secular
from tests.unit.services.satellites.providers.provider_server import omm

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


ORBIT = {"mean_motion": 15.06, "eccentricity": 0.0001, "inclination": 53.0, "bstar": 1e-4}


def turned(days):
    """Return by how much the angles of the made-up orbit turn in so many days, degrees."""
    motion, tilt = np.array([ORBIT["mean_motion"] * 2.0 * np.pi / 1440.0]), np.radians([ORBIT["inclination"]])
    rates = secular(motion, np.array([ORBIT["eccentricity"]]), tilt, np.zeros(1))
    turns = (rates.node_rate, rates.perigee_rate, rates.anomaly_rate)
    return [float(np.degrees(rate[0])) * days * 1440.0 for rate in turns]


def record(number, *, age=timedelta(hours=6), source="a", **changes):
    """Return an element record of a made-up low orbit: the same orbit for every age."""
    node, perigee, anomaly = turned((timedelta(hours=6) - age) / timedelta(days=1))
    values = {
        "epoch": NOW - age,
        "ra_of_ascending_node": (number * 7.0 + node) % 360,
        "argument_of_pericenter": (90.0 + perigee) % 360,
        "mean_anomaly": (number * 13.0 + anomaly) % 360,
        **ORBIT,
    }
    return ElementRecord(catalog_number=number, source=source, **(values | changes))


def omm_of(number, *, age=timedelta(hours=6), **changes):
    """Return the same record as space-track sends it."""
    told = record(number, age=age)
    values = {
        "EPOCH": told.epoch.strftime("%Y-%m-%dT%H:%M:%S.%f"),
        "RA_OF_ASC_NODE": f"{told.ra_of_ascending_node:.8f}",
        "ARG_OF_PERICENTER": f"{told.argument_of_pericenter:.8f}",
        "MEAN_ANOMALY": f"{told.mean_anomaly:.8f}",
    }
    return omm(number, **(values | changes))


def candidate(numbers, *, flawed=0, unread=(), source="a", **changes):
    """Return a load of these objects; `unread` are those of its flawed records, None for one without."""
    sets = ElementSets.from_records([record(number, source=source, **changes) for number in numbers])
    return Candidate(source=source, sets=sets, flawed=flawed + len(unread), unread=unread_of(unread))
