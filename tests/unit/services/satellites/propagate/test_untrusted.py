"""What cannot be trusted widens, then refuses."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from services.satellites.propagate import (
    ElementRecord,
    ElementSets,
    Exposure,
    ExposureError,
    GeometryError,
    GeometrySettings,
    Site,
    Tracks,
    UntrustedError,
    allowed,
    propagate_visit,
)
from services.satellites.propagate.kernel.view import Kernel
from tests.unit.services.satellites.propagate import brute_force, made_up

SETTINGS = GeometrySettings()
RECORD = replace(made_up.catalogue(1, seed=8)[0], epoch=made_up.MIDNIGHT - timedelta(hours=3))


def seen(record: ElementRecord, after: float = 15.0) -> tuple[float, float]:
    """Return where the reference sees an object, degrees, so many seconds after midnight."""
    probe = made_up.exposure(0.0, 0.0, after=after - 15.0)
    path = brute_force.Reference(ElementSets.from_records([record]), made_up.RUBIN, probe, SETTINGS).path(
        0, 1.0
    )
    x, y, z = path.points[len(path.points) // 2]
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arcsin(z)))


def visit(
    records: list[ElementRecord], where: tuple[float, float], kernel: Kernel, **settings: float
) -> Tracks:
    """Return the tracks around a direction."""
    sets = ElementSets.from_records(records)
    changed = GeometrySettings.model_validate(settings)
    return propagate_visit(sets, made_up.RUBIN, made_up.exposure(*where), changed, kernel=kernel)


def is_allowed(tracks: Tracks, where: tuple[float, float], kernel: Kernel) -> bool:
    """Return whether a point is allowed."""
    return bool(allowed(tracks, np.array([where]), kernel=kernel)[0])


def test_an_object_is_masked_where_it_is_seen(kernel: Kernel) -> None:
    """The place of a good set's object at mid exposure is refused, a place a degree aside is not."""
    where = seen(RECORD)
    tracks = visit([RECORD], where, kernel)
    assert not is_allowed(tracks, where, kernel)
    assert len(tracks.margin) > 0


@pytest.mark.parametrize("late", [600.0, -600.0])
def test_another_theory_than_sgp4_masks_the_whole_orbit(kernel: Kernel, late: float) -> None:
    """A set of SGP4-XP masks also where its object will be in ten minutes, since SGP4 cannot say when."""
    where = seen(
        replace(RECORD, mean_anomaly=RECORD.mean_anomaly + late / 86400.0 * RECORD.mean_motion * 360.0)
    )
    assert is_allowed(visit([RECORD], where, kernel), where, kernel)
    assert not is_allowed(visit([replace(RECORD, ephemeris_type=4)], where, kernel), where, kernel)


SINKING = [(15.9, 0.008, 3.2), (15.9, 0.008, 5.0), (16.0, 0.005, 2.4), (16.0, 0.005, 4.0), (15.6, 0.02, 6.5)]
"""Revolutions a day, drag and days: by SGP4 these have sunk by 59 to 191 km since their epoch."""


@pytest.mark.parametrize(("motion", "drag", "days"), SINKING)
def test_an_orbit_that_sinks_is_masked_down_to_where_its_object_is(
    motion: float, drag: float, days: float, kernel: Kernel
) -> None:
    """Its whole orbit is no ring at the height that it had at its epoch."""
    epoch = made_up.MIDNIGHT - timedelta(days=days)
    sinking = replace(RECORD, mean_motion=motion, bstar=drag, eccentricity=0.0005, epoch=epoch)
    for turned in range(0, 360, 20):
        whole = replace(sinking, ephemeris_type=4, ra_of_ascending_node=float(turned))
        where = seen(replace(sinking, ra_of_ascending_node=float(turned)))
        assert not is_allowed(visit([whole], where, kernel), where, kernel)


def test_a_set_of_long_ago_masks_the_whole_orbit(kernel: Kernel) -> None:
    """A set older than the setting tells no place: its orbit is masked."""
    where = seen(replace(RECORD, mean_anomaly=RECORD.mean_anomaly + 20.0))
    assert is_allowed(visit([RECORD], where, kernel), where, kernel)
    assert not is_allowed(visit([RECORD], where, kernel, furthest_epoch_days=0.1), where, kernel)


def test_an_object_that_may_be_much_later_masks_the_whole_orbit(kernel: Kernel) -> None:
    """An object that may be later than the setting is masked on its whole orbit."""
    where = seen(replace(RECORD, mean_anomaly=RECORD.mean_anomaly + 20.0))
    assert not is_allowed(visit([RECORD], where, kernel, largest_along_seconds=0.1), where, kernel)


