"""Files of states: what is read of them, and what is refused."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.deviations import StateRules
from services.satellites.catalogue.ephemerides.epochs import EpochError, tai_seconds
from services.satellites.catalogue.ephemerides.formats import DECODERS
from services.satellites.catalogue.ephemerides.raw import StateFormat
from services.satellites.catalogue.ephemerides.read_segment import (
    SegmentError,
    StateFlaw,
    Window,
    read_segment,
)
from services.satellites.propagate.earth.iers_tables import bundled_tables
from tests.unit.services.satellites.catalogue.ephemerides import files_of_states as files

BEGIN = datetime(2026, 5, 27, 4, 0, tzinfo=UTC)
EPOCHS, STATES = files.states_of(files.RECORDS[0], BEGIN)
RULES = StateRules(along_km=5.0, cross_km=1.0, covariance_factor=2.0, least_km=0.05)
ALWAYS = Window(-1e12, 1e12)
LEAPS = bundled_tables()
NAME = "MEME_900000_MADEUP-1_1470400_Operational_1_UNCLASSIFIED.txt"
FILES = {
    StateFormat.OEM: files.oem("900000", EPOCHS, STATES),
    StateFormat.OEM_XML: files.oem_xml("900000", EPOCHS, STATES),
    StateFormat.STARLINK: files.starlink(EPOCHS, STATES),
}


def read(format_, data, window=ALWAYS):
    """Return the only segment of a file."""
    (raw,) = DECODERS[format_](NAME, data).segments
    return read_segment(raw, 0.0, RULES, window, LEAPS)


def flaw_of(data):
    """Return why an OEM cannot be used."""
    with pytest.raises(SegmentError) as caught:
        read(StateFormat.OEM, data)
    return caught.value.flaw


@pytest.mark.parametrize("format_", StateFormat)
def test_every_format_gives_the_same_table(format_):
    """Number, times, places, velocities and deviations are those that were written."""
    found = read(format_, FILES[format_])
    table = found.table
    assert found.identity == 900000
    assert table.time[0] == tai_seconds("2026-05-27T04:00:37", "TAI", LEAPS)
    assert np.allclose(np.diff(table.time), 60.0)
    assert np.abs(table.place - STATES[:, :3]).max() < 1e-8
    assert np.abs(table.velocity - STATES[:, 3:]).max() < 1e-8
    assert np.allclose(table.along_km, 0.6)
    assert np.allclose(table.cross_km, 0.4)
    assert (table.begin[0], table.end[0]) == (table.time[0], table.time[-1])


@pytest.mark.parametrize("format_", StateFormat)
@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 0.97])
def test_a_file_that_is_cut_is_none(format_, share):
    """Whatever is missing at the end, nothing of a file is read."""
    data = FILES[format_]
    with pytest.raises(MalformedError):
        read(format_, data[: int(len(data) * share)])


@pytest.mark.parametrize("format_", StateFormat)
def test_no_error_quotes_a_file(format_):
    """What cannot be read may be a part of an ephemeris."""
    for mark in (b"MARKED", b"\xff"):
        for place in (0.1, 0.5, 0.9):
            data = FILES[format_]
            at = int(len(data) * place)
            try:
                read(format_, data[:at] + mark + data[at:])
            except (MalformedError, SegmentError) as error:
                assert "MARKED" not in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><oem/>",
        b"<omm/>",
        b"<oem>" + b"<a>" * 40,
        b"<oem><body><data><stateVector><EPOCH>x</EPOCH></stateVector></data></body></oem>",
        b"<oem><body><segment><data><stateVector><X>1</X></stateVector></data></segment></body></oem>",
        b"<oem><header><a>" + b"x" * 5000 + b"</a></header></oem>",
    ],
)
def test_hostile_xml_is_refused(body):
    """Entities, other documents, depth, states outside of segments, missing and long fields."""
    with pytest.raises(MalformedError):
        DECODERS[StateFormat.OEM_XML]("a.xml", body)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("META_STOP\n", ""),
        ("COVARIANCE_STOP\n", ""),
        ("COVARIANCE_START\n", ""),
        ("CCSDS_OEM_VERS", "CCSDS_OMM_VERS"),
        ("META_START\n", "1 2 3\nMETA_START\n"),
        ("META_STOP\n", "META_STOP\n2026-05-27T03:00:00 1 2\n"),
        ("META_STOP\n", "META_STOP\n2026-05-27T03:00:00 1 2 3 4 5 x\n"),
        ("COVARIANCE_START\n", "COVARIANCE_START\n1.0\n"),
        ("CENTER_NAME =", "CENTER_NAME"),
    ],
)
def test_an_oem_out_of_form_is_refused(old, new):
    """Sections that are not closed, numbers where keywords must be, states of another length."""
    with pytest.raises(MalformedError):
        DECODERS[StateFormat.OEM]("a.oem", FILES[StateFormat.OEM].replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"CENTER_NAME": "MARS"}, StateFlaw.FRAME),
        ({"REF_FRAME": "TOD"}, StateFlaw.FRAME),
        ({"INTERPOLATION": "SPLINE"}, StateFlaw.FRAME),
        ({"INTERPOLATION_DEGREE": "99"}, StateFlaw.FRAME),
        ({"TIME_SYSTEM": "MET"}, StateFlaw.EPOCH),
        ({"OBJECT_ID": None, "OBJECT_NAME": None}, StateFlaw.OBJECT),
        ({"USEABLE_START_TIME": "then"}, StateFlaw.EPOCH),
    ],
)
def test_metadata_that_are_not_understood_make_a_segment_unusable(changes, flaw):
    """Another centre, frame, scale or method, and no object."""
    keywords = {"object_id": changes.pop("OBJECT_ID", "900000")}
    assert flaw_of(files.oem(keywords["object_id"], EPOCHS, STATES, **changes)) is flaw


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda states: states * 1000.0, StateFlaw.VALUE),
        (lambda states: states * 0.5, StateFlaw.VALUE),
        (lambda states: states * np.nan, StateFlaw.VALUE),
        (lambda states: np.hstack([states[:, :3], states[:, 3:] * 0.9]), StateFlaw.VALUE),
        (lambda states: np.roll(states, 7, axis=0), StateFlaw.VALUE),
    ],
)
def test_impossible_states_make_a_segment_unusable(change, flaw):
    """Metres for kilometres, places inside the Earth, no numbers, velocities that do not lead on."""
    assert flaw_of(files.oem("900000", EPOCHS, change(STATES))) is flaw


def test_epochs_that_go_back_or_gape_make_a_segment_unusable():
    """Nothing is interpolated over a gap of hours, or backwards."""
    assert flaw_of(files.oem("1", EPOCHS[::-1], STATES[::-1], sigma=None)) is StateFlaw.EPOCH
    assert flaw_of(files.oem("1", EPOCHS[:1], STATES[:1], sigma=None)) is StateFlaw.EPOCH
    late = [*EPOCHS[:-1], EPOCHS[-1] + timedelta(hours=2)]
    assert flaw_of(files.oem("1", late, STATES, sigma=None)) is StateFlaw.EPOCH


@pytest.mark.parametrize("sigma", [(float("nan"), 1.0, 1.0), (1e9, 1.0, 1.0)])
def test_an_impossible_covariance_makes_a_segment_unusable(sigma):
    """A deviation that is no number, or larger than orbits are."""
    assert flaw_of(files.oem("1", EPOCHS, STATES, sigma=sigma)) is StateFlaw.COVARIANCE


@pytest.mark.parametrize(
    ("frame", "along", "cross"),
    [("RSW", 0.6, 0.4), ("RTN", 0.6, 0.4), ("TNW", 0.2, 0.6), ("EME2000", 0.6, 0.6)],
)
def test_deviations_are_read_on_the_axes_of_their_covariance(frame, along, cross):
    """On axes that do not follow the orbit the largest deviation is taken for every direction."""
    table = read(StateFormat.OEM, files.oem("1", EPOCHS, STATES, frame=frame)).table
    assert np.allclose(table.along_km, along)
    assert np.allclose(table.cross_km, cross)


def test_without_covariances_deviations_are_those_of_the_setting():
    """And never less than the least."""
    table = read(StateFormat.OEM, files.oem("1", EPOCHS, STATES, sigma=None)).table
    assert set(table.along_km) == {5.0}
    assert set(table.cross_km) == {1.0}
    small = read(StateFormat.OEM, files.oem("1", EPOCHS, STATES, sigma=(1e-6, 1e-6, 1e-6))).table
    assert set(small.along_km) == {0.05}


def test_usable_times_limit_a_segment_and_its_other_states_still_count():
    """States outside of the usable times are for interpolation alone."""
    data = files.oem(
        "1",
        EPOCHS,
        STATES,
        USEABLE_START_TIME=files.text(EPOCHS[5]),
        USEABLE_STOP_TIME=files.text(EPOCHS[-5]),
    )
    table = read(StateFormat.OEM, data).table
    assert len(table.time) == len(EPOCHS)
    assert table.begin[0] == table.time[5]
    assert table.end[0] == table.time[-5]


def test_states_outside_of_the_window_are_not_kept():
    """But for those that the polynomial at its edge takes."""
    whole = read(StateFormat.OEM, FILES[StateFormat.OEM]).table
    window = Window(whole.time[20], whole.time[30])
    kept = read(StateFormat.OEM, FILES[StateFormat.OEM], window).table
    assert kept.time[0] == whole.time[13]
    assert kept.time[-1] == whole.time[37]
    assert read(StateFormat.OEM, FILES[StateFormat.OEM], Window(0.0, 1.0)).table is None


def test_a_designator_is_an_object_of_its_own():
    """Without a catalogue number an object is joined to no elements; its number is below zero and its own."""
    found = {
        read(StateFormat.OEM, files.oem(name, EPOCHS, STATES)).identity for name in ("2026-001A", "2026-001B")
    }
    assert len(found) == 2
    assert max(found) < 0


@pytest.mark.parametrize(
    ("text", "scale", "seconds"),
    [
        ("2000-01-01T00:00:00", "TAI", 0.0),
        ("2000-001T00:00:00.5Z", "TAI", 0.5),
        ("2000-01-01T00:00:00", "UTC", 32.0),
        ("2016-12-31T23:59:60.5", "UTC", 536544036.5),
        ("2017-01-01T00:00:00", "UTC", 536544037.0),
        ("2000-01-01T00:00:00", "GPS", 19.0),
        ("2000-01-01T00:00:00", "TT", -32.184),
    ],
)
def test_epochs_are_read_in_every_scale(text, scale, seconds):
    """Days of the month and of the year, leap seconds, and the offsets of the scales."""
    assert tai_seconds(text, scale, LEAPS) == pytest.approx(seconds, abs=1e-6)


def test_tdb_differs_from_tt_by_a_millisecond_or_two():
    """By the Earth's way around the Sun, at most 1.7 ms."""
    apart = [
        tai_seconds(f"2026-{month:02}-01T00:00:00", "TDB", LEAPS)
        - tai_seconds(f"2026-{month:02}-01T00:00:00", "TT", LEAPS)
        for month in range(1, 13)
    ]
    assert 1e-3 < max(map(abs, apart)) < 1.8e-3


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("2026-05-27", "UTC"),
        ("2026-13-27T00:00:00", "UTC"),
        ("2026-400T00:00:00", "UTC"),
        ("2026-05-27T25:00:00", "UTC"),
        ("2026-05-27T00:00:61", "UTC"),
        ("2026-05-27T00:00:nan", "UTC"),
        ("2026-05-27T00:00:00", "UT1"),
    ],
)
def test_no_epoch_is_none(text, scale):
    """Impossible dates and times, and scales that are not known."""
    with pytest.raises(EpochError):
        tai_seconds(text, scale, LEAPS)
