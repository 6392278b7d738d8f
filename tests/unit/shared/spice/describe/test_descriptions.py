"""Descriptions of whole kernels."""

import struct
from pathlib import Path

import pytest
import spiceypy

from shared.spice.coverage.model import Subject
from shared.spice.describe.describe import describe
from shared.spice.describe.model import Description
from shared.spice.problems import Code
from shared.spice.reading import BytesReader
from tests.kernels.made import BUS, COMMENTS, DAY, FK, LSK, SCLK, SPACECRAFT, made
from tests.kernels.made_spk import WRITERS, daf_of_type
from tests.kernels.real import kernels, needed

RECORD = 1024
SUMMARY = RECORD + 24
"""Of the first segment, where no comments stand before it."""
D = "\\begindata\n"


def _describe(content: bytes | str, name: str) -> Description:
    return describe(BytesReader(content.encode() if isinstance(content, str) else content), name)


def _codes(content: bytes | str, name: str) -> set[Code]:
    return {each.code for each in _describe(content, name).problems}


def ring_of_frames(*codes: int) -> str:
    """Return a frame kernel in which each frame is relative to the next, and the last to the first."""
    names = [f"RING{abs(code)}" for code in codes]
    frames = "".join(
        f"FRAME_{name} = {code}\nFRAME_{code}_NAME = '{name}'\nFRAME_{code}_CLASS = 4\n"
        f"FRAME_{code}_CLASS_ID = {code}\nFRAME_{code}_CENTER = 399\nTKFRAME_{code}_RELATIVE = '{after}'\n"
        for code, name, after in zip(codes, names, [*names[1:], names[0]], strict=True)
    )
    return f"KPL/FK\n{D}{frames}"


def test_an_spk_tells_bodies_segments_and_comments() -> None:
    """All that its author wrote is told."""
    told = _describe(made("craft_v1.bsp"), "craft_v1.bsp")

    assert told.problems == ()
    assert [(each.subject, each.code, len(each.intervals)) for each in told.coverage] == [
        (Subject.BODY, SPACECRAFT, 2),
        (Subject.BODY, 301, 1),
    ]
    assert len(told.segments) == 4
    assert told.comments == "\n".join(COMMENTS)
    assert told.internal_name == "SPK made by a test"


