"""Catalogues as columns: what is kept, what is left out, what is hidden."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from services.satellites.propagate import ElementSets
from services.satellites.propagate.errors_by_age import AGES_DAYS, error_table
from services.satellites.propagate.orbit_class import OrbitClass, orbit_classes
from tests.unit.services.satellites.propagate import made_up

RECORDS = made_up.catalogue(16, seed=1)


def test_numbers_beyond_those_of_two_line_sets_are_kept() -> None:
    """A catalogue number of nine digits is kept as it is."""
    sets = ElementSets.from_records([replace(RECORDS[0], catalog_number=799_999_999)])
    assert sets.catalog_number.tolist() == [799_999_999]


@pytest.mark.parametrize(
    "change",
    [
        {"eccentricity": 1.0},
        {"eccentricity": -0.1},
        {"mean_motion": 0.0},
        {"mean_motion": -15.0},
        {"bstar": math.nan},
        {"mean_anomaly": math.inf},
    ],
)
def test_a_record_without_an_orbit_is_left_out_and_counted(change: dict[str, float]) -> None:
    """A record that no orbit can be made of does not hide its neighbours."""
    sets = ElementSets.from_records([RECORDS[0], replace(RECORDS[1], **change), RECORDS[2]])
    assert sets.unusable == 1
    assert sets.catalog_number.tolist() == [RECORDS[0].catalog_number, RECORDS[2].catalog_number]


def test_epochs_cross_the_new_year_without_a_step() -> None:
    """Two epochs a minute apart, on both sides of a New Year, are a minute apart."""
    old = replace(RECORDS[0], epoch=datetime(2025, 12, 31, 23, 59, 30, tzinfo=UTC))
    new = replace(RECORDS[0], epoch=datetime(2026, 1, 1, 0, 0, 30))
    sets = ElementSets.from_records([old, new])
    days = np.diff(sets.epoch_day) + np.diff(sets.epoch_fraction)
    assert days[0] * 86400.0 == pytest.approx(60.0, abs=1e-9)


def test_classes_follow_the_shells() -> None:
    """The made-up shells are of the classes that their orbits have."""
    sets = ElementSets.from_records(RECORDS[:8])
    names = [OrbitClass(each).name for each in sets.orbit_class]
    assert names == ["LEO", "LEO", "LOW", "LEO", "MEO", "GEO", "HEO", "HEO"]


def test_high_orbits_slower_than_the_geosynchronous_band_are_a_class_of_their_own() -> None:
    """Below 0.95 revolutions a day an eccentric orbit is far; a round one, as of a graveyard, is not."""
    motion, eccentricity = np.array([0.94, 0.96, 0.285, 0.94]), np.array([0.3, 0.3, 0.83, 0.01])
    classes = orbit_classes(motion * (2.0 * np.pi / 1440.0), eccentricity)
    assert [OrbitClass(each).name for each in classes] == ["FAR", "HEO", "FAR", "MEO"]


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_classes_without_a_series_are_as_wide_as_the_geosynchronous_one(confidence: float) -> None:
    """No class is narrower for an older set; MEO has what was measured of GEO at least, HEO thrice that."""
    table = error_table(confidence)
    for bounds in (table.along_km, table.cross_km):
        assert (np.diff(bounds, axis=1) >= 0.0).all()
        assert (bounds[OrbitClass.MEO] >= bounds[OrbitClass.GEO]).all()
        assert (bounds[OrbitClass.HEO] >= 3.0 * bounds[OrbitClass.GEO]).all()


def test_far_orbits_have_what_was_measured_of_them() -> None:
    """After 3.5 days sets of seven science missions were 2000 km wrong: thrice GEO's figures were not it."""
    table = error_table(0.95)
    place = AGES_DAYS.index(3.5)
    assert table.along_km[OrbitClass.FAR, place] > 1900.0
    assert table.cross_km[OrbitClass.FAR, place] > 2400.0


def test_nothing_of_an_element_set_is_shown() -> None:
    """Neither a record nor a catalogue shows a number of its content."""
    assert repr(RECORDS[0]) == "ElementRecord()"
    assert not any(character.isdigit() for character in repr(ElementSets.from_records(RECORDS)))


def test_wiping_zeroes_every_column() -> None:
    """After a wipe no column holds anything, the derived ones neither."""
    sets = ElementSets.from_records(RECORDS)
    sets.wipe()
    assert sets.wiped
    columns = (sets.mean_motion, sets.node, sets.epoch_day, sets.catalog_number, sets.secular.axis_km)
    assert not any(column.any() for column in columns)


def test_an_empty_catalogue_has_no_rows() -> None:
    """No records make a catalogue of no rows."""
    assert len(ElementSets.from_records([])) == 0
