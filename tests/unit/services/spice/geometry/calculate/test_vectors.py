"""Vectors, angles and rotations are CSPICE's own, for many times at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spiceypy

from tests.unit.services.spice.geometry.calculate.asked import (
    BASE,
    ask,
    column,
    columns,
    failure,
    furnished,
    real_kernels,
)

DISORDERED = [3e8, -1e8, 2e8, 0.0, 1e8]
XYZ = ("x", "y", "z")
MARS = {"target": "MARS", "frame": "IAU_MARS", "observer": "EARTH"}


@pytest.fixture(autouse=True)
def planets() -> Iterator[None]:
    """Have the planets in this process."""
    with furnished(real_kernels(*BASE)):
        yield


@pytest.mark.parametrize("aberration", ["NONE", "LT", "CN+S", "XLT+S"])
def test_states_are_those_of_a_loop_in_the_order_of_the_question(aberration: str) -> None:
    """Times are sorted for speed, and nobody sees it."""
    table = ask("states", target="MARS", observer="EARTH", aberration=aberration, times={"at": DISORDERED})
    expected = [spiceypy.spkezr("MARS", et, "J2000", aberration, "EARTH") for et in DISORDERED]

    found = columns(table, *XYZ, "x_rate", "y_rate", "z_rate")
    assert np.array_equal(found, [state for state, _ in expected])
    assert np.array_equal(column(table, "light_time"), [light for _, light in expected])
    assert np.array_equal(column(table, "et"), DISORDERED)


def test_an_answer_says_whom_it_understood() -> None:
    """Names of a question have their numbers in the answer: PSYCHE is an asteroid."""
    table = ask("states", target="MARS BARYCENTER", observer="399", times={"at": 0.0})

    assert dict(table.understood) == {"MARS BARYCENTER": 4, "399": 399, "J2000": 1}


def test_a_kernel_that_gives_a_name_another_number_is_told(tmp_path: Path) -> None:
    """The answer is CSPICE's with these kernels, and a reader hears that MOON is not the Moon."""
    thief = tmp_path / "thief.tf"
    thief.write_text("KPL/FK\n\\begindata\nNAIF_BODY_NAME += 'MOON'\nNAIF_BODY_CODE += 399\n\\begintext\n")
    spiceypy.furnsh(str(thief))
    table = ask("states", target="moon", observer="SUN", times={"at": 0.0})

    assert table.notes == ("moon is 399 by a kernel, and 301 by CSPICE itself",)


@pytest.mark.parametrize(
    ("representation", "back"),
    [
        ("RA_DEC", lambda c: spiceypy.radrec(c[0], np.radians(c[1]), np.radians(c[2]))),
        ("LATITUDINAL", lambda c: spiceypy.latrec(c[0], np.radians(c[1]), np.radians(c[2]))),
        ("CYLINDRICAL", lambda c: spiceypy.cylrec(c[0], np.radians(c[1]), c[2])),
        ("SPHERICAL", lambda c: spiceypy.sphrec(c[0], np.radians(c[1]), np.radians(c[2]))),
        (
            "PLANETODETIC",
            lambda c: spiceypy.georec(
                np.radians(c[0]), np.radians(c[1]), c[2], 3396.19, (3396.19 - 3376.2) / 3396.19
            ),
        ),
        (
            "PLANETOGRAPHIC",
            lambda c: spiceypy.pgrrec(
                "MARS", np.radians(c[0]), np.radians(c[1]), c[2], 3396.19, (3396.19 - 3376.2) / 3396.19
            ),
        ),
    ],
)
@pytest.mark.parametrize("calculation", ["positions", "states"])
def test_coordinates_lead_back_to_the_vector(calculation: str, representation: str, back: Any) -> None:
    """Each representation is another way to say the same place."""
    common: dict[str, Any] = {"target": "EARTH", "observer": "MARS", "frame": "IAU_MARS"}
    plain = ask(calculation, **common, times={"at": DISORDERED})
    told = ask(calculation, **common, representation=representation, times={"at": DISORDERED})
    first = [one.name for one in told.columns].index("et") + 1
    names = [one.name for one in told.columns[first : first + 3]]

    found = np.array([back(row) for row in columns(told, *names)])
    assert found == pytest.approx(columns(plain, *XYZ), rel=1e-9)


