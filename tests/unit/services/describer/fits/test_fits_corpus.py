"""The FITS files that come inside packages: each is told as the table made by hand says."""

import random

import pytest
from astropy.io import fits

from services.describer.fits.describer import FitsDescriber
from shared.fits.glance import glance
from shared.fits.structure.scan import HDUS_MAX
from shared.model.reading import BytesReader
from tests.fits.corpus import expected, files

EXPECTED = expected()
FILES = dict(files())
READABLE = [name for name in FILES if EXPECTED.get(name, {}).get("form") in ("plain", "fpack")]
STANDARD = [name for name in READABLE if "not-standard" not in EXPECTED[name]["problems"]]
"""astropy tells no places in files that say that they depart from the standard."""


def test_every_file_of_the_installed_packages_is_in_the_table() -> None:
    """None is left out, and none is invented."""
    assert set(FILES) == set(EXPECTED)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_described_or_refused_as_the_table_says(name: str) -> None:
    """Kind, parts, problems, and whether it has a place on the sky."""
    row, describer = EXPECTED[name], FitsDescriber()
    source = BytesReader(FILES[name].read_bytes())
    assert describer.recognises(source, name) == (row["recognised"] == "yes")
    if row["recognised"] == "no":
        return
    found = describer.describe(source, name)
    assert found.frame is not None
    codes = sorted(each.code for each in found.problems if each.code != "missing-keywords")
    assert (found.completeness, found.frame.form) == (row["completeness"], row["form"])
    assert (str(found.frame.hdus_in_all), ",".join(codes)) == (row["parts"], row["problems"])
    assert (found.frame.no_footprint or "yes") == row["sky"]


@pytest.mark.parametrize("name", STANDARD)
def test_parts_stand_where_astropy_finds_them(name: str) -> None:
    """Two readers of the same headers come to the same bytes."""
    parts = glance(BytesReader(FILES[name].read_bytes()), name).hdus
    with fits.open(FILES[name], disable_image_compression=True, memmap=False) as hdus:
        theirs = [(hdu.fileinfo()["hdrLoc"], hdu.fileinfo()["datLoc"]) for hdu in hdus]
    assert [(part.header_at, part.data_at) for part in parts] == theirs
    assert len(parts) < HDUS_MAX


@pytest.mark.parametrize("name", READABLE)
def test_a_cut_anywhere_but_between_parts_is_found(name: str) -> None:
    """By a glance, which is what keeps it from spreading."""
    whole = FILES[name].read_bytes()
    parts = glance(BytesReader(whole), name).hdus
    chance = random.Random(name)
    for _ in range(40):
        cut = chance.randrange(1, parts[-1].data_end)
        if any(part.data_end <= cut <= part.end for part in parts):
            continue
        found = glance(BytesReader(whole[:cut]), name)
        assert found.complete is False, cut
        assert any(each.code == "truncated" for each in found.problems), cut
