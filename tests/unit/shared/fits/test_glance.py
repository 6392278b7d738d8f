"""The first look at a content that may be FITS."""

import gzip

import pytest

from shared.fits.by_name import Form, claimed, is_partial, may_hold
from shared.fits.glance import glance, recognises
from shared.fits.problems import Code
from shared.model.reading import BytesReader
from tests.fits.made import card, header, primary


def codes(content, name="a/frame.fits"):
    """Return the problems of a content under a name."""
    return [each.code for each in glance(BytesReader(content), name).problems]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a/B.FITS", Form.PLAIN),
        ("a.b/c-e91.fits.fz", Form.FPACK),
        ("x.fts", Form.PLAIN),
        ("x.fits.gz", Form.GZIP),
        ("run.fit", None),
        ("fits", None),
        ("a.fits/readme", None),
        ("x.tar.gz", None),
    ],
)
def test_names_claim_a_form(name, form):
    """The suffix tells, in either case."""
    assert claimed(name) is form


def test_unfinished_downloads_and_packed_archives_are_known_by_name():
    """An archive may hold a frame; whether it does is told by its members."""
    assert is_partial("a.fits.fz.part")
    assert not is_partial("a.txt.part")
    assert may_hold("night.TAR.GZ")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b"<!DOCTYPE html><html></html>", Code.WEB_PAGE),
        (b'{"detail": "Not found."}', Code.ERROR_PAGE),
        (b"404 page not found", Code.ERROR_PAGE),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", Code.LFS_POINTER),
        (b"../../.git/annex/objects/x", Code.ANNEX_POINTER),
        (gzip.compress(b"SIMPLE", mtime=0), Code.PACKED),
        (b"SIMPL", Code.TRUNCATED),
        (b"SIMPLE  =", Code.TRUNCATED),
        (b"\x89PNG\r\n" * 100, Code.NOT_FITS),
    ],
)
def test_what_is_no_frame_under_the_name_of_one_is_named(content, code):
    """Each by its own code, which a rule of the quarantine can name."""
    assert codes(content) == [code]


def test_other_names_are_never_suspicious():
    """A page may be a page."""
    assert codes(b"<html></html>", "index.html") == []
    assert not recognises(BytesReader(b"<html></html>"), "index.html")


def test_frames_are_known_by_their_bytes_under_any_name():
    """Sports watches and telescopes both write `.fit`."""
    assert recognises(BytesReader(primary(3)), "a.fit")
    assert glance(BytesReader(primary(3)), "a.fit").form is Form.PLAIN
    assert not recognises(BytesReader(b"\x0e\x10\xd9\x07.FIT"), "a.fit")


def test_a_packed_frame_is_left_to_those_who_unpack():
    """A glance unpacks nothing, and tells nothing of what is within."""
    found = glance(BytesReader(gzip.compress(primary(3))), "a.fits.gz")
    assert (found.form, found.complete, found.problems) == (Form.GZIP, None, ())


def test_a_file_that_departs_from_the_standard_says_so():
    """SIMPLE is F."""
    assert codes(header([("SIMPLE", False), ("BITPIX", 8), ("NAXIS", 0)])) == [Code.NOT_STANDARD]


def test_the_name_of_an_unfinished_download_is_a_problem_of_its_own():
    """Whole or not, it is to be waited for or removed."""
    assert codes(primary(3), "a.fits.part") == [Code.PARTIAL_NAME]
    assert Code.TRUNCATED in codes(card("SIMPLE", True), "a.fits.part")


def test_packed_bytes_that_break_off_are_cut_wherever_it_was():
    """One that lacks the fill of its last block, or has a second member, is whole."""
    packed = gzip.compress(primary(2_000), mtime=0)
    cuts = [size for size in range(3, len(packed)) if codes(packed[:size], "a.fits.gz") != [Code.TRUNCATED]]
    assert len(cuts) <= 1 + len(packed) // 1000
    for whole in (packed, gzip.compress(primary(2_000)[:-7]), packed + gzip.compress(b"more")):
        assert codes(whole, "a.fits.gz") == []
