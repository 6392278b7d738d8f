"""Objects that follow an operator's states: where they are seen, how wide, and what stands for the rest."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from services.satellites.propagate import (
    ElementRecord,
    ElementSets,
    Exposure,
    Tracks,
    UntrustedError,
    allowed,
    propagate_visit,
)
from services.satellites.propagate.kernel.view import Kernel
from services.satellites.propagate.states.axes import to_gcrs
from services.satellites.propagate.states.follow import Followed
from services.satellites.propagate.states.stand_in import ellipses, stand_in
from services.satellites.propagate.states.tables import (
    Axes,
    Interpolation,
    StateTables,
    chosen_segments,
    joined_tables,
)
from tests.unit.services.satellites.propagate import brute_force, made_up
from tests.unit.services.satellites.propagate.states import made_up_states

Floats = NDArray[np.float64]
SETTINGS = made_up_states.SETTINGS
RECORDS = [
    replace(record, epoch=made_up.MIDNIGHT - timedelta(hours=3)) for record in made_up.catalogue(8, seed=8)
]
LEO = RECORDS[0]
NOBODY = ElementSets.from_records([])


def pointing(record: ElementRecord) -> tuple[Exposure, brute_force.Path]:
    """Return an exposure at whose middle an object is seen in the middle of the field, and its path."""
    probe = made_up.exposure(0.0, 0.0)
    path = brute_force.Reference(ElementSets.from_records([record]), made_up.RUBIN, probe, SETTINGS).path(
        0, 0.5
    )
    x, y, z = path.points[len(path.points) // 2]
    ra, dec = np.degrees(np.arctan2(y, x)), np.degrees(np.arcsin(z))
    return made_up.exposure(float(ra), float(dec)), path


def tracks(exposure: Exposure, tables: StateTables, elements: list[ElementRecord], kernel: Kernel) -> Tracks:
    """Return the tracks of objects that follow states."""
    followed = Followed(tables, ElementSets.from_records(elements))
    return propagate_visit(NOBODY, made_up.RUBIN, exposure, SETTINGS, followed=followed, kernel=kernel)


def clear(found: Tracks, points: Floats, kernel: Kernel) -> NDArray[np.bool_]:
    """Return which directions are allowed."""
    degrees = np.degrees(np.stack([np.arctan2(points[:, 1], points[:, 0]), np.arcsin(points[:, 2])], axis=1))
    return allowed(found, degrees, kernel=kernel)


def aside(path: brute_force.Path, angle_arcsec: float) -> Floats:
    """Return directions beside the middle of a path."""
    middle = len(path.points) // 2
    here, ahead = path.points[middle], path.points[middle + 1] - path.points[middle - 1]
    across = np.cross(here, ahead)
    across /= np.linalg.norm(across)
    angle = np.radians(angle_arcsec / 3600.0)
    return np.stack([here * np.cos(angle) + sign * across * np.sin(angle) for sign in (-1.0, 1.0)])


@pytest.mark.parametrize("axes", Axes)
@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_a_source_on_the_path_is_refused_and_one_beside_it_is_not(
    record: ElementRecord, axes: Axes, kernel: Kernel
) -> None:
    """By skyfield's frames and SGP4's places; a tenth of a kilometre is a narrow margin at any range."""
    exposure, path = pointing(record)
    seen = made_up_states.view(exposure)
    found = tracks(exposure, made_up_states.tables(record, seen, axes=axes), [record], kernel)
    middle = len(path.points) // 2
    inside = path.points[middle - 8 : middle + 9]
    assert not clear(found, inside[inside @ found.centre > np.cos(np.radians(1.5))], kernel).any()
    place, _ = made_up_states.in_gcrs(record, np.zeros(1), seen)
    range_km = np.linalg.norm(place[0] - seen.frame.observer)
    width = np.degrees(1.96 * 0.15 / range_km) * 3600.0 + 12.3
    assert not clear(found, aside(path, 0.3 * width), kernel).any()
    assert clear(found, aside(path, 1.6 * width + 5.0), kernel).all()


@pytest.mark.parametrize("method", [Interpolation.LAGRANGE, Interpolation.LINEAR])
def test_a_coarse_method_widens_or_falls_back(method: Interpolation, kernel: Kernel) -> None:
    """What another way of interpolating says differently is added to the margin."""
    exposure, path = pointing(LEO)
    seen = made_up_states.view(exposure)
    tables = made_up_states.tables(LEO, seen, interpolation=method, degree=5, step=20.0)
    assert not clear(tracks(exposure, tables, [LEO], kernel), aside(path, 0.0), kernel).any()


@pytest.mark.parametrize("reach", [0.0, 14.0, 20.0])
def test_outside_its_span_an_object_falls_back_to_its_elements(reach: float, kernel: Kernel) -> None:
    """A segment that ends within the exposure or its lateness is not followed: elements stand alone."""
    exposure, _ = pointing(LEO)
    seen = made_up_states.view(exposure)
    tables = made_up_states.tables(LEO, seen)
    tables.end[0] = seen.mid_tai + min(reach, 15.02)
    found = tracks(exposure, tables, [LEO], kernel)
    alone = propagate_visit(ElementSets.from_records([LEO]), made_up.RUBIN, exposure, SETTINGS, kernel=kernel)
    assert np.array_equal(found.margin, alone.margin)


def test_states_make_a_narrower_trail_than_elements(kernel: Kernel) -> None:
    """An operator's tenth of a kilometre hides less of the field than three hours of age."""
    exposure, _ = pointing(LEO)
    seen = made_up_states.view(exposure)
    found = tracks(exposure, made_up_states.tables(LEO, seen), [LEO], kernel)
    alone = propagate_visit(ElementSets.from_records([LEO]), made_up.RUBIN, exposure, SETTINGS, kernel=kernel)
    assert found.margin.max() < 0.7 * alone.margin.max()


