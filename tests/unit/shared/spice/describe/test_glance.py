"""The glance: kind, completeness and plain damage."""

import random
import zlib
from pathlib import Path

import pytest
import spiceypy

from shared.spice.describe.describe import describe
from shared.spice.describe.glance import glance
from shared.spice.describe.model import Completeness, Glance
from shared.spice.problems import Code, Severity
from shared.spice.reading import BytesReader
from tests.kernels.made import TEXTS, WRITERS, big_endian, made, old
from tests.kernels.real import kernels

CUTS = 20
RECORD = 1024


def _glance(content: bytes, name: str) -> Glance:
    return glance(BytesReader(content), name)


def _codes(content: bytes, name: str = "a.bsp") -> set[Code]:
    return {each.code for each in _glance(content, name).problems}


def _check_whole(content: bytes, name: str) -> int:
    seen = _glance(content, name)
    assert seen.completeness is Completeness.COMPLETE, name
    assert not seen.broken, (name, seen.problems)
    assert seen.needed is not None
    return seen.needed


def _check_cuts(content: bytes, name: str) -> None:
    """Cut a whole binary kernel at random points: each loses data or leaves half a record, and is found."""
    needed = _check_whole(content, name)
    draw = random.Random(zlib.crc32(name.encode()))
    for _ in range(CUTS):
        cut = draw.randrange(len(content))
        if cut >= needed and cut % RECORD == 0:
            continue  # Only records that nothing uses are gone: such a file is whole.
        seen = _glance(content[:cut], name)
        assert seen.broken, (name, cut)
        assert seen.completeness is not Completeness.COMPLETE, (name, cut)


@pytest.mark.parametrize("name", WRITERS)
def test_made_kernels_are_whole_and_every_cut_is_found(name: str) -> None:
    """What CSPICE writes is complete to its last byte; any cut is not."""
    assert _check_whole(made(name), name) == len(made(name))
    _check_cuts(made(name), name)


@pytest.mark.parametrize("name", ["craft_v1.bsp", "craft_v1.bc", "frame_v1.bpc"])
def test_old_and_big_endian_kernels_are_whole_and_every_cut_is_found(name: str) -> None:
    """The arithmetic is the same for files without a format word and of the other byte order."""
    for turned in (old(made(name)), big_endian(made(name)), old(big_endian(made(name)))):
        _check_cuts(turned, name)


def test_real_binary_kernels_are_whole_and_every_cut_is_found() -> None:
    """All real DAF and DAS files pass, those with unused records at their ends too; any cut is found."""
    count = 0
    for path in kernels():
        content = path.read_bytes()
        if content.startswith((b"DAF/", b"DAS/", b"NAIF/DAF")):
            _check_cuts(content, path.name)
            count += 1
    assert count == 177


def test_real_transfer_files_are_whole_and_every_cut_is_found() -> None:
    """A transfer file ends with its count of arrays or its comments; one that is cut does not."""
    for path in kernels():
        content = path.read_bytes()
        if content.startswith(b"DAFETF"):
            assert _glance(content, path.name).completeness is Completeness.COMPLETE
            assert _codes(content, path.name) == {Code.TRANSFER_FORM}
            draw = random.Random(len(content))
            for _ in range(CUTS):
                assert Code.TRUNCATED in _codes(content[: draw.randrange(len(content) - 30)], path.name)


def test_a_binary_kernel_that_ends_within_its_id_word_is_cut_as_any_other() -> None:
    """From its first byte on: such a file is quarantined; what begins otherwise is no kernel."""
    for name, word in (("a.bsp", b"DAF/SPK "), ("a.bc", b"NAIF/DAF"), ("a.bds", b"DAS/DSK ")):
        for count in range(1, len(word)):
            seen = _glance(word[:count], name)
            assert [each.code for each in seen.problems][-1] is Code.TRUNCATED, (name, count)
            assert count > 3 or seen.completeness is Completeness.INCOMPLETE, (name, count)
    assert _codes(b"xyz") == {Code.NOT_A_KERNEL}
    assert _codes(b"") == {Code.EMPTY}


def test_a_padded_kernel_is_complete_and_half_a_record_is_not() -> None:
    """Whole records after the last in use are a note; bytes that make no record are damage."""
    whole = made("craft_v1.bsp")
    assert _codes(whole + bytes(2 * RECORD)) == {Code.PADDED}
    assert _glance(whole + bytes(2 * RECORD), "a.bsp").completeness is Completeness.COMPLETE
    assert _codes(whole + bytes(5)) == {Code.ODD_SIZE}


def test_a_text_mode_transfer_is_found(tmp_path: Path) -> None:
    """LF turned into CRLF in a binary kernel is found, as CSPICE finds it."""
    damaged = made("craft_v1.bsp").replace(b"\n", b"\r\n")
    assert Code.FTP_DAMAGE in _codes(damaged)
    (tmp_path / "a.bsp").write_bytes(damaged)
    with pytest.raises(spiceypy.utils.exceptions.SpiceyError, match="FTPXFERERROR"):
        spiceypy.furnsh(str(tmp_path / "a.bsp"))
    spiceypy.kclear()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<!DOCTYPE html><html>", "a.bsp", Code.WEB_PAGE),
        (b"", "a.bc", Code.EMPTY),
        (b"Test\n", "a.bds", Code.NOT_A_KERNEL),
        (b"\x00\x01random", "a.tf", Code.NOT_A_KERNEL),
        (b"DA", "a.bsp", Code.TRUNCATED),
        (b"DAF/SPK ", "a.bsp", Code.TRUNCATED),
        (b"DAF/SPK " + b"\xff" * 2000, "a.bsp", Code.BAD_HEADER),
        (b"DAS/DSK " + b"\xff" * 2000, "a.bds", Code.BAD_HEADER),
        (b"KPL/LSK\n", "a.bc", Code.KIND_DIFFERS),
        (b"KPL/FK\n", "a.ti", Code.KIND_DIFFERS),
        (made("craft_v1.bc"), "a.bsp", Code.KIND_DIFFERS),
        (b"words\n\\begindata\nBODY1_GM = 1\n", "a.tpc", Code.NO_ID_WORD),
        (b"DAFETF NAIF DAF ENCODED TRANSFER FILE\n'DAF/SPK '\nTOTAL_ARRAYS 0\n", "a.xsp", Code.TRANSFER_FORM),
        (made("craft_v1.bsp"), "a.bsp.part", Code.PARTIAL_NAME),
    ],
)
def test_what_is_plainly_wrong_is_told(content: bytes, name: str, code: Code) -> None:
    """Each kind of damage gives its problem, whatever else is found."""
    assert code in _codes(content, name)


def test_text_kernels_and_what_is_no_kernel_are_untold() -> None:
    """Completeness is said only where the format tells it."""
    for name in TEXTS:
        assert _glance(made(name), name).completeness is Completeness.UNTOLD
        assert _codes(made(name), name) == set()
    assert _glance(b"anything", "README.txt") == glance(BytesReader(b"anything"), "README.txt")
    assert _codes(b"anything", "README.txt") == set()


def test_details_are_one_printable_line() -> None:
    """Whatever the content quotes, a problem is one line that a terminal may show."""
    hostile = b"KPL/FK\n\\begindata\n\x1b[31mred\x07 " + b"x" * 5_000 + b"\n"

    for each in describe(BytesReader(hostile), "a.tf").problems:
        assert each.detail.isprintable()
        assert len(each.detail) <= 200
        assert each.severity in Severity
