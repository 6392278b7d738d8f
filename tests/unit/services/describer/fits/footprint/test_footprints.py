"""Footprints, held to astropy's own way from the sky to pixels and a winding number that is counted apart."""

from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import ICRS, SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

from services.describer.fits.footprint.footprint import footprint_of, square_around
from services.describer.fits.footprint.scales import NoSkyError

DATA = Path(find_spec("astropy").origin).parent / "wcs" / "tests" / "data"
POINTS = 400
MARGIN = 0.15
"""Pixels beside the border within which a point may be on either side: edges are within a tenth."""


def system(
    kind="TAN", *, at=(10.0, 20.0), step=0.01, shape=(100, 80), angle=0.0, frame="RA---/DEC--", **more
):
    """Return a header and the size of an image around a place."""
    header = fits.Header()
    for axis, (name, value, size) in enumerate(zip(frame.split("/"), at, shape, strict=True), 1):
        header[f"CTYPE{axis}"] = f"{name}{kind}"
        header[f"CRVAL{axis}"] = value
        header[f"CRPIX{axis}"] = (size + 1) / 2
        header[f"CDELT{axis}"] = -step if axis == 1 else step
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    header.update({"PC1_1": cos, "PC1_2": -sin, "PC2_1": sin, "PC2_2": cos, **more})
    return header, shape


def cube():
    """Return a cube whose axes are frequency, declination and right ascension."""
    header = fits.Header()
    rows = (("FREQ", 1.4e9, 1.0, 1e6), ("DEC--SIN", 80.0, 40.5, 0.05), ("RA---SIN", 0.0, 60.5, -0.05))
    for axis, (name, value, pixel, step) in enumerate(rows, 1):
        header[f"CTYPE{axis}"], header[f"CRVAL{axis}"] = name, value
        header[f"CRPIX{axis}"], header[f"CDELT{axis}"] = pixel, step
    return header, (16, 80, 120)


def sip(header, shape, **coefficients):
    """Return an image with a distortion."""
    header["CTYPE1"], header["CTYPE2"] = "RA---TAN-SIP", "DEC--TAN-SIP"
    header.update({"A_ORDER": 2, "B_ORDER": 2, **coefficients})
    return header, shape


IMAGES = {
    "plain": system(),
    "one pixel of a milliarcsecond": system(shape=(1, 1), step=1e-3 / 3600),
    "a strip": system(shape=(4000, 2), step=0.001),
    "right ascension 0": system(at=(0.1, -5.0), angle=30.0),
    "north pole": system(at=(123.0, 90.0)),
    "near the north pole": system(at=(200.0, 89.8), angle=77.0),
    "a pole at a corner": system(at=(45.0, -89.5)),
    "a wide pole": system("ARC", at=(10.0, -90.0), step=0.5),
    "wide": system("TAN", step=0.5),
    "very wide": system("STG", step=1.6),
    "mirrored": system(CDELT1=0.01),
    "turned by CROTA2": system(CROTA2=33.0, PC1_1=1.0, PC1_2=0.0, PC2_1=0.0, PC2_2=1.0),
    "old epoch": system(RADESYS="FK4", EQUINOX=1950.0),
    "fifth catalogue": system(RADESYS="FK5", EQUINOX=1975.0),
    "galactic": system(at=(266.4, -28.9), frame="GLON-/GLAT-"),
    "a band of the sky": system("CAR", at=(0.0, 0.0), step=1.0, shape=(360, 60)),
    "most of the sky": system("CAR", at=(180.0, 0.0), step=1.0, shape=(360, 160)),
    "a cap by rows of declination": system("CAR", at=(0.0, 0.0), step=1.0, shape=(360, 20), CRPIX2=-69.5),
    "half of the sky": system("CAR", at=(90.0, 0.0), step=1.0, shape=(180, 180)),
    "a cube's plane": cube(),
    "barrel": sip(*system(shape=(1000, 800), step=0.001), A_0_2=3e-5, B_2_0=-2e-5),
    "a distorted pole": sip(*system(at=(77.0, 90.0), shape=(1000, 800)), A_2_0=2e-5, A_0_2=-1e-5),
}
HEADERS = sorted((DATA / "maps").glob("*.hdr")) + [
    DATA / name
    for name in ("siponly.hdr", "tpvonly.hdr", "too_many_pv.hdr", "2wcses.hdr", "unit.hdr", "3d_cd.hdr")
]


