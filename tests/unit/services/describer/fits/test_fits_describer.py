"""The describer of FITS files: the suite of describers, and what is its own."""

import gzip
import hashlib
import io
import random
import tarfile

import numpy as np
import pytest
from astropy.io import fits

from services.describer.fits import unpack
from services.describer.fits.describer import VERSION, FitsDescriber
from services.describer.work.trim import trimmed
from shared.bus.codec import encode
from shared.contracts.messages.description import DESCRIPTION_BYTES_MAX, Severity
from shared.contracts.messages.frames.frame_facts import Verdict
from testing.describers.conformance import Bytes, DescriberBench, DescriberConformance
from tests.fits.made import card, extension, filled, header, primary

NAME = "ogg0m404-kb82-20150918-0001-e00.fits"
REQUIRED = {
    "PROPID": "LCO2015B-001",
    "DATE-OBS": "2015-09-19T05:01:02.345",
    "DAY-OBS": "20150918",
    "INSTRUME": "kb82",
    "SITEID": "ogg",
    "TELID": "0m4b",
    "OBSTYPE": "EXPOSE",
    "BLKUID": "0000123456",
}
SKY = {
    "CTYPE1": "RA---TAN",
    "CTYPE2": "DEC--TAN",
    "CRPIX1": 16.5,
    "CRPIX2": 12.5,
    "CRVAL1": 359.99,
    "CRVAL2": 10.0,
    "CD1_1": -0.001,
    "CD1_2": 0.0,
    "CD2_1": 0.0,
    "CD2_2": 0.001,
}


def written(*hdus):
    """Return a file as astropy writes it."""
    out = io.BytesIO()
    fits.HDUList(list(hdus)).writeto(out, checksum=True)
    return out.getvalue()


def image(kind=fits.PrimaryHDU, **cards):
    """Return an image of 32 by 24 pixels with keywords."""
    hdu = kind(np.arange(32 * 24, dtype=np.int16).reshape(24, 32))
    hdu.header.update({name.replace("__", "-"): value for name, value in cards.items()})
    return hdu


def frame_file():
    """Return a frame with everything that is required, and a place on the sky."""
    return written(image(**REQUIRED, **SKY, EXPTIME=30.0, L1IDBIAS="bias_kb82.fits.fz", FILTER="N/A"))


def packed_file():
    """Return the same, compressed in a table."""
    return written(fits.PrimaryHDU(), image(fits.CompImageHDU, **REQUIRED, **SKY, EXPTIME=30.0))