def test_margins_grow_with_age(kernel: Kernel) -> None:
    """The margin of a set two days old is wider than that of one three hours old."""
    old = replace(RECORD, epoch=made_up.MIDNIGHT - timedelta(days=2))
    widths = [visit([record], seen(record), kernel).margin.max() for record in (RECORD, old)]
    assert widths[1] > 1.3 * widths[0]


FALLING = replace(
    RECORD, mean_motion=15.9, bstar=0.1, eccentricity=0.0005, epoch=made_up.MIDNIGHT - timedelta(hours=18)
)
"""SGP4 sees this object inside the Earth (error 6) half a day after its epoch."""
BROKEN = replace(FALLING, mean_motion=16.5)
"""SGP4 gives up this object with error 1."""


def orbit_masks(record: ElementRecord, kernel: Kernel, **settings: float) -> bool:
    """Return whether any of some fields has an arc; the orbit passes through them."""
    return any(len(visit([record], (ra, 20.0), kernel, **settings).margin) for ra in range(0, 360, 4))


def test_a_decayed_object_is_left_out_only_with_an_old_set(kernel: Kernel) -> None:
    """An object that SGP4 sees inside the Earth is gone if its set is old, else anywhere on its orbit."""
    assert not orbit_masks(FALLING, kernel, decayed_after_days=0.5)
    assert orbit_masks(FALLING, kernel, decayed_after_days=1.0)


def test_an_object_that_sgp4_gives_up_masks_its_orbit(kernel: Kernel) -> None:
    """Any other error of SGP4 widens to the whole orbit, however old the set is."""
    assert orbit_masks(BROKEN, kernel, decayed_after_days=0.5)


def test_records_without_an_orbit_refuse_the_catalogue(kernel: Kernel) -> None:
    """A catalogue with a record that no orbit can be made of is refused, unless the setting allows it."""
    records = [RECORD, replace(RECORD, mean_motion=float("nan"))]
    with pytest.raises(UntrustedError, match="operator"):
        visit(records, (10.0, -30.0), kernel)
    visit(records, (10.0, -30.0), kernel, unusable_limit=1)


NOW = made_up.MIDNIGHT_TAI_MJD


@pytest.mark.parametrize(
    "exposure",
    [
        Exposure(float("nan"), NOW, 0.0, 0.0, 1.0),
        Exposure(NOW, NOW, 0.0, 0.0, 1.0),
        Exposure(NOW + 0.001, NOW, 0.0, 0.0, 1.0),
        Exposure(NOW, NOW + 0.5, 0.0, 0.0, 1.0),
        Exposure(NOW, NOW + 1e-4, 0.0, 90.5, 1.0),
        Exposure(NOW, NOW + 1e-4, float("inf"), 0.0, 1.0),
        Exposure(NOW, NOW + 1e-4, 0.0, 0.0, 0.0),
        Exposure(NOW, NOW + 1e-4, 0.0, 0.0, 30.0),
        Exposure(40000.0, 40000.0 + 1e-4, 0.0, 0.0, 1.0),
    ],
)
def test_an_impossible_exposure_is_the_callers_error(exposure: Exposure) -> None:
    """An exposure that is not finite, ordered, short, narrow and after 1973 is refused."""
    with pytest.raises(ExposureError, match="caller"):
        propagate_visit(ElementSets.from_records([RECORD]), made_up.RUBIN, exposure, SETTINGS)


def test_a_time_beyond_the_tables_is_the_operators_error() -> None:
    """An exposure after the last row of the IERS tables is refused until they are updated."""
    exposure = Exposure(70000.0, 70000.0 + 1e-4, 0.0, 0.0, 1.0)
    with pytest.raises(UntrustedError, match="astropy-iers-data"):
        propagate_visit(ElementSets.from_records([RECORD]), made_up.RUBIN, exposure, SETTINGS)


def test_a_site_without_a_place_is_the_operators_error() -> None:
    """A site with a height that is no number is refused."""
    site = Site(0.0, 0.0, float("nan"))
    with pytest.raises(ExposureError, match="operator"):
        propagate_visit(ElementSets.from_records([RECORD]), site, made_up.exposure(0.0, 0.0), SETTINGS)


def test_wiped_things_answer_nothing(kernel: Kernel) -> None:
    """Neither wiped sets nor wiped tracks give an answer."""
    sets = ElementSets.from_records([RECORD])
    tracks = propagate_visit(sets, made_up.RUBIN, made_up.exposure(0.0, -30.0), SETTINGS, kernel=kernel)
    sets.wipe()
    tracks.wipe()
    with pytest.raises(GeometryError, match="wiped"):
        propagate_visit(sets, made_up.RUBIN, made_up.exposure(0.0, -30.0), SETTINGS, kernel=kernel)
    with pytest.raises(GeometryError, match="wiped"):
        allowed(tracks, np.array([[0.0, -30.0]]), kernel=kernel)
