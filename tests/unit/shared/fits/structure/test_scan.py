"""The walk over the parts of a FITS file."""

import pytest

from shared.fits.problems import Code
from shared.fits.structure.hdu import HduKind
from shared.fits.structure.scan import scan
from shared.model.reading import BytesReader
from tests.fits.made import BLOCK, card, extension, filled, header, primary


def codes(content):
    """Return the problems of a content."""
    return [each.code for each in scan(BytesReader(content)).problems]


def test_parts_and_their_places_follow_from_headers():
    """An image, a table with a heap and a compressed image stand one behind the other."""
    tiled = [("ZIMAGE", True), ("ZBITPIX", -32), ("ZNAXIS", 2), ("ZNAXIS1", 30), ("ZNAXIS2", 40)]
    content = (
        primary(10, 20, bitpix=16)
        + extension("BINTABLE", 8, 3, heap=3000, extra=[("EXTNAME", "IT''S"), ("EXTVER", 7)])
        + extension("BINTABLE", 8, 40, heap=9, extra=tiled)
    )
    found = scan(BytesReader(content))
    first, second, third = found.hdus
    assert (first.kind, first.shape, first.data_at, first.data_bytes) == (HduKind.IMAGE, (10, 20), BLOCK, 400)
    assert (second.kind, second.name, second.version, second.data_bytes) == (HduKind.TABLE, "IT'S", 7, 3024)
    assert (third.kind, third.shape, third.bitpix) == (HduKind.TILED_IMAGE, (30, 40), -32)
    assert third.end == found.needed == len(content)
    assert (found.complete, found.problems) == (True, ())


@pytest.mark.parametrize("lost", [1, 2_880, 4_000, 8_640, 8_650, 11_519])
def test_lost_bytes_are_missed_by_arithmetic(lost):
    """Within data, and within a header; data are pixels that fill their blocks."""
    content = primary(BLOCK, 2) + extension("IMAGE", BLOCK, 3)
    found = scan(BytesReader(content[:-lost]))
    assert [each.code for each in found.problems] == [Code.TRUNCATED]
    assert found.complete is False


def test_a_cut_between_parts_is_told_by_no_arithmetic():
    """Nothing in a header counts the parts behind it: size and digest of the content have to tell."""
    content = primary(BLOCK, 2) + extension("IMAGE", BLOCK, 3)
    assert scan(BytesReader(content[: 3 * BLOCK])).complete is True


def test_a_beginning_of_a_header_behind_the_last_part_is_a_cut():
    """Some bytes of the word that begins each extension."""
    content = primary(4)
    assert codes(content + b"XTENS") == [Code.TRUNCATED]


def test_lost_fill_loses_nothing():
    """All pixels are there: libraries read them."""
    content = primary(10, bitpix=8)
    found = scan(BytesReader(content[: 2 * BLOCK - 100]))
    assert [each.code for each in found.problems] == [Code.NO_FILL]
    assert found.complete is True


@pytest.mark.parametrize(
    ("tail", "code"),
    [(b"\0" * 500, Code.PADDED), (b" " * BLOCK, Code.PADDED), (b"junk", Code.TRAILING_BYTES)],
)
def test_bytes_behind_the_last_part_are_told(tail, code):
    """Fill is nothing to speak of; other bytes are worth a look."""
    assert codes(primary(4) + tail) == [code]


@pytest.mark.parametrize(
    ("cards", "words"),
    [
        ([("BITPIX", 12), ("NAXIS", 0)], "BITPIX is 12"),
        ([("BITPIX", 8), ("NAXIS", 1000)], "NAXIS is 1000"),
        ([("BITPIX", 8), ("NAXIS", -1)], "NAXIS is -1"),
        ([("BITPIX", 8), ("NAXIS", 1)], "there is no NAXIS1"),
        ([("BITPIX", 8), ("NAXIS", 1), ("NAXIS1", -3)], "NAXIS1 is -3"),
        ([("BITPIX", 8), ("NAXIS", 1), ("NAXIS1", "x")], "not an integer"),
        ([("BITPIX", 8), ("NAXIS", 1), ("NAXIS1", 10**19)], "not an integer"),
        ([("BITPIX", 64), ("NAXIS", 2), ("NAXIS1", 2**40), ("NAXIS2", 2**40)], "more bytes than any file"),
        ([("NAXIS", 0)], "there is no BITPIX"),
    ],
)
def test_headers_that_tell_no_size_are_broken(cards, words):
    """Whatever numbers they hold, none is believed that no file can have."""
    (found,) = scan(BytesReader(header([("SIMPLE", True), *cards]))).problems
    assert found.code is Code.BAD_HEADER
    assert words in found.detail


def test_a_header_without_an_end_is_read_no_further_than_its_bound():
    """Blanks without end are no header."""
    content = card("SIMPLE", True) + b" " * (9 * 1024**2)
    assert codes(content) == [Code.TOO_LARGE]


def test_bytes_that_are_no_text_end_a_header():
    """A header with an END missing runs into its data."""
    content = header([("SIMPLE", True)]).replace(b"END", b"   ") + b"\xff" * BLOCK
    assert codes(content) == [Code.BAD_HEADER]


def test_random_groups_have_no_first_axis():
    """Their size is told by the other axes, parameters and the count of groups."""
    cards = [("NAXIS1", 0), ("NAXIS2", 3), ("GROUPS", True), ("PCOUNT", 5), ("GCOUNT", 10)]
    content = header([("SIMPLE", True), ("BITPIX", -32), ("NAXIS", 2), *cards]) + filled(bytes(320))
    found = scan(BytesReader(content))
    assert (found.hdus[0].kind, found.hdus[0].data_bytes) == (HduKind.GROUPS, 4 * 10 * (5 + 3))


def test_parts_without_end_are_bounded(monkeypatch):
    """A file of headers alone is looked at up to a bound."""
    monkeypatch.setattr("shared.fits.structure.scan.HDUS_MAX", 5)
    found = scan(BytesReader(primary() + extension("IMAGE") * 9))
    assert len(found.hdus) == 5
    assert [each.code for each in found.problems] == [Code.TOO_LARGE]
    assert found.complete is None
