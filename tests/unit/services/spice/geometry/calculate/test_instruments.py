"""Instruments of a real spacecraft: ExoMars TGO, with its frames, clock and attitude."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import spiceypy

from tests.unit.services.spice.geometry.calculate.asked import (
    ask,
    column,
    columns,
    failure,
    furnished,
    real_kernels,
)

TGO = (
    "isis/naif0012.tls",
    "ale/pck00010.tpc",
    "npb/em16/fk/em16_tgo_v24.tf",
    "npb/em16/ik/em16_tgo_cassis_v08.ti",
    "npb/em16/ik/em16_tgo_acs_v08.ti",
    "npb/em16/sclk/em16_tgo_step_20210611.tsc",
    "pypi/de421.bsp",
    "npb/em16/spk/em16_tgo_fsp_048_01_20160314_20181231_v03.bsp",
    "npb/em16/spk/em16_tgo_struct_v05.bsp",
    "npb/em16/ck/em16_tgo_sc_sam_20170301_20180311_s20191109_v01.bc",
)
INSTRUMENT = "TGO_ACS_NIR_NAD"
TIMES = {"start": "2017-12-08T20:20:00", "stop": "2017-12-08T21:10:00", "step": 300}
MARS: dict[str, Any] = {"target": "MARS", "frame": "IAU_MARS", "observer": "TGO"}


@pytest.fixture(autouse=True)
def orbiter() -> Iterator[None]:
    """Have the orbiter in this process."""
    with furnished(real_kernels(*TGO)):
        yield


def test_a_field_of_view_is_told_as_its_kernel_has_it() -> None:
    """Shape, frame, boresight and boundary."""
    table = ask("field-of-view", instrument=INSTRUMENT)
    shape, frame, boresight, _, bounds = spiceypy.getfov(spiceypy.bods2c(INSTRUMENT), 100)

    assert (table.frame, table.notes) == (frame, (f"the field of view is a {shape}",))
    assert columns(table, "x", "y", "z") == pytest.approx(np.vstack([boresight, bounds]))
    assert column(table, "vector").tolist() == ["boresight", *["boundary"] * len(bounds)]


def test_a_set_says_what_it_knows() -> None:
    """Bodies with ephemerides, frames of its kernels and built-in ones, instruments with fields of view."""
    bodies, frames, instruments = (ask("inventory", of=of) for of in ("bodies", "frames", "instruments"))

    assert {"TGO", "MARS", "SUN"} <= set(column(bodies, "name"))
    assert {"TGO_SPACECRAFT", "IAU_MARS", "J2000"} <= set(column(frames, "name"))
    assert INSTRUMENT in column(instruments, "name")


def test_two_directions_stand_at_an_angle() -> None:
    """A boundary stands at one angle for each of its vectors, at each time."""
    boresight = {"kind": "boresight", "instrument": INSTRUMENT}
    boundary = {"kind": "fov-boundary", "instrument": INSTRUMENT}
    table = ask("direction-separation", direction1=boresight, direction2=boundary, times=TIMES)
    fov = spiceypy.getfov(spiceypy.bods2c(INSTRUMENT), 100)
    expected = [np.degrees(spiceypy.vsep(fov[2], one)) for one in fov[4]]

    assert column(table, "angular_separation")[: len(expected)] == pytest.approx(expected)
    assert table.rows == 11 * len(expected)


def test_a_boundary_has_a_row_for_each_vector_at_each_time() -> None:
    """Rows of one time stand together, numbered, and times repeat."""
    table = ask(
        "pointing",
        direction={"kind": "fov-boundary", "instrument": INSTRUMENT},
        frame="J2000",
        times=TIMES,
    )
    count = ask("field-of-view", instrument=INSTRUMENT).rows - 1
    frame, ets = ask("field-of-view", instrument=INSTRUMENT).frame, column(table, "et")[::count]
    bounds = spiceypy.getfov(spiceypy.bods2c(INSTRUMENT), 100)[4]

    assert column(table, "ray")[: count + 1].tolist() == [*range(1, count + 1), 1]
    expected = [
        spiceypy.mxv(spiceypy.pxform(frame, "J2000", et), spiceypy.vhat(one)) for et in ets for one in bounds
    ]
    assert columns(table, "x", "y", "z") == pytest.approx(np.array(expected))


def test_a_ray_meets_mars_where_cspice_has_it() -> None:
    """A ray that is fixed in space meets the surface, or does not, as the orbiter flies by."""
    ray, _ = spiceypy.spkpos("MARS", spiceypy.str2et("2017-12-08T20:45:00"), "J2000", "NONE", "TGO")
    table = ask(
        "surface-intercept",
        **MARS,
        direction={"kind": "vector", "frame": "J2000", "vector": ray.tolist()},
        representation="LATITUDINAL",
        times=TIMES,
    )
    for row, et in enumerate(column(table, "et")):
        with spiceypy.no_found_check():
            point, _, _, met = spiceypy.sincpt("ELLIPSOID", "MARS", et, "IAU_MARS", "CN", "TGO", "J2000", ray)
        assert np.isfinite(column(table, "latitude")[row]) == met
        if met:
            assert np.radians(column(table, "latitude")[row]) == pytest.approx(spiceypy.reclat(point)[2])
    assert np.isfinite(column(table, "latitude")).any()


def test_a_part_of_a_spacecraft_without_data_is_named() -> None:
    """An instrument's place comes from a kernel of its own; the gap is that kernel's."""
    found = failure(
        "surface-intercept",
        **MARS,
        direction={"kind": "boresight", "instrument": INSTRUMENT},
        times=TIMES,
    )

    assert (found.reason, found.body) == ("no-coverage", -143100)
    assert found.gap is not None
    assert (found.gap.start_text[:10], found.gap.stop) == ("2016-12-08", None)


def test_mars_is_in_the_field_of_view_while_it_is_searched() -> None:
    """A span of the search holds the times at which CSPICE sees the target."""
    table = ask(
        "search-target-in-fov",
        instrument=INSTRUMENT,
        target="MARS",
        shape="ELLIPSOID",
        frame="IAU_MARS",
        observer="TGO",
        aberration="CN",
        window={"spans": [[TIMES["start"], TIMES["stop"]]]},
        step=60,
    )
    spans = columns(table, "start_et", "stop_et")
    for et in column(
        ask("pointing", direction={"kind": "boresight", "instrument": INSTRUMENT}, times=TIMES), "et"
    ):
        seen = spiceypy.fovtrg(INSTRUMENT, "MARS", "ELLIPSOID", "IAU_MARS", "CN", "TGO", et)
        assert any(start <= et <= stop for start, stop in spans) == seen


def test_a_star_is_in_the_field_of_view_when_the_instrument_points_to_it() -> None:
    """The ray of the boresight at one time is found at that time."""
    _, frame, boresight, _, _ = spiceypy.getfov(spiceypy.bods2c(INSTRUMENT), 100)
    at = float(spiceypy.str2et("2017-12-08T20:45:00"))
    ray = spiceypy.mxv(spiceypy.pxform(frame, "J2000", at), boresight)
    table = ask(
        "search-ray-in-fov",
        instrument=INSTRUMENT,
        observer="TGO",
        direction={"kind": "vector", "frame": "J2000", "vector": ray.tolist()},
        window={"spans": [[at - 300, at + 300]]},
        step=1,
    )

    assert [start <= at <= stop for start, stop in columns(table, "start_et", "stop_et")] == [True]


def test_a_search_does_not_follow_many_rays() -> None:
    """A boundary is refused with the field."""
    found = failure(
        "search-ray-in-fov",
        instrument=INSTRUMENT,
        observer="TGO",
        direction={"kind": "fov-boundary", "instrument": INSTRUMENT},
        window={"spans": [[0.0, 1.0]]},
        step=1,
    )

    assert (found.reason, found.field) == ("malformed", "direction")


def test_attitude_without_data_leaves_frames_unconnected() -> None:
    """The caller learns which frames, and CSPICE's short error."""
    found = failure("orientation", from_frame="J2000", to_frame="TGO_SPACECRAFT", times={"at": "2025-01-01"})

    assert found.reason == "frames-unconnected"
    assert found.spice == "SPICE(NOFRAMECONNECT)"