def test_a_ck_tells_the_clock_and_the_leap_seconds_that_it_needs() -> None:
    """Times of a CK are ticks of its spacecraft's clock."""
    told = _describe(made("craft_v1.bc"), "craft_v1.bc")
    assert (told.needs.clocks, told.needs.leap_seconds) == ((BUS // 1000,), True)
    assert _describe(made("frame_v1.bpc"), "a.bpc").needs.clocks == ()


def test_das_files_are_told() -> None:
    """A DSK tells its body, an EK that it is whole."""
    told = _describe(made("phobos_v1.bds"), "a.bds")
    assert [(each.code, each.intervals) for each in told.coverage] == [(401, ((-8640000.0, 8640000.0),))]
    assert [each.name for each in told.segments] == ["surface 1"]
    assert _describe(made("events_v1.bes"), "a.bes").problems == ()


def test_text_kernels_tell_what_they_define() -> None:
    """Frames, bodies, instruments, constants, clocks and members."""
    names = "NAIF_BODY_NAME += ( 'CRAFT' )\nNAIF_BODY_CODE += ( -999 )\n"
    assert _describe(FK, "a.tf").defines.frames == {"TESTCRAFT": -999000}
    assert _describe(f"KPL/FK\n{D}{names}", "a.tf").defines.bodies == {"CRAFT": -999}
    assert _describe(f"KPL/IK\n{D}INS-999001_FOV_SHAPE = 'CIRCLE'\n", "a.ti").defines.instruments == (
        -999001,
    )
    assert _describe(f"KPL/PCK\n{D}BODY499_RADII = ( 3 3 3 )\n", "a.tpc").defines.constants == (499,)
    clock = _describe(SCLK, "a.tsc")
    assert (clock.defines.clocks, clock.needs.leap_seconds, clock.problems) == ((-999,), True, ())
    assert _describe(LSK, "a.tls").problems == ()
    assert [each.path for each in _describe(made("craft_v1.tm"), "a.tm").members] == ["a.bsp"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("KPL/LSK\n" + D + "DELTET/K = 1\n", "a.tls", Code.BAD_LEAP_SECONDS),
        (SCLK.replace("65536 )", "0 )"), "a.tsc", Code.BAD_CLOCK),
        (SCLK.replace(" 6553600.0 -43035.8", " -5.0 -43035.8"), "a.tsc", Code.CLOCK_GOES_BACK),
        ("KPL/MK\n" + D + "A = 1\n", "a.tm", Code.NO_MEMBERS),
        (LSK.replace("KPL/LSK", "KPL/PCK"), "a.tpc", Code.STRAY_LEAP_SECONDS),
        (ring_of_frames(-1, -2), "a.tf", Code.FRAME_RING),
        (ring_of_frames(-1), "a.tf", Code.FRAME_RING),
    ],
)
def test_texts_that_do_not_serve_their_purpose_are_told(content: str, name: str, code: Code) -> None:
    """An LSK, SCLK or meta-kernel is held to what it is for."""
    assert code in _codes(content, name)


def test_a_summary_chain_that_lies_is_told_with_what_came_before_it() -> None:
    """Segments before the damage are told, and so is the damage."""
    content = bytearray(made("many_v1.bsp"))
    content[RECORD : RECORD + 8] = bytes(8)  # the first summary record says that it is the last

    told = _describe(bytes(content), "a.bsp")

    assert len(told.segments) == 25
    assert {each.code for each in told.problems} == {Code.BAD_SEGMENTS}


def test_segments_that_cannot_be_are_left_out_and_told() -> None:
    """A stop before its start, times that are no numbers or beyond all ephemerides, cover nothing."""
    for start, stop in ((5.0, 4.0), (float("nan"), 1.0), (0.0, float("inf")), (-1e308, 1e308), (0.0, 1e12)):
        content = bytearray(made("frame_v1.bpc"))
        struct.pack_into("<2d", content, RECORD + 24, start, stop)
        told = _describe(bytes(content), "a.bpc")
        assert len(told.segments) == len(told.coverage) == 1
        assert {each.code for each in told.problems} == {Code.BAD_SEGMENTS}


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        # The stop of the first segment, a day later than its data.
        ("craft_v1.bsp", 8, struct.pack("<d", 2 * DAY)),
        ("frame_v1.bpc", 8, struct.pack("<d", 1e9)),
        # Types that no CSPICE reads.
        ("craft_v1.bsp", 28, struct.pack("<i", 7)),
        ("craft_v1.bc", 24, struct.pack("<i", 9)),
        ("frame_v1.bpc", 24, struct.pack("<i", 1)),
        # A CK whose instrument is its own reference, and one of more ticks than a double tells apart.
        ("craft_v1.bc", 16, struct.pack("<2i", BUS, BUS)),
        ("craft_v1.bc", 8, struct.pack("<d", 1e16)),
    ],
)
def test_a_segment_that_claims_more_than_it_holds_is_left_out_and_told(
    name: str, at: int, value: bytes
) -> None:
    """CSPICE believes summaries: it extrapolates beyond the data, fails when asked, or never ends."""
    content, whole = bytearray(made(name)), _describe(made(name), name)
    (first,) = struct.unpack_from("<i", content, 76)
    summary = (first - 1) * RECORD + 24 + at
    content[summary : summary + len(value)] = value
    told = _describe(bytes(content), name)
    assert len(told.segments) == len(whole.segments) - 1
    assert {each.code for each in told.problems} == {Code.BAD_SEGMENTS}


@pytest.mark.parametrize("data_type", WRITERS)
def test_segments_of_types_that_few_kernels_have_are_held_to_their_data(data_type: str) -> None:
    """A day more at their end is told; of states that are propagated by two bodies it may be."""
    whole = daf_of_type(data_type)
    assert not _describe(whole, "a").problems
    stop = struct.unpack_from("<d", whole, SUMMARY + 8)[0]
    content = bytearray(whole)
    struct.pack_into("<d", content, SUMMARY + 8, stop + DAY)
    told = {each.code for each in _describe(bytes(content), "a").problems}
    assert told == (set() if data_type == "5" else {Code.BAD_SEGMENTS})


@pytest.mark.parametrize("data_type", WRITERS)
def test_counts_that_the_size_of_a_segment_excludes_are_told(data_type: str) -> None:
    """Whatever stands last in a segment: more records than there is room for, or none that can be."""
    whole = daf_of_type(data_type)
    (last,) = struct.unpack_from("<i", whole, SUMMARY + 16 + 4 * (4 if "PCK" in data_type else 5))
    for value in (1e6, 0.5, float("nan")):
        content = bytearray(whole)
        struct.pack_into("<d", content, (last - (6 if data_type == "14" else 1)) * 8, value)
        assert Code.BAD_SEGMENTS in {each.code for each in _describe(bytes(content), "a").problems}


def test_a_body_around_itself_covers_nothing_and_is_told() -> None:
    """CSPICE follows centers until it is killed: such a segment is in no set of kernels."""
    content = bytearray(made("craft_v1.bsp"))
    (first,) = struct.unpack_from("<i", content, 76)
    integers = (first - 1) * RECORD + 40
    content[integers + 4 : integers + 8] = content[integers : integers + 4]
    whole, told = (_describe(bytes(one), "a.bsp") for one in (made("craft_v1.bsp"), content))
    assert len(told.segments) == len(whole.segments) - 1
    assert {each.code for each in told.problems} == {Code.BAD_SEGMENTS}


