"""Surfaces of digital shape kernels, against plane geometry and CSPICE's own answers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import spiceypy

from services.spice.geometry.errors import GeometryError
from tests.kernels.made import DAY, dsk, made
from tests.unit.services.spice.geometry.calculate.asked import ask, column, columns, furnished

CONSTANTS = """KPL/PCK
\\begindata
BODY401_RADII = ( 13.0 11.4 9.1 )
BODY401_POLE_RA = ( 0.0 0.0 0.0 )
BODY401_POLE_DEC = ( 90.0 0.0 0.0 )
BODY401_PM = ( -90.0 0.0 0.0 )
\\begintext
"""
"""Phobos without turning: its axes are those of J2000."""

OBSERVER = np.array([30.0, 28.0, 26.0])
SUN = np.array([1e8, 5e7, 2e7])
SHAPE = {"target": "PHOBOS", "frame": "IAU_PHOBOS", "observer": "-999", "aberration": "NONE"}
TIMES = {"at": [1000.0, 2000.0]}


def ephemeris(path: Path) -> None:
    """Write an SPK of an observer and a Sun that stand still beside Phobos."""
    handle = spiceypy.spkopn(str(path), "still", 0)
    epochs = np.linspace(0.0, DAY, 10)
    for body, place in ((-999, OBSERVER), (10, SUN), (401, np.zeros(3))):
        states = np.tile(np.concatenate([place, np.zeros(3)]), (len(epochs), 1))
        spiceypy.spkw09(handle, body, 0, "J2000", 0.0, DAY, "still", 3, len(epochs), states, epochs)
    spiceypy.spkcls(handle)


@pytest.fixture(autouse=True)
def tetrahedron(tmp_path: Path) -> Iterator[None]:
    """Load the shape of four plates, and what stands around it."""
    (tmp_path / "shape.bds").write_bytes(made("phobos_v1.bds"))
    (tmp_path / "constants.tpc").write_text(CONSTANTS)
    ephemeris(tmp_path / "still.bsp")
    (tmp_path / "leaps.tls").write_bytes(made("naif9.tls"))
    names = ("leaps.tls", "constants.tpc", "shape.bds", "still.bsp")
    with furnished([tmp_path / name for name in names]):
        yield


def met(ray: np.ndarray) -> np.ndarray:
    """Return where a ray of the observer meets the plate through 10 on each axis: x + y + z = 10."""
    along = (10.0 - OBSERVER.sum()) / ray.sum()
    return np.asarray(OBSERVER + along * ray)


@pytest.mark.parametrize("toward", [(0.0, 0.0, 0.0), (1.0, 2.0, 3.0), (5.0, 1.0, 2.0)])
def test_a_ray_meets_a_plate_where_plane_geometry_has_it(toward: tuple[float, float, float]) -> None:
    """And where CSPICE has it; the ellipsoid is met elsewhere."""
    ray = np.array(toward) - OBSERVER
    direction = {"kind": "vector", "frame": "J2000", "vector": ray.tolist()}
    asked = {**SHAPE, "direction": direction, "times": TIMES}
    plates = ask("surface-intercept", surface="DSK/UNPRIORITIZED", **asked)
    ellipsoid = ask("surface-intercept", **asked)
    own = spiceypy.sincpt("DSK/UNPRIORITIZED", "PHOBOS", 1000.0, "IAU_PHOBOS", "NONE", "-999", "J2000", ray)[
        0
    ]

    found = columns(plates, "x", "y", "z")
    assert found == pytest.approx(np.tile(met(ray), (2, 1)), abs=1e-9)
    assert found[0] == pytest.approx(own, abs=1e-12)
    assert np.linalg.norm(found[0] - columns(ellipsoid, "x", "y", "z")[0]) > 0.5


def test_a_ray_that_misses_the_plates_has_an_empty_row() -> None:
    """Though it would meet the ellipsoid."""
    ray = np.array([-6.0, 6.0, 6.0]) - OBSERVER
    direction = {"kind": "vector", "frame": "J2000", "vector": ray.tolist()}
    asked = {**SHAPE, "direction": direction, "times": TIMES}

    assert np.isnan(column(ask("surface-intercept", surface="DSK/UNPRIORITIZED", **asked), "x")).all()
    assert np.isfinite(column(ask("surface-intercept", **asked), "x")).all()


def test_illumination_is_that_of_the_plate() -> None:
    """The plate's normal counts, not the ellipsoid's; CSPICE and plane geometry agree."""
    table = ask(
        "illumination", **SHAPE, latitude=20.0, longitude=40.0, surface="DSK/UNPRIORITIZED", times=TIMES
    )
    unit = spiceypy.latrec(1.0, np.radians(40.0), np.radians(20.0))
    point = unit * (10.0 / unit.sum())
    own = spiceypy.ilumin("DSK/UNPRIORITIZED", "PHOBOS", 1000.0, "IAU_PHOBOS", "NONE", "-999", point)
    normal = np.ones(3) / np.sqrt(3)
    incidence = np.degrees(np.arccos(normal @ (SUN - point) / np.linalg.norm(SUN - point)))
    emission = np.degrees(np.arccos(normal @ (OBSERVER - point) / np.linalg.norm(OBSERVER - point)))

    assert column(table, "incidence_angle") == pytest.approx([incidence] * 2, abs=1e-9)
    assert column(table, "emission_angle") == pytest.approx([emission] * 2, abs=1e-9)
    found = np.radians(
        [column(table, name)[0] for name in ("phase_angle", "incidence_angle", "emission_angle")]
    )
    assert found == pytest.approx(own[2:], abs=1e-12)


def test_a_place_is_on_the_surface_that_there_is_at_each_time(tmp_path: Path) -> None:
    """A later DSK may be higher: a list has the answers of its times."""
    dsk(str(tmp_path / "later.bds"), days=(1500 / DAY, 100), size=12)
    spiceypy.furnsh(str(tmp_path / "later.bds"))
    place = {"latitude": 20.0, "longitude": 40.0, "surface": "DSK/UNPRIORITIZED"}
    times = [1000.0, 2000.0, 1200.0]
    together = ask("illumination", **SHAPE, **place, times={"at": times})
    alone = [ask("illumination", **SHAPE, **place, times={"at": at}) for at in times]

    for one in together.columns:
        assert list(one.values) == [column(each, one.name)[0] for each in alone]
    assert len(set(column(together, "observer_distance"))) == 2


FAR = np.array([3e7, 2e6, 1e6])
"""Of an observer a hundred light seconds away."""


@pytest.fixture
def far(tmp_path: Path) -> None:
    """Load an observer far away."""
    handle = spiceypy.spkopn(str(tmp_path / "far.bsp"), "far", 0)
    epochs = np.linspace(0.0, DAY, 10)
    states = np.tile(np.concatenate([FAR, np.zeros(3)]), (len(epochs), 1))
    spiceypy.spkw09(handle, -998, 0, "J2000", 0.0, DAY, "far", 3, len(epochs), states, epochs)
    spiceypy.spkcls(handle)
    spiceypy.furnsh(str(tmp_path / "far.bsp"))


@pytest.mark.parametrize("light", ["CN", "XCN"])
def test_the_shape_is_that_of_the_moment_at_which_light_is_at_the_target(
    tmp_path: Path, far: None, light: str
) -> None:
    """Found by a stranger: a place was asked for at the observer's time, where another shape counts."""
    dsk(str(tmp_path / "later.bds"), days=(1500 / DAY, 100), size=12)
    spiceypy.furnsh(str(tmp_path / "later.bds"))
    place = {"latitude": 20.0, "longitude": 40.0, "surface": "DSK/UNPRIORITIZED"}
    asked = {**SHAPE, "observer": "-998", "aberration": light}
    table = ask("illumination", **asked, **place, times={"at": [1390.0, 1450.0, 1550.0, 1610.0]})
    unit = spiceypy.latrec(1.0, np.radians(40.0), np.radians(20.0))
    heights = [(12.0 if at >= 1500.0 else 10.0) / unit.sum() for at in column(table, "point_et")]

    assert len(set(heights)) == 2
    found = np.linalg.norm(FAR) - column(table, "observer_distance")
    assert found == pytest.approx([unit @ FAR / np.linalg.norm(FAR) * high for high in heights], abs=1e-2)


def test_a_ray_toward_a_target_whose_shape_is_not_there_is_refused(tmp_path: Path, far: None) -> None:
    """Found by a stranger: its row was empty, as of a ray that misses."""
    spiceypy.unload(str(tmp_path / "shape.bds"))
    dsk(str(tmp_path / "early.bds"), days=(0, 1500 / DAY))
    spiceypy.furnsh(str(tmp_path / "early.bds"))
    direction = {"kind": "vector", "frame": "J2000", "vector": (-FAR).tolist()}
    asked = {**SHAPE, "observer": "-998", "aberration": "CN", "surface": "DSK/UNPRIORITIZED"}
    there = ask("surface-intercept", **asked, direction=direction, times={"at": [1590.0]})

    assert np.isfinite(column(there, "x")).all()
    with pytest.raises(GeometryError, match="no digital shape kernel"):
        ask("surface-intercept", **asked, direction=direction, times={"at": [1590.0, 1610.0]})