def on_file(path):
    """Return the header and size of an image as a file of astropy has them."""
    header = fits.Header.fromstring(path.read_bytes().decode("latin1"))
    return header, tuple(header.get(f"NAXIS{axis + 1}", 100) for axis in range(header["NAXIS"]))


def winding(ring, points):
    """Return how often a ring goes around each point: the angles that its edges fill there, added up."""
    total = np.zeros(len(points))
    for start, end in pairwise(ring):
        # Differences, so that a pixel of a milliarcsecond is more than rounding.
        one, two = np.cross(points, start - points), np.cross(points, end - points)
        across = np.einsum("ij,ij->i", points, np.cross(one, two))
        total += np.arctan2(across, np.einsum("ij,ij->i", one, two))
    return np.rint(total / (2 * np.pi))


def vectors(ra, dec):
    """Return unit vectors from degrees."""
    return SkyCoord(ra, dec, unit="deg").cartesian.xyz.value.T


def held(found, points):
    """Tell which directions are within a footprint: inside of a ring that goes counter-clockwise around them.

    The winding number alone does not tell a place from its antipode: rings stay near their middle.
    """
    inside = np.zeros(len(points), bool)
    for polygon in found.polygons:
        ring = vectors(*np.array(polygon).T)
        middle = ring[:-1].mean(axis=0)
        inside |= (winding(ring, points) == 1) & (points @ middle > 0)
    return inside