def archive(members):
    """Return a gzip-compressed tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def described(content, name=NAME):
    """Return the findings about a content."""
    return FitsDescriber().describe(Bytes(content), name)


def codes(found):
    """Return the problems of findings."""
    return [one.code for one in found.problems]


class TestFitsDescriber(DescriberConformance):
    """Frames in every wrapping."""

    @pytest.fixture
    def bench(self):
        """One of each."""
        samples = {
            NAME: frame_file(),
            f"{NAME}.fz": packed_file(),
            f"{NAME}.gz": gzip.compress(frame_file(), mtime=0),
            "night.tar.gz": archive({"readme.txt": b"hello", f"a/{NAME}": frame_file()}),
            "table.fits": primary() + extension("BINTABLE", 8, 3),
        }
        return DescriberBench(FitsDescriber(), {name: ("fits", content) for name, content in samples.items()})


def test_a_frame_tells_its_fields_by_the_usual_keywords():
    """Null words say nothing, numbers may be texts, and the end follows from the exposure."""
    found = described(frame_file())
    fields = found.frame.fields
    assert (found.completeness, found.problems, found.frame.missing) == ("complete", (), ())
    assert (fields.site_id, fields.telescope_id, fields.observation_id) == ("ogg", "0m4b", 123456)
    assert (fields.primary_optical_element, fields.configuration_type) == ("", "EXPOSE")
    assert fields.observation_date.isoformat() == "2015-09-19T05:01:02.345000+00:00"
    assert fields.observation_end.isoformat() == "2015-09-19T05:01:32.345000+00:00"
    assert fields.observation_day.isoformat() == "2015-09-18"
    assert [(one.keyword, one.basename) for one in fields.related] == [("L1IDBIAS", "bias_kb82")]


def test_all_keywords_are_told_with_their_types():
    """But for history and comments; of repeated ones the last."""
    hdu = image(**REQUIRED)
    hdu.header["HISTORY"] = "flat fielded"
    hdu.header.append(("TWICE", 1))
    hdu.header.append(("TWICE", 2.5))
    hdu.header["HIERARCH ESO TEL NAME"] = "UT1"
    hdu.header["GAIN"] = None
    headers = described(written(hdu)).frame.headers
    assert "HISTORY" not in headers
    assert (headers["SIMPLE"], headers["NAXIS1"], headers["TWICE"]) == (True, 32, 2.5)
    assert (headers["ESO TEL NAME"], headers["GAIN"]) == ("UT1", None)


def test_sums_of_the_content_and_of_its_parts_are_told():
    """A byte that was turned afterwards is seen by the sums in the header."""
    content = frame_file()
    frame = described(content).frame
    assert frame.md5 == hashlib.md5(content).hexdigest()
    assert frame.sha256 == hashlib.sha256(content).hexdigest()
    assert [(part.checksum, part.datasum) for part in frame.hdus] == [(Verdict.RIGHT, Verdict.RIGHT)]
    turned = bytearray(content)
    turned[-2000] ^= 1
    found = described(bytes(turned))
    assert codes(found) == ["bad-sum"]
    assert found.problems[0].severity is Severity.WARNING
    assert found.frame.hdus[0].datasum is Verdict.WRONG


def test_sums_of_blanks_are_undefined():
    """Nothing is held against them, and no part is lost (FITS 4.0, 4.4.2.7)."""
    content = written(fits.PrimaryHDU(), image(fits.ImageHDU, **REQUIRED))
    at = content.rindex(b"CHECKSUM= '") + 11
    blank = bytearray(content)
    blank[at : at + 16] = b" " * 16
    at = content.rindex(b"DATASUM = '") + 11
    blank[at : content.index(b"'", at)] = b" " * (content.index(b"'", at) - at)
    found = described(bytes(blank))
    assert [part.datasum for part in found.frame.hdus] == [Verdict.RIGHT, Verdict.ABSENT]
    assert found.problems == ()


def test_a_compressed_image_is_told_as_if_it_were_restored():
    """Its size and type are those of the image, not of the table that holds it."""
    plain, packed = described(frame_file()).frame, described(packed_file(), f"{NAME}.fz").frame
    assert (packed.form, packed.hdu) == ("fpack", 1)
    assert packed.footprint == plain.footprint
    assert (packed.hdus[1].kind, packed.hdus[1].shape, packed.hdus[1].bitpix) == ("tiled-image", (32, 24), 16)
    assert packed.headers["NAXIS1"] == 32
    assert not {"ZIMAGE", "ZCMPTYPE", "TFIELDS"} & set(packed.headers)


def test_the_image_header_of_a_table_is_as_astropy_restores_it():
    """But for keywords that only say in which kind of part it stands."""
    ours = described(packed_file(), f"{NAME}.fz").frame.headers
    with fits.open(io.BytesIO(packed_file())) as hdus:
        theirs = {card.keyword: card.value for card in hdus[1].header.cards}
    about_parts = {"XTENSION", "EXTNAME", "PCOUNT", "GCOUNT", "CHECKSUM", "DATASUM"}
    assert {name: ours[name] for name in ours if name not in about_parts} == {
        name: theirs[name] for name in theirs if name not in about_parts
    }


def test_the_first_part_with_all_required_keywords_tells_the_frame():
    """Wherever it stands; without one, what is missing is said."""
    lacking = image(fits.ImageHDU, **{**SKY, "EXTNAME": "WEATHER"})
    content = written(fits.PrimaryHDU(), lacking, image(fits.ImageHDU, **REQUIRED, **SKY))
    assert described(content).frame.hdu == 2
    found = described(written(fits.PrimaryHDU(), lacking))
    assert (found.frame.hdu, codes(found)) == (1, ["missing-keywords"])
    assert found.frame.missing == tuple(REQUIRED)
    assert found.problems[0].severity is Severity.NOTE


def test_a_mosaic_shows_the_sky_of_all_its_images():
    """Where the telling part has no image; the same place told twice is told once."""
    halves = [image(fits.ImageHDU, **{**SKY, "CRVAL2": dec}) for dec in (10.0, 11.0, 11.0)]
    frame = described(written(fits.PrimaryHDU(header=fits.Header(REQUIRED)), *halves)).frame
    assert frame.hdu == 0
    assert len(frame.footprint.polygons) == 2


def test_an_archive_tells_the_member_with_the_best_name():
    """A reduced frame before others, whatever comes first."""
    members = {"a/x-e08.fits": primary(), "a/x-e91.fits.fz": packed_file(), "b.txt": b"-e00"}
    found = described(archive(members), "night.tar.gz").frame
    assert (found.form, found.member, found.hdu) == ("tar", "a/x-e91.fits.fz", 1)


def test_an_archive_without_frames_is_left_to_others():
    """Its name alone makes it none of ours."""
    assert not FitsDescriber().recognises(Bytes(archive({"a.txt": b"x"})), "a.tar.gz")
    assert not FitsDescriber().recognises(Bytes(b"no archive"), "a.tar.gz")


def test_packed_contents_are_unpacked_within_bounds(monkeypatch):
    """A small file that unpacks without end is told as too large."""
    bomb = gzip.compress(primary(1_000_000))
    monkeypatch.setattr(unpack, "UNPACKED_MAX", 100_000)
    monkeypatch.setattr(unpack, "PASSED_MAX", 100_000)
    assert codes(described(bomb, "a.fits.gz")) == ["too-large"]
    assert "too-large" in codes(described(archive({"a.fits": primary(1_000_000)}), "a.tar.gz"))


@pytest.mark.parametrize("name", ["a.fits.gz", "a.tar.gz"])
def test_a_packed_content_that_was_cut_is_truncated(name):
    """Whatever is within."""
    whole = frame_file()
    content = gzip.compress(whole) if name == "a.fits.gz" else archive({"x.fits": whole})
    found = described(content[: len(content) // 2], name)
    assert "truncated" in codes(found)
    assert found.completeness == "incomplete"


def test_one_odd_card_costs_itself_alone():
    """A value that is none does not hide the others."""
    content = frame_file().replace(b"EXPTIME =                 30.0", b"EXPTIME =                  NaN")
    found = described(content)
    assert "EXPTIME" not in found.frame.headers
    assert "bad-card" in codes(found)
    assert found.frame.fields.site_id == "ogg"


@pytest.mark.parametrize("byte", [b"\x01", b"\t", b"\0", b"\x7f", b"\xe9"])
def test_a_byte_that_no_header_may_hold_costs_no_footprint(byte):
    """Its card has a question mark or a blank in its place, and a note."""
    content = frame_file().replace(b"'ogg", b"'o" + byte + b"g")
    found = described(content)
    assert found.frame.footprint is not None
    assert found.frame.fields.site_id in ("o?g", "o g")
    assert set(codes(found)) == {"bad-sum", "bad-card"}


def test_two_quotes_are_one_of_the_text():
    """Also before a blank or a stroke, where astropy takes them for its end."""
    cards = {"A": "it's / a text", "B": "'/x", "C": "'", "D": "o'neil"}
    found = described(written(image(**REQUIRED, **cards))).frame.headers
    assert {name: found[name] for name in cards} == cards


def test_values_of_which_nothing_comes_are_told():
    """A date of another planet is no date."""
    found = described(written(image(**{**REQUIRED, "DATE-OBS": "sol 1234", "BLKUID": "NONE"})))
    assert codes(found) == ["bad-value"]
    assert found.frame.fields.observation_date is None
    assert found.frame.fields.observation_id is None


def test_settings_change_keywords_and_the_version():
    """An observatory with other keywords says so, and all is described anew."""
    table = {"required_headers": ["OBJECT"], "target_name_key": "OBJECT", "exposure_time_key": "EXPOSURE"}
    describer = FitsDescriber().configured({**table, "revision": 3})
    found = describer.describe(Bytes(written(image(OBJECT="M 31", EXPOSURE="12.5"))), "a.fits").frame
    assert (found.fields.exposure_time, found.missing) == (12.5, ())
    assert describer.version == VERSION * 1000 + 3 == FitsDescriber().version + 3


@pytest.mark.parametrize("table", [{"exposure_kye": "X"}, {"revision": -1}, {"required_headers": "PROPID"}])
def test_settings_that_are_none_are_refused_by_name(table):
    """A typing error ends the start."""
    with pytest.raises(ValueError, match=next(iter(table))):
        FitsDescriber().configured(table)


def test_frames_with_thousands_of_keywords_fit_a_message():
    """What was left out is named; the place on the sky stays."""
    chance = random.Random(1)
    many = {f"K{number}": chance.randbytes(30).hex() for number in range(4_000)}
    found = trimmed(described(written(image(**REQUIRED, **SKY, **many))))
    assert len(encode(found)) < DESCRIPTION_BYTES_MAX
    assert found.frame.left_out == ("headers",)
    assert found.frame.footprint is not None
    assert found.frame.fields.site_id == "ogg"


def test_hostile_headers_are_described():
    """Numbers of axes, orders and values that no image has."""
    cards = [("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 4), ("NAXIS2", 4)]
    for extra in (
        [("WCSAXES", 10**6)],
        [("A_ORDER", 10**9)],
        [("CRVAL1", 10**18)],
        [("CTYPE99", "RA---TAN")],
    ):
        wcs = [("CTYPE1", "RA---TAN-SIP"), ("CTYPE2", "DEC--TAN-SIP"), ("CDELT1", 1), *extra]
        content = header([("SIMPLE", True), *cards, *wcs]) + filled(bytes(16))
        assert described(content, "a.fits").completeness == "complete"
    assert "truncated" in codes(described(card("SIMPLE", True) * 1000, "a.fits"))
