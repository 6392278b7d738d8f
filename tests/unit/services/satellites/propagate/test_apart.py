"""Two sets of one object: they agree on one orbit, and not on a false one, however old the good one is."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from services.satellites.julian import julian_date
from services.satellites.propagate import ElementRecord, ElementSets
from services.satellites.propagate.apart import beyond_margin, far_apart
from services.satellites.propagate.errors_by_age import error_table, errors
from tests.unit.services.satellites.propagate import made_up

NOW_JD = julian_date(made_up.MIDNIGHT)
AGES = [0.1, 1.0, 10.0]
GOOD = made_up.catalogue(8 * 20, seed=3)
"""Twenty objects of each kind of orbit."""


def beyond(used: ElementSets, other: ElementSets, confidence: float = 0.95) -> NDArray[np.bool_]:
    """Return which rows do not stand for each other."""
    return beyond_margin(used, other, now_jd=NOW_JD, confidence=confidence)


def days_before(record: ElementRecord, days: float) -> ElementRecord:
    """Return the set that an object had so many days earlier, by the secular rates of its orbit."""
    rates = ElementSets.from_records([record]).secular
    turned = [np.degrees(rate[0]) * 1440.0 * days for rate in (rates.node_rate, rates.perigee_rate)]
    anomaly = np.degrees(rates.anomaly_rate[0]) * 1440.0 * days
    slip = np.degrees(1.5 * rates.anomaly_rate[0] * rates.drag[0]) * (1440.0 * days) ** 2
    return replace(
        record,
        epoch=record.epoch - timedelta(days=days),
        ra_of_ascending_node=(record.ra_of_ascending_node - turned[0]) % 360.0,
        argument_of_pericenter=(record.argument_of_pericenter - turned[1]) % 360.0,
        mean_anomaly=(record.mean_anomaly - anomaly + slip) % 360.0,
    )


def apart(old: list[ElementRecord], new: list[ElementRecord]) -> list[bool]:
    """Return which pairs are far apart, in both orders."""
    one, other = ElementSets.from_records(old), ElementSets.from_records(new)
    found = far_apart(one, other, now_jd=NOW_JD)
    assert np.array_equal(found, far_apart(other, one, now_jd=NOW_JD))
    return list(found.tolist())


@pytest.mark.parametrize("days", AGES)
def test_sets_of_one_orbit_agree(days: float) -> None:
    """On each kind of orbit a set agrees with the one that its object had before."""
    assert not any(apart([days_before(one, days) for one in GOOD], GOOD))


FALSE = {
    "plane": lambda one: replace(one, inclination=180.0 - one.inclination - 20.0),
    "node": lambda one: replace(one, ra_of_ascending_node=one.ra_of_ascending_node + 90.0, inclination=60.0),
    "size": lambda one: replace(one, mean_motion=one.mean_motion * 0.8),
    "tilt": lambda one: replace(one, inclination=one.inclination + (20.0 if one.inclination < 90 else -20.0)),
    "shape": lambda one: replace(one, eccentricity=0.75 - one.eccentricity),
}


@pytest.mark.parametrize("days", AGES)
@pytest.mark.parametrize("what", FALSE)
def test_a_false_orbit_is_far_apart_even_from_an_old_set(days: float, what: str) -> None:
    """A place cannot be held against a set of ten days, but its plane and its shape can."""
    assert all(apart([days_before(one, days) for one in GOOD], [FALSE[what](one) for one in GOOD]))


@pytest.mark.parametrize("change", [{"inclination": 30.0}, {"eccentricity": 0.2}, {"inclination": 3.5}])
@pytest.mark.parametrize("shell", range(len(made_up.SHELLS)))
def test_an_orbit_that_meets_the_good_one_twice_a_day_is_far_apart(shell: int, change: dict) -> None:
    """At its node an object is where it would be on another plane, and half a day later some are again."""
    node = {"mean_anomaly": 0.0, "argument_of_pericenter": 0.0}
    good = replace(GOOD[shell], **node)
    turned = {name: getattr(good, name) + value for name, value in change.items()}
    assert apart([good], [replace(good, epoch=good.epoch + timedelta(seconds=1), **turned)]) == [True]


def test_an_ellipse_that_leans_another_way_is_far_apart() -> None:
    """The perigee is moved and the place is not: it is told by where the ellipse leans to."""
    good = replace(GOOD[7], mean_anomaly=0.0, argument_of_pericenter=90.0)
    assert apart([good], [replace(good, mean_anomaly=180.0, argument_of_pericenter=270.0)]) == [True]
    for turn in (30.0, 60.0):
        other = replace(good, argument_of_pericenter=90.0 + turn)
        assert apart([good], [other]) == [True]


def test_a_plane_that_is_a_little_beside_a_young_one_is_far_apart() -> None:
    """A fifth of a degree of its node is degrees in the sky, and far more than the margin of a young set."""
    good = replace(GOOD[0], epoch=made_up.MIDNIGHT - timedelta(hours=2))
    moved = replace(good, ra_of_ascending_node=good.ra_of_ascending_node + 0.2)
    assert apart([good], [replace(moved, epoch=good.epoch + timedelta(seconds=1))]) == [True]


@pytest.mark.parametrize("days", AGES[:2])
def test_a_false_place_is_far_apart_from_a_young_set(days: float) -> None:
    """A third of a turn ahead is beyond what any class is wrong by within a day."""
    moved = [replace(one, mean_anomaly=one.mean_anomaly + 120.0) for one in GOOD]
    assert all(apart([days_before(one, days) for one in GOOD], moved))


def test_what_cannot_be_compared_is_far_apart() -> None:
    """A column that is no number agrees with nothing."""
    broken = ElementSets.from_records(GOOD)
    broken.mean_anomaly[...] = np.nan
    assert far_apart(broken, ElementSets.from_records(GOOD), now_jd=NOW_JD).all()


@pytest.mark.parametrize("degrees", [0.01, 0.1])
def test_a_place_beside_the_margin_of_a_young_set_is_beyond_it(degrees: float) -> None:
    """A low orbit's set of two hours is right to some 3 km along; a hundredth of a degree is 1.2 km."""
    good = replace(GOOD[0], epoch=made_up.MIDNIGHT - timedelta(hours=2))
    other = replace(good, mean_anomaly=good.mean_anomaly + degrees)
    sets = [ElementSets.from_records([one]) for one in (good, other)]
    assert beyond(*sets).tolist() == [degrees == 0.1]
    sets[1].mean_anomaly[...] = np.nan
    assert beyond(*sets).all()


