"""Raw records of both providers made into element records."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.catalogue.fields import Flaw, Unusable, read_record
from services.satellites.propagate.record import ElementRecord

SPACE_TRACK = {
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "TEME",
    "TIME_SYSTEM": "UTC",
    "MEAN_ELEMENT_THEORY": "SGP4",
    "EPOCH": "2026-11-29T01:02:03.000004",
    "MEAN_MOTION": "15.06",
    "ECCENTRICITY": "0.0001",
    "INCLINATION": "53.05",
    "RA_OF_ASC_NODE": "10.5",
    "ARG_OF_PERICENTER": "90",
    "MEAN_ANOMALY": "270",
    "EPHEMERIS_TYPE": "0",
    "NORAD_CAT_ID": "340001",
    "BSTAR": "0.00012",
    "MEAN_MOTION_DOT": "0.00001",
    "MEAN_MOTION_DDOT": "0",
    "TLE_LINE1": None,
    "TLE_LINE2": None,
    "DECAY_DATE": None,
}


def test_strings_and_numbers_give_the_same_record():
    """Space-track's strings and CelesTrak's numbers say the same; null TLE lines do not matter."""
    numbers = {
        key: float(value) if key in {"MEAN_MOTION", "ECCENTRICITY", "BSTAR", "INCLINATION"} else value
        for key, value in SPACE_TRACK.items()
    }
    record = read_record(SPACE_TRACK, source="a")

    assert isinstance(record, ElementRecord)
    assert record.catalog_number == 340001
    assert record.epoch == datetime(2026, 11, 29, 1, 2, 3, 4, tzinfo=UTC)
    assert record == read_record({**numbers, "NORAD_CAT_ID": 340001}, source="a")


@pytest.mark.parametrize("text", ["2026-11-29T01:02:03Z", "2026-11-29T01:02:03"])
def test_epochs_come_in_several_forms(text):
    """An epoch without a fraction or with a Z is read as UTC."""
    record = read_record(SPACE_TRACK | {"EPOCH": text}, source="a")

    assert isinstance(record, ElementRecord)
    assert record.epoch == datetime(2026, 11, 29, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"NORAD_CAT_ID": None}, Flaw.NUMBER),
        ({"NORAD_CAT_ID": 5.5}, Flaw.NUMBER),
        ({"NORAD_CAT_ID": True}, Flaw.NUMBER),
        ({"NORAD_CAT_ID": "1" * 5000}, Flaw.NUMBER),
        ({"NORAD_CAT_ID": "²"}, Flaw.NUMBER),
        ({"NORAD_CAT_ID": 1_000_000_000}, Flaw.NUMBER),
        ({"EPOCH": None}, Flaw.EPOCH),
        ({"EPOCH": "26333.5"}, Flaw.EPOCH),
        ({"EPOCH": "1900-01-01T00:00:00"}, Flaw.EPOCH),
        ({"EPOCH": "2026-11-29T02:02:03+01:00"}, Flaw.EPOCH),
        ({"EPOCH": "2026-11-29T01:02:03+00:00"}, Flaw.EPOCH),
        ({"EPOCH": "\uff12026-11-29T01:02:03"}, Flaw.EPOCH),
        ({"INCLINATION": "\uff15\uff13.05"}, Flaw.VALUE),
        ({"MEAN_ANOMALY": "\u0662\u0667\u0660"}, Flaw.VALUE),
        ({"ECCENTRICITY": "0.0001\u00a0"}, Flaw.VALUE),
        ({"EPOCH": "2026-11-28"}, Flaw.EPOCH),
        ({"EPOCH": "2026-11-28T21"}, Flaw.EPOCH),
        ({"EPOCH": "2026-W48-6"}, Flaw.EPOCH),
        ({"BSTAR": None}, Flaw.VALUE),
        ({"INCLINATION": "5_3"}, Flaw.VALUE),
        ({"ECCENTRICITY": "1.0"}, Flaw.VALUE),
        ({"ECCENTRICITY": "-0.1"}, Flaw.VALUE),
        ({"MEAN_MOTION": "0"}, Flaw.VALUE),
        ({"MEAN_MOTION": None}, Flaw.VALUE),
        ({"MEAN_MOTION": "1e400"}, Flaw.VALUE),
        ({"BSTAR": "nan"}, Flaw.VALUE),
        ({"BSTAR": float("inf")}, Flaw.VALUE),
        ({"INCLINATION": []}, Flaw.VALUE),
        ({"INCLINATION": "181"}, Flaw.VALUE),
        ({"MEAN_ANOMALY": 10**400}, Flaw.VALUE),
        ({"REF_FRAME": "GCRF"}, Flaw.FRAME),
        ({"TIME_SYSTEM": "TAI"}, Flaw.FRAME),
        ({"MEAN_ELEMENT_THEORY": "DSST"}, Flaw.FRAME),
    ],
)
def test_impossible_values_make_a_record_unusable(change, flaw):
    """A value that SGP4 would swallow and answer with NaN never reaches it."""
    found = read_record(SPACE_TRACK | change, source="a")

    assert found == Unusable(None if flaw is Flaw.NUMBER else 340001, flaw)
    assert "340001" not in repr(found)


def test_sgp4_xp_is_told_by_type_or_theory():
    """Both ways to say SGP4-XP give type 4, which is never put through SGP4."""
    for change in ({"EPHEMERIS_TYPE": "4"}, {"MEAN_ELEMENT_THEORY": "SGP4-XP"}):
        record = read_record(SPACE_TRACK | change, source="a")

        assert isinstance(record, ElementRecord)
        assert record.ephemeris_type == 4


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text("0123456789.eE-+naif TZ:", max_size=8)
    | st.lists(st.none())
)


@settings(deadline=None)
@given(raw=st.dictionaries(st.sampled_from(sorted(SPACE_TRACK)), VALUES))
def test_no_record_raises(raw):
    """Whatever a provider puts into fields, the record is read or called unusable."""
    assert isinstance(read_record({**SPACE_TRACK, **raw}, source="a"), ElementRecord | Unusable)
