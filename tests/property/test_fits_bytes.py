"""For any bytes: looking at a FITS file never fails, and never takes half of one for whole."""

import io
from functools import cache

import numpy as np
from astropy.io import fits
from hypothesis import given, settings
from hypothesis import strategies as st

from services.describer.fits.describer import FitsDescriber
from shared.contracts.messages.description import Findings
from shared.fits.frame.fields import frame_of
from shared.fits.frame.settings import DEFAULTS
from shared.fits.glance import glance
from shared.fits.problems import Code
from shared.fits.structure.scan import scan
from shared.fits.sums.ones_complement import add
from shared.model.problems import PROBLEMS_MAX, Severity
from shared.model.reading import BytesReader
from tests.fits.made import BLOCK, CARD, extension, primary, sky_image

KEYWORDS = [
    "BITPIX",
    "NAXIS",
    "NAXIS1",
    "NAXIS2",
    "PCOUNT",
    "GCOUNT",
    "CTYPE1",
    "CTYPE2",
    "CRVAL1",
    "CRVAL2",
    "CRPIX1",
    "CDELT1",
    "CD1_1",
    "PC1_1",
    "CROTA2",
    "A_ORDER",
    "A_2_0",
    "PV1_1",
    "WCSAXES",
    "LONPOLE",
    "RADESYS",
    "EQUINOX",
    "CUNIT1",
    "ZIMAGE",
    "ZNAXIS",
    "DATE-OBS",
    "DATASUM",
    "CHECKSUM",
]
VALUES = [
    "0",
    "1",
    "-1",
    "T",
    "F",
    "999",
    "2147483648",
    "1E308",
    "-1.5",
    "1E-300",
    "NaN",
    "'RA---TAN'",
    "'DEC--TAN'",
    "'GLON-AIT'",
    "'RA---TPV'",
    "'RA---TAN-SIP'",
    "'FREQ'",
    "'FK4'",
    "'deg'",
    "''",
    "'2015-13-99'",
    "(1,2)",
    "'''",
    "'x&'",
]

cards = st.builds(
    lambda keyword, value: f"{keyword:<8}= {value:>20}".encode().ljust(CARD)[:CARD],
    st.sampled_from(KEYWORDS),
    st.sampled_from(VALUES),
)
edits = st.lists(st.tuples(st.integers(0, 40), cards), max_size=6)
bytes_turned = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=12)), max_size=3)


@cache
def samples() -> tuple[bytes, ...]:
    """Return frames of several kinds."""
    out = io.BytesIO()
    tiled = fits.CompImageHDU(np.arange(400, dtype=np.int16).reshape(20, 20))
    fits.HDUList([fits.PrimaryHDU(), tiled]).writeto(out, checksum=True)
    table = primary(30, 20, bitpix=16) + extension("BINTABLE", 8, 500, heap=100)
    return sky_image(), table, out.getvalue()


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2), edits, bytes_turned, st.integers(0, 10**6))
def test_describing_damaged_frames_never_fails(
    which: int, changes: list[tuple[int, bytes]], turned: list[tuple[int, bytes]], cut: int
) -> None:
    """Cards that are put in, bytes overwritten and ends cut off give findings that travel, and no error."""
    content = bytearray(samples()[which % len(samples())])
    for at, card in changes:
        place = at * CARD % len(content)
        content[place : place + CARD] = card
    for at, data in turned:
        place = at % len(content)
        content[place : place + len(data)] = data
    if cut < 300_000:
        del content[cut % (len(content) + 1) :]

    found = FitsDescriber().describe(BytesReader(bytes(content)), "a.fits")

    assert Findings.model_validate_json(found.model_dump_json()) == found
    assert len(found.problems) <= PROBLEMS_MAX
    if found.completeness == "incomplete":
        assert any(each.severity == "broken" for each in found.problems)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2), st.floats(0, 1, exclude_max=True))
def test_every_cut_but_one_between_parts_is_found(which: int, part: float) -> None:
    """Wherever a transfer stops, the glance sees it."""
    whole = samples()[which % len(samples())]
    cut = int(len(whole) * part)
    hdus = scan(BytesReader(whole)).hdus
    found = glance(BytesReader(whole[:cut]), "a.fits")
    if any(hdu.data_end <= cut <= hdu.end for hdu in hdus):
        assert all(each.severity < Severity.BROKEN for each in found.problems)
    else:
        assert found.problems[0].code in (Code.TRUNCATED, Code.EMPTY)
        assert found.complete is False


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3 * BLOCK), st.booleans())
def test_any_bytes_are_looked_at(tail: bytes, begun: bool) -> None:
    """Whether or not they begin as FITS does."""
    content = (b"SIMPLE  =                    T".ljust(CARD) if begun else b"") + tail
    found = glance(BytesReader(content), "a.fits")
    assert found.problems or found.complete


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(min_size=4, max_size=400).map(lambda data: data[: len(data) // 4 * 4]), max_size=5))
def test_sums_are_those_of_astropy(pieces: list[bytes]) -> None:
    """Piece by piece or at once, whatever the words are."""
    total = 0
    for piece in pieces:
        total = add(total, piece)
    whole = np.frombuffer(b"".join(pieces), dtype=np.ubyte)
    theirs = int(fits.PrimaryHDU()._compute_checksum(whole)) if len(whole) else 0
    assert total == theirs % (2**32 - 1)


words = st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.none())
headers = st.dictionaries(
    st.sampled_from(["DATE-OBS", "DAY-OBS", "UTSTOP", "EXPTIME", "RLEVEL", "BLKUID", "TIME-OBS"]),
    st.one_of(
        words, st.from_regex(r"\d{1,4}[-/:T]\d\d[-/:]\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?)?", fullmatch=True)
    ),
)


@settings(max_examples=200, deadline=None)
@given(headers, st.text("abe0-_.9/", max_size=30))
def test_fields_come_of_any_values(values: dict[str, bool | int | float | str | None], path: str) -> None:
    """Or nothing does: no value and no name makes the reading fail."""
    frame = frame_of(values, path, DEFAULTS)
    if frame.observation_end is not None and frame.observation_date is not None and "UTSTOP" not in values:
        assert frame.observation_end >= frame.observation_date