def test_a_younger_set_stands_for_no_older_one() -> None:
    """What is masked around it is narrower; an older one on the same way stands for a younger one."""
    young = replace(GOOD[0], epoch=made_up.MIDNIGHT - timedelta(hours=2), bstar=0.0)
    old, young_set = days_before(young, 2.0), ElementSets.from_records([young])
    assert not beyond(young_set, ElementSets.from_records([old])).any()
    assert beyond(ElementSets.from_records([old]), young_set).all()
    aside = replace(old, mean_anomaly=old.mean_anomaly + 0.1)
    assert beyond(young_set, ElementSets.from_records([aside])).all()


def test_a_place_and_a_whole_orbit_do_not_stand_for_each_other() -> None:
    """The one would clear the rest of the orbit, and the other mask it for as long as new places come."""
    place = ElementSets.from_records([GOOD[0]])
    orbit = ElementSets.from_records([replace(GOOD[0], ephemeris_type=4)])
    assert beyond(orbit, place).all()
    assert beyond(place, orbit).all()
    assert not beyond(orbit, orbit).any()


def low(**changes: float) -> ElementRecord:
    """Return a low orbit whose set is 6 hours old."""
    return replace(
        GOOD[0], epoch=made_up.MIDNIGHT - timedelta(hours=6), bstar=0.0, eccentricity=0.0001, **changes
    )


@pytest.mark.parametrize("motion", [15.06, 15.7])
@pytest.mark.parametrize("km", [5.0, 10.0, 14.0])
def test_a_set_beside_the_least_margin_does_not_stand_however_old_both_are_later(
    motion: float, km: float
) -> None:
    """Near its epoch the mask is narrowest, and visits of then are asked about."""
    one = low(mean_motion=motion)
    other = replace(one, mean_anomaly=one.mean_anomaly + km / 120.0)
    assert beyond(*(ElementSets.from_records([record]) for record in (one, other))).all()


def test_lateness_counts_at_the_speed_of_the_place() -> None:
    """An eccentric orbit is slow at its apogee, where it is at all three moments: 30 km are 20 s there."""
    slow = next(one for one in GOOD if one.eccentricity > 0.6 and one.mean_motion < 2.1)
    good = replace(
        slow, mean_motion=2.0, mean_anomaly=180.0, bstar=0.0, epoch=made_up.MIDNIGHT - timedelta(hours=24)
    )
    sets = ElementSets.from_records([good])
    late, _ = errors(sets, np.zeros(1), error_table(0.95))
    for share, beside in ((0.5, False), (1.1, True), (2.0, True)):
        moved = replace(good, mean_anomaly=180.0 + float(late[0]) * share * 360.0 * 2.0 / 86400.0)
        assert beyond(sets, ElementSets.from_records([moved])).tolist() == [beside]


def test_sets_that_meet_later_and_were_apart_half_a_day_ago_do_not_stand_for_each_other() -> None:
    """Visits are asked about that began twelve hours ago."""
    slow = next(one for one in GOOD if 0.99 < one.mean_motion < 1.01)
    good = replace(slow, epoch=made_up.MIDNIGHT, bstar=0.0)
    catching_up = replace(good, mean_motion=good.mean_motion + 2e-4, mean_anomaly=good.mean_anomaly - 0.1)
    sets = [ElementSets.from_records([one]) for one in (good, catching_up)]
    assert beyond(*sets).all()
    assert not beyond_margin(*sets, now_jd=NOW_JD + 0.5, confidence=0.95).any()


def test_a_lower_confidence_has_a_narrower_margin() -> None:
    """What is masked is as wide as the setting says, and so is what stands for it."""
    good = replace(GOOD[0], epoch=made_up.MIDNIGHT - timedelta(hours=2))
    other = replace(good, mean_anomaly=good.mean_anomaly + 0.015)
    sets = [ElementSets.from_records([one]) for one in (good, other)]
    assert not beyond(*sets, confidence=0.95).any()
    assert beyond(*sets, confidence=0.5).all()
