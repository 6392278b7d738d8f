"""Made-up element records: no real object among them."""

from datetime import UTC, datetime, timedelta

from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.unread import unread_of
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.record import ElementRecord

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


def record(number, *, age=timedelta(hours=6), source="a", **changes):
    """Return an element record of a made-up low orbit."""
    values = {
        "epoch": NOW - age,
        "mean_motion": 15.06,
        "eccentricity": 0.0001,
        "inclination": 53.0,
        "ra_of_ascending_node": number * 7.0 % 360,
        "argument_of_pericenter": 90.0,
        "mean_anomaly": number * 13.0 % 360,
        "bstar": 1e-4,
    }
    return ElementRecord(catalog_number=number, source=source, **(values | changes))


def candidate(numbers, *, flawed=0, unread=(), source="a", **changes):
    """Return a load of these objects; `unread` are those of its flawed records, None for one without."""
    sets = ElementSets.from_records([record(number, source=source, **changes) for number in numbers])
    return Candidate(source=source, sets=sets, flawed=flawed + len(unread), unread=unread_of(unread))