def check(header, shape):
    """Hold the footprint of an image to points in and around it."""
    found = footprint_of([(header, shape)])
    chance = np.random.default_rng(5)
    plane = WCS(header).celestial
    axes = WCS(header).wcs
    sizes = np.array([shape[at] for at in sorted((axes.lng, axes.lat))], float)
    pixels = chance.uniform(-0.3, 1.3, (POINTS, 2)) * sizes + 0.5
    pixels[: POINTS // 2] = chance.uniform(0, 1, (POINTS // 2, 2)) * sizes + 0.5
    # A quarter of a pixel inside and outside of the border, all along.
    near = pixels[: POINTS // 4]
    side = np.arange(len(near)) % 2
    edge = np.where(chance.random(len(near)) < 0.5, 0.5, sizes[side] + 0.5)
    near[np.arange(len(near)), side] = edge + chance.choice([-0.25, 0.25], len(near))
    # Not `SkyCoord.from_pixel`: it takes the axes in another order where declination is the first.
    sky = plane.pixel_to_world(*(pixels - 1).T).transform_to(ICRS())
    plain = plane.wcs_world2pix(plane.wcs_pix2world(pixels, 1), 1)
    # Where a system does not lead back, a pixel beyond the border is no place of its own.
    honest = (np.abs(plain - pixels) < 1e-3).all(axis=1)
    points = vectors(sky.ra.deg, sky.dec.deg)
    depth = np.minimum(pixels - 0.5, sizes + 0.5 - pixels).min(axis=1)
    margin = np.minimum(MARGIN, 0.2 * sizes.min())
    inside = held(found, points)
    missed = honest & (depth > margin) & ~inside
    assert not missed.any(), (missed.sum(), pixels[missed][:5])
    assert (inside | ~(honest & (depth > margin))).all()
    extra = honest & (depth < -margin) & inside
    assert not extra.any(), (extra.sum(), pixels[extra][:5])
    reach = SkyCoord(*found.center, unit="deg").separation(SkyCoord(sky.ra, sky.dec)).deg
    assert (reach[honest & (depth > margin)] <= found.radius).all()
    return found


@pytest.mark.parametrize("name", IMAGES)
def test_points_are_in_the_footprint_where_they_are_in_the_image(name):
    """At poles, at right ascension 0, turned, mirrored, distorted, wide: and none outside is."""
    found = check(*IMAGES[name])
    assert found.exact


@pytest.mark.parametrize("path", HEADERS, ids=lambda path: path.stem)
def test_every_projection_of_the_standard_is_right(path):
    """The sample maps of Calabretta and Greisen 2002, and headers with SIP and TPV."""
    check(*on_file(path))


@pytest.mark.parametrize("name", IMAGES)
def test_rings_are_closed_turn_counter_clockwise_and_stay_small(name):
    """As spatial databases need them: no vertex is far from the middle, which is within."""
    found = footprint_of([IMAGES[name]])
    for polygon in found.polygons:
        assert polygon[0] == polygon[-1]
        assert all(0 <= ra < 360 and -90 <= dec <= 90 for ra, dec in polygon)
        ring = vectors(*np.array(polygon).T)
        middle = ring[:-1].mean(axis=0)
        assert winding(ring, middle[None] / np.linalg.norm(middle)) == 1
        assert (ring @ middle / np.linalg.norm(middle)).min() > 0.5
    vertices = sum(map(len, found.polygons))
    assert vertices <= 1_600


@pytest.mark.parametrize(
    "image",
    [
        system("CAR", at=(0.0, 0.0), step=1.0, shape=(360, 180)),
        system("CAR", at=(180.0, 0.0), step=0.5, shape=(720, 360)),
        system("AIT", at=(0.0, 0.0), step=1.0, shape=(330, 170)),
        system("MOL", at=(266.0, 0.0), step=1.0, shape=(330, 170), frame="GLON-/GLAT-"),
    ],
)
def test_maps_of_all_of_the_sky_say_so(image):
    """Whatever they are centred on: no polygon tells it."""
    found = footprint_of([image])
    assert found.whole_sky
    assert found.polygons == ()


def test_edges_that_are_great_circles_need_no_more_than_corners():
    """Others get as many points as it takes to stay within a tenth of a pixel."""
    assert len(footprint_of([IMAGES["plain"]]).polygons[0]) == 5
    assert len(footprint_of([IMAGES["barrel"]]).polygons[0]) > 9


def test_a_disc_leaves_its_corners_out_and_says_so():
    """Half of the sky in an orthographic map has no place at its corners."""
    found = footprint_of([system("SIN", at=(0.0, 0.0), step=1.0, shape=(114, 114))])
    assert not found.exact
    assert not found.whole_sky


def test_areas_are_those_of_the_sphere():
    """A square degree at the equator, and a cap around a pole by its formula."""
    assert footprint_of([system("TAN", at=(0.0, 0.0), shape=(100, 100))]).area == pytest.approx(1.0, rel=1e-3)
    cap = footprint_of([IMAGES["a cap by rows of declination"]]).area
    assert cap == pytest.approx(2 * np.pi * (1 - np.sin(np.radians(70))) * np.degrees(1) ** 2, rel=1e-2)


def test_a_square_around_a_place_reaches_as_far_as_it_says():
    """Not in degrees of coordinates, which shrink towards a pole."""
    found = square_around(350.0, 85.0, 2.0)
    center = SkyCoord(350.0, 85.0, unit="deg")
    near, far = (center.directional_offset_by([0, 90, 180, 270] * u.deg, away * u.deg) for away in (1.9, 2.1))
    assert held(found, vectors(near.ra.deg, near.dec.deg)).all()
    assert not held(found, vectors(far.ra.deg, far.dec.deg)).any()


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ((fits.Header(), (10, 10)), "no-wcs"),
        ((fits.Header({"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN"}), (10, 10)), "no-scale"),
        (system(frame="HPLN-/HPLT-", at=(0.0, 0.0)), "other-frame"),
        (system(CTYPE2="DEC--ARC"), "bad-wcs"),
        (system(PC1_1=0.0, PC1_2=0.0), "bad-wcs"),
        (system(CD1_1=0.0, CD1_2=0.0, CD2_1=0.0, CD2_2=0.0), "no-scale"),
        (system(CD1_1=0.001, CD1_2=0.0), "no-scale"),
        (system(CRVAL1="NaN"), "bad-wcs"),
        (system(CDELT1="wide"), "bad-wcs"),
        (system("SIN", CRPIX1=1e7), "outside-projection"),
        (system(WCSAXES=400), "bad-wcs"),
    ],
)
def test_images_without_a_place_say_why(image, reason):
    """By a code that a program can act on."""
    with pytest.raises(NoSkyError, match=reason):
        footprint_of([image])