ZEROED = made("craft_v1.bsp")[:20_000] + bytes(20_000) + made("craft_v1.bsp")[40_000:]
LONG_PATH = "/" + "x" * 90
UNNOTICED = {
    "a login page": (b"<!DOCTYPE html><html><form>", "a.bsp", Code.WEB_PAGE),
    "half an SPK": (made("craft_v1.bsp")[: len(made("craft_v1.bsp")) // 2], "a.bsp", Code.TRUNCATED),
    "999 of 1000 of an SPK": (made("craft_v1.bsp")[:-72], "a.bsp", Code.TRUNCATED),
    "half a DSK": (made("phobos_v1.bds")[: len(made("phobos_v1.bds")) // 2], "a.bds", Code.TRUNCATED),
    "a zeroed middle": (ZEROED, "a.bsp", Code.ZERO_RUN),
    "no final newline": (b"KPL/PCK\n\\begindata\nA = 1\nB = 2", "a.tpc", Code.LAST_LINE_DROPPED),
    "upper case": (b"KPL/PCK\n\\BEGINDATA\nBODY1_GM = 1\n", "a.tpc", Code.BAD_MARKER),
    "marker and data": (b"KPL/PCK\n\\begindata A=1\n", "a.tpc", Code.BAD_MARKER),
    "unterminated quote": (b"KPL/PCK\n\\begindata\nA = 'xyz\n", "a.tpc", Code.UNBALANCED_QUOTE),
    "tab in a string": (b"KPL/PCK\n\\begindata\nA = 'x\ty'\n", "a.tpc", Code.TAB_IN_STRING),
    "unclosed list": (b"KPL/PCK\n\\begindata\nA = ( 1 2\n", "a.tpc", Code.UNCLOSED_LIST),
    "after a parenthesis": (b"KPL/PCK\n\\begindata\nA = ( 1 ) B = ( 2 )\n", "a.tpc", Code.BAD_ASSIGNMENT),
    "cut string": (b"KPL/PCK\n\\begindata\nA = '" + b"y" * 81 + b"'\n", "a.tpc", Code.STRING_TOO_LONG),
}  # fmt: skip
REFUSED = {
    "CRLF in a binary kernel": (made("craft_v1.bsp").replace(b"\n", b"\r\n"), "a.bsp", Code.FTP_DAMAGE),
    "transfer form": (b"DAFETF NAIF DAF ENCODED TRANSFER FILE\n'DAF/SPK '\n", "a.bsp", Code.TRANSFER_FORM),
    "a long line": (
        b"KPL/PCK\n\\begindata\nA = ( " + b"1 " * 80 + b")\nB = 1\n",
        "a.tpc",
        Code.LINE_TOO_LONG,
    ),
    "a long path": (
        f"KPL/MK\n\\begindata\nPATH_SYMBOLS=('A')\nPATH_VALUES=('{LONG_PATH}')\nKERNELS_TO_LOAD=('$A/a.bc')\n".encode(),
        "a.tm",
        Code.PATH_TOO_LONG,
    ),
}


@pytest.mark.parametrize("what", UNNOTICED)
def test_what_cspice_does_not_notice_is_told(what: str, tmp_path: Path) -> None:
    """CSPICE furnishes each of these without an error; the description tells what is wrong."""
    content, name, code = UNNOTICED[what]
    assert code in _codes(content, name)
    (tmp_path / name).write_bytes(content)
    spiceypy.kclear()
    spiceypy.furnsh(str(tmp_path / name))
    spiceypy.kclear()


@pytest.mark.parametrize("what", REFUSED)
def test_what_cspice_refuses_only_when_it_is_too_late_is_told(what: str, tmp_path: Path) -> None:
    """CSPICE refuses these with errors that name no cause; the description names it."""
    content, name, code = REFUSED[what]
    assert code in _codes(content, name)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(spiceypy.utils.exceptions.SpiceyError):
        spiceypy.furnsh(str(tmp_path / name))
    spiceypy.kclear()


def test_of_the_real_kernels_only_those_are_broken_that_people_find_broken() -> None:
    """Two files of 371 are broken: one is empty, one says `Test`."""
    root = needed() / "kernels"
    broken = {
        str(path.relative_to(root)) for path in kernels() if _describe(path.read_bytes(), path.name).broken
    }

    assert broken == {"npb/a/spk/mar097s.bsp", "npb/em16/dsk/em16_tgo_sc_bus_v01.bds"}