def test_states_and_elements_that_contradict_each_other_both_stand(kernel: Kernel) -> None:
    """An object 150 km from where its elements say is refused at both places: one of them is wrong."""
    exposure, path = pointing(LEO)
    seen = made_up_states.view(exposure)
    middle = len(path.points) // 2
    across = np.cross(path.points[middle], path.points[middle + 1] - path.points[middle])
    moved = 150.0 * across / np.linalg.norm(across)
    found = tracks(exposure, made_up_states.tables(LEO, seen, moved=moved), [LEO], kernel)
    assert not clear(found, path.points[middle][None], kernel).any()
    near = made_up_states.tables(LEO, seen, moved=moved * 0.005)
    alone = tracks(exposure, near, [LEO], kernel)
    assert len(alone.margin) < len(found.margin)


def test_states_off_the_orbit_of_a_set_that_tells_no_place_both_stand(kernel: Kernel) -> None:
    """Such a set is masked on its whole orbit: states of another orbit do not clear that, its own do."""
    exposure, path = pointing(LEO)
    seen = made_up_states.view(exposure)
    whole = replace(LEO, ephemeris_type=4)
    away = replace(LEO, ra_of_ascending_node=(LEO.ra_of_ascending_node + 90.0) % 360.0)
    middle = path.points[len(path.points) // 2][None]
    found = tracks(exposure, made_up_states.tables(away, seen), [whole], kernel)
    assert not clear(found, middle, kernel).any()
    own = tracks(exposure, made_up_states.tables(LEO, seen), [whole], kernel)
    assert own.margin.max() < found.margin.max() / 10


def test_an_object_without_elements_that_has_run_out_of_states_refuses(kernel: Kernel) -> None:
    """Nobody knows where it is: the operator must renew its file."""
    exposure, _ = pointing(LEO)
    tables = made_up_states.tables(LEO, made_up_states.view(exposure), identity=-5)
    tracks(exposure, tables, [], kernel)
    tables.end[0] -= 3600.0
    with pytest.raises(UntrustedError, match="operator"):
        tracks(exposure, tables, [], kernel)


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
@pytest.mark.parametrize("later_days", [0.1, 1.0, 3.0])
def test_an_ellipse_of_states_holds_its_object_anywhere_on_the_orbit(
    record: ElementRecord, later_days: float, kernel: Kernel
) -> None:
    """Where an object has no elements, its whole orbit is refused after the end of its states."""
    later = replace(record, epoch=record.epoch - timedelta(days=later_days))
    exposure, path = pointing(later)
    seen = made_up_states.view(exposure)
    states = made_up_states.tables(later, seen, reach=45000.0, step=120.0, axes=Axes.TEME, identity=-5)
    before = later_days * 86400.0
    seconds = np.arange(-before - 90000.0, -before, 60.0)
    place, velocity = made_up_states.in_gcrs(later, seconds, seen)
    teme = seen.frame.teme_to_gcrs
    epoch_days = (made_up.MIDNIGHT_TAI_MJD - 40587.0) + seconds[0] / 86400.0
    made = stand_in(-5, epoch_days, seconds, place @ teme, velocity @ teme)
    assert made is not None
    states.end[0] = seen.mid_tai - 1000.0
    followed = Followed(states, ellipses([made]))
    found = propagate_visit(NOBODY, made_up.RUBIN, exposure, SETTINGS, followed=followed, kernel=kernel)
    middle = len(path.points) // 2
    assert not clear(found, path.points[middle][None], kernel).any()


def test_a_span_of_less_than_a_revolution_makes_no_ellipse() -> None:
    """Half an orbit does not tell the mean one."""
    seen = made_up_states.view(made_up.exposure(0.0, 0.0))
    table = made_up_states.tables(LEO, seen, reach=1500.0, axes=Axes.TEME)
    assert stand_in(1, 0.0, table.time, table.place, table.velocity) is None


def test_tables_are_joined_and_chosen_by_segment() -> None:
    """A segment has the same states wherever it stands, and a copy is wiped alone."""
    seen = made_up_states.view(made_up.exposure(0.0, 0.0))
    parts = [made_up_states.tables(one, seen, reach=60.0 * (2 + n)) for n, one in enumerate(RECORDS[:3])]
    whole = joined_tables(parts)
    chosen = chosen_segments(whole, np.array([False, True, True]))
    assert np.array_equal(chosen.place[chosen.states_of(1)], parts[2].place)
    assert np.array_equal(chosen.time[chosen.states_of(0)], parts[1].time)
    chosen.wipe()
    assert chosen.wiped
    assert np.array_equal(whole.place[whole.states_of(2)], parts[2].place)
    assert not whole.wiped
    assert repr(whole) == "StateTables(...)"
    assert "(...)" in repr(Followed(whole, NOBODY))


@pytest.mark.parametrize("axes", Axes)
def test_axes_are_turned_there_and_back(axes: Axes) -> None:
    """States on any axes come back as they were, to a millimetre."""
    seen = made_up_states.view(made_up.exposure(0.0, 0.0))
    seconds = np.array([-30.0, 0.0, 30.0])
    place, velocity = made_up_states.in_gcrs(LEO, seconds, seen)
    other = made_up_states.to_axes(axes, place, velocity, seconds, seen)
    back = to_gcrs(axes, *other, seconds, seen.frame)
    assert np.abs(back[0] - place).max() < 1e-6
    assert np.abs(back[1] - velocity).max() < 1e-9