def test_rates_are_the_change_of_coordinates() -> None:
    """A second's difference of right ascension is its rate."""
    told = ask("states", target="MOON", observer="EARTH", representation="RA_DEC", times={"at": [0.0, 1.0]})
    where = column(told, "right_ascension")

    assert column(told, "right_ascension_rate")[0] == pytest.approx(where[1] - where[0], rel=1e-4)


def test_rotations_and_spins_are_those_of_cspice() -> None:
    """The quaternion turns a vector as the matrix does, and the spin is XF2RAV's."""
    fields: dict[str, Any] = {"from_frame": "J2000", "to_frame": "IAU_MARS", "times": {"at": DISORDERED}}
    matrices = ask("orientation", **fields, representation="MATRIX", rates=True)
    quaternions = ask("orientation", **fields, representation="QUATERNION")
    for row, et in enumerate(DISORDERED):
        rotation, spin = spiceypy.xf2rav(spiceypy.sxform("J2000", "IAU_MARS", et))
        found = columns(matrices, *(f"m{i}{j}" for i in (1, 2, 3) for j in (1, 2, 3)))[row].reshape(3, 3)
        spins = columns(matrices, *(f"angular_velocity_{axis}" for axis in "xyz"))[row]
        turned = spiceypy.q2m(columns(quaternions, "q0", "q1", "q2", "q3")[row].copy())

        assert found == pytest.approx(rotation)
        assert np.radians(spins) == pytest.approx(spin, abs=1e-15)
        assert turned == pytest.approx(rotation)


def test_euler_angles_and_axes_lead_back_to_the_matrix() -> None:
    """Two more ways to say the same rotation."""
    fields: dict[str, Any] = {"from_frame": "J2000", "to_frame": "IAU_MARS", "times": {"at": 1e8}}
    rotation = spiceypy.pxform("J2000", "IAU_MARS", 1e8)
    euler = np.radians(
        columns(ask("orientation", **fields, representation="EULER_ANGLES"), "angle3", "angle2", "angle1")[0]
    )
    turned = columns(
        ask("orientation", **fields, representation="ANGLE_AND_AXIS"), "angle", "axis_x", "axis_y", "axis_z"
    )[0]

    assert spiceypy.eul2m(*euler, 3, 1, 3) == pytest.approx(rotation)
    assert spiceypy.axisar(turned[1:].copy(), np.radians(turned[0])) == pytest.approx(rotation)


def test_a_frame_far_away_is_seen_as_it_was() -> None:
    """With light time the frame of Mars turns late by the time that its light takes."""
    table = ask(
        "orientation",
        from_frame="IAU_EARTH",
        to_frame="IAU_MARS",
        representation="MATRIX",
        aberration="LT",
        located="TO",
        times={"at": 0.0},
    )
    light = spiceypy.spkpos("499", 0.0, "J2000", "LT", "399")[1]
    expected = spiceypy.pxfrm2("IAU_EARTH", "IAU_MARS", 0.0, -light)

    assert columns(table, "m11", "m12", "m13")[0] == pytest.approx(expected[0])


def test_angles_are_what_they_are_defined_as() -> None:
    """Size from the largest radius, separation and phase from the vectors."""
    times = {"at": DISORDERED}
    distance = column(
        ask("positions", target="MARS", observer="EARTH", aberration="CN", times=times), "distance"
    )
    size = column(ask("angular-size", target="MARS", observer="EARTH", times=times), "angular_size")
    phase = column(ask("phase-angle", target="MARS", observer="EARTH", times=times), "phase_angle")

    assert size == pytest.approx(2 * np.degrees(np.arcsin(3396.19 / distance)))
    assert np.radians(phase) == pytest.approx(
        [spiceypy.phaseq(et, "MARS", "SUN", "EARTH", "CN") for et in DISORDERED]
    )


def test_elements_are_those_of_the_state() -> None:
    """Perigee, eccentricity and period of the Moon; the state comes back from them."""
    table = ask("osculating-elements", body="MOON", center="EARTH", times={"at": [0.0]})
    state, _ = spiceypy.spkezr("MOON", 0.0, "J2000", "NONE", "EARTH")
    angles = ("inclination", "ascending_node_longitude", "argument_of_periapsis", "mean_anomaly")
    elements = [
        column(table, "periapsis_distance")[0],
        column(table, "eccentricity")[0],
        *np.radians(columns(table, *angles)[0]),
        column(table, "epoch")[0],
        column(table, "gm")[0],
    ]

    assert spiceypy.conics(elements, 0.0) == pytest.approx(state, rel=1e-9)
    assert column(table, "period")[0] == pytest.approx(27.3 * 86400, rel=0.05)


def test_a_time_without_data_is_told_with_its_gap() -> None:
    """The error names the body, and where its data end."""
    found = failure("states", target="MARS", observer="EARTH", times={"at": ["2000-01-01", "2100-12-01"]})

    assert (found.reason, found.spice, found.body) == ("no-coverage", "SPICE(SPKINSUFFDATA)", 499)
    assert found.gap is not None
    assert (found.gap.start_text, found.gap.stop) == ("2053-10-09T00:00:00.000000", None)


def test_a_body_without_data_has_no_end_of_a_gap() -> None:
    """A spacecraft of which no kernel tells is named by its number."""
    found = failure("states", target="MRO", observer="EARTH", times={"at": 0.0})

    assert found.body == -74
    assert found.gap is not None
    assert (found.gap.start, found.gap.stop) == (None, None)


@pytest.mark.parametrize(
    ("fields", "reason", "field", "spice"),
    [
        ({"target": "VULCAN"}, "unknown-name", "target", "SPICE(IDCODENOTFOUND)"),
        ({"observer": "VULCAN"}, "unknown-name", "observer", "SPICE(IDCODENOTFOUND)"),
        ({"frame": "VULCAN_FIXED"}, "unknown-frame", "frame", "SPICE(UNKNOWNFRAME)"),
    ],
)
def test_a_name_that_nobody_knows_is_told_with_its_field(
    fields: dict[str, str], reason: str, field: str, spice: str
) -> None:
    """Before anything is calculated."""
    found = failure("states", **{"target": "MARS", "observer": "EARTH", **fields}, times={"at": 0.0})

    assert (found.reason, found.field, found.spice) == (reason, field, spice)


def test_a_frame_of_another_body_is_refused_with_the_reason() -> None:
    """A point of Mars has no place in a frame of the Earth."""
    found = failure("sub-observer-point", **{**MARS, "frame": "IAU_EARTH"}, times={"at": 0.0})

    assert found.reason == "unknown-frame"
    assert "not centered" in found.detail


def test_sub_points_are_cspices_and_the_emission_there_is_none() -> None:
    """The point below the observer is where it stands in the zenith."""
    table = ask("sub-observer-point", **MARS, aberration="LT+S", angles=True, times={"at": DISORDERED})
    expected = [
        spiceypy.subpnt("NEAR POINT/ELLIPSOID", "MARS", et, "IAU_MARS", "LT+S", "EARTH")[0]
        for et in DISORDERED
    ]

    assert columns(table, *XYZ) == pytest.approx(np.array(expected))
    assert column(table, "emission_angle") == pytest.approx(np.zeros(5), abs=0.01)
    assert column(table, "phase_angle") == pytest.approx(column(table, "incidence_angle"), abs=0.01)


def test_the_sun_is_in_the_zenith_of_its_sub_point() -> None:
    """Incidence at the sub-solar point is zero, and it is noon there."""
    table = ask("sub-solar-point", **MARS, aberration="LT+S", angles=True, times={"at": DISORDERED})

    assert column(table, "incidence_angle") == pytest.approx(np.zeros(5), abs=0.01)
    assert {text[:2] for text in column(table, "local_solar_time")} <= {"11", "12"}


def test_a_ray_that_misses_has_an_empty_row() -> None:
    """The ray to Mars at one time meets it then alone; no row holds what memory held before."""
    pointing, _ = spiceypy.spkpos("MARS", 0.0, "J2000", "CN", "EARTH")
    table = ask(
        "surface-intercept",
        **MARS,
        angles=True,
        direction={"kind": "vector", "frame": "J2000", "vector": pointing.tolist()},
        times={"at": [1e8, 0.0, 2e8]},
    )

    assert np.isfinite(column(table, "x")).tolist() == [False, True, False]
    assert column(table, "surface_radius")[1] == pytest.approx(3390, abs=20)
    assert column(table, "local_solar_time").tolist()[0::2] == ["", ""]
    assert np.isnan(column(table, "light_time")[[0, 2]]).all()


def test_illumination_is_cspices() -> None:
    """Angles, and whether a place is seen and lit."""
    table = ask("illumination", **MARS, latitude=10.0, longitude=20.0, times={"at": DISORDERED})
    point = spiceypy.srfrec(499, np.radians(20.0), np.radians(10.0))
    for row, et in enumerate(DISORDERED):
        _, _, *expected = spiceypy.illumf("ELLIPSOID", "MARS", "SUN", et, "IAU_MARS", "CN", "EARTH", point)

        found = columns(table, "phase_angle", "incidence_angle", "emission_angle")[row]
        assert np.radians(found) == pytest.approx(expected[:3])
        assert columns(table, "visible", "lit")[row].tolist() == [float(one) for one in expected[3:]]


def test_a_tangent_point_is_nearest_to_the_surface() -> None:
    """A ray that passes beside Mars has its tangent point at the height that it passes at."""
    toward, _ = spiceypy.spkpos("MARS", 0.0, "J2000", "NONE", "EARTH")
    beside = toward + 5000 * spiceypy.ucrss(toward, [0.0, 0.0, 1.0])
    table = ask(
        "tangent-point",
        **MARS,
        aberration="NONE",
        direction={"kind": "vector", "frame": "J2000", "vector": beside.tolist()},
        times={"at": 0.0},
    )

    assert column(table, "tangent_altitude")[0] == pytest.approx(5000 - 3390, abs=25)


def test_a_direction_is_told_in_another_frame() -> None:
    """An axis of a frame, and the way to a body, with their lengths kept where asked."""
    axis = ask(
        "pointing",
        direction={"kind": "axis", "frame": "IAU_MARS", "axis": "Z"},
        representation="RA_DEC",
        times={"at": 0.0},
    )
    way = ask(
        "pointing",
        direction={"kind": "position", "target": "MARS", "observer": "EARTH", "aberration": "NONE"},
        magnitude="PRESERVE_ORIGINAL",
        times={"at": 0.0},
    )

    assert columns(axis, "range", "right_ascension", "declination")[0] == pytest.approx(
        [1.0, 317.68, 52.88], abs=0.01
    )
    assert columns(way, *XYZ)[0] == pytest.approx(spiceypy.spkpos("MARS", 0.0, "J2000", "NONE", "EARTH")[0])


@pytest.mark.parametrize("length", [1e200, 1e-200, 1e308, 1e-307, 3.0])
def test_a_vector_points_where_it_points_however_long_it_is(length: float) -> None:
    """Also where its square is no number; CSPICE scales it as well."""
    vector = {"kind": "vector", "frame": "J2000", "vector": [length, length, 0.0]}
    axis = {"kind": "axis", "frame": "J2000", "axis": "X"}
    unit = ask("pointing", direction=vector, times={"at": 0.0})
    angle = ask("direction-separation", direction1=vector, direction2=axis, times={"at": 0.0})

    assert columns(unit, *XYZ)[0] == pytest.approx([0.5**0.5, 0.5**0.5, 0.0], abs=1e-15)
    assert column(angle, "angular_separation")[0] == pytest.approx(45.0, abs=1e-12)


def test_names_and_numbers_are_translated_both_ways() -> None:
    """What nobody knows has an empty row, and the others are still told."""
    bodies = ask("names", names=["MARS", -74, "VULCAN"])
    frames = ask("names", of="frames", names=["IAU_MARS", "10014", "VULCAN_FIXED"])

    assert column(bodies, "name").tolist() == ["MARS", "MARS RECON ORBITER", ""]
    assert np.isnan(column(bodies, "number")).tolist() == [False, False, True]
    assert column(frames, "number").tolist()[:2] == [10014, 10014]
    assert column(frames, "center").tolist()[:2] == [499, 499]
