"""Coverage of kernels, against CSPICE."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
import spiceypy

from shared.spice.coverage import daf_coverage as limits
from shared.spice.coverage.daf_coverage import daf_coverage, segment_info
from shared.spice.coverage.intervals import clipped, gaps, union
from shared.spice.coverage.model import Coverage, Interval, Scale, Subject
from shared.spice.coverage.to_tdb import in_tdb
from shared.spice.daf.file_record import decode_record
from shared.spice.daf.summaries import segments
from shared.spice.kinds.identify import identify
from shared.spice.kinds.kind import Family
from shared.spice.reading import BytesReader, MalformedKernelError
from shared.spice.text.parser import parse
from shared.spice.times.clock import clock_of, clocks
from shared.spice.times.leap_seconds import leap_seconds
from tests.kernels.made import BUS, DAY, LSK, SCLK, SPACECRAFT, big_endian, made
from tests.kernels.real import kernels, needed

CKS = ["craft_v1.bc", "craft12_v1.bc", "craft4_v1.bc", "craft5_v1.bc", "craft6_v1.bc"]
DAFS = ["craft_v1.bsp", "many_v1.bsp", "frame_v1.bpc", *CKS]
MICROSECOND = 1e-6


def _ours(content: bytes) -> tuple[Coverage, ...]:
    source = BytesReader(content)
    record = decode_record(source)
    family = identify(source, "").family
    return daf_coverage(source, record, family, list(segments(source, record)))


def _intervals(cell: spiceypy.utils.support_types.SpiceCell) -> tuple[Interval, ...]:
    return tuple(tuple(spiceypy.wnfetd(cell, at)) for at in range(spiceypy.wncard(cell)))


def _theirs(path: Path, family: Family, scale: str = "SCLK") -> dict[int, tuple[Interval, ...]]:
    name, found = str(path), {}
    objects = {Family.SPK: spiceypy.spkobj, Family.CK: spiceypy.ckobj, Family.PCK: spiceypy.pckfrm}[family]
    for code in [*objects(name)] if family is not Family.PCK else _frames(name):
        cell = spiceypy.cell_double(200_000)
        if family is Family.SPK:
            spiceypy.spkcov(name, code, cell)
        elif family is Family.PCK:
            spiceypy.pckcov(name, code, cell)
        else:
            spiceypy.ckcov(name, code, False, "INTERVAL", 0.0, scale, cell)
        found[int(code)] = _intervals(cell)
    return found


def _frames(name: str) -> list[int]:
    cell = spiceypy.cell_int(1000)
    spiceypy.pckfrm(name, cell)
    return list(cell)


def _check(path: Path, content: bytes) -> None:
    family = identify(BytesReader(content), path.name).family
    ours = {each.code: each.intervals for each in _ours(content)}
    assert ours == _theirs(path, family), path


@pytest.mark.parametrize("turn", [bytes, big_endian])
@pytest.mark.parametrize("name", DAFS)
def test_coverage_is_that_of_cspice(name: str, turn: type[bytes], tmp_path: Path) -> None:
    """Bodies, frames and instruments are covered to the bit as CSPICE tells, in either byte order."""
    content = turn(made(name))
    (tmp_path / name).write_bytes(content)
    _check(tmp_path / name, content)


def test_coverage_of_real_kernels_is_that_of_cspice() -> None:
    """Every SPK, CK and binary PCK of the real kernels agrees to the bit, CKs in ticks."""
    for path in kernels():
        content = path.read_bytes()
        if content.startswith(b"DAF/"):
            _check(path, content)


def _cks_with_clocks() -> list[tuple[str, str]]:
    em16, ladee = "npb/em16/", "npb/ladee_spice/"
    return [
        (
            em16 + "ck/em16_tgo_hga_ssm_20190101_20190519_s20190703_v01.bc",
            em16 + "sclk/em16_tgo_step_20190703.tsc",
        ),
        ("npb/kernels/ck/mro_sc_psp_210706_210712.bc", "npb/kernels/sclk/MRO_SCLKSCET.00101.65536.tsc"),
        ("npb/kernels/ck/insight_ida_enc_200829_201220_v1.bc", "npb/kernels/sclk/NSY_SCLKSCET.00019.tsc"),
        (ladee + "ck/ladee_14030_14108_v04.bc", ladee + "sclk/ladee_clkcor_13250_14108_v01.tsc"),
        ("npb/mars2020_spice/ck/m2020_edl_v01.bc", "npb/mars2020_spice/sclk/m2020_168_sclkscet_00007.tsc"),
        ("npb/kplo_spice/ck/kplo_sc_230117_230121_v01.bc", "npb/kplo_spice/sclk/kplo_200926_000100.tsc"),
    ]


def _agrees_in_tdb(ck: Path, clock_text: bytes, lsk_text: bytes) -> int:
    pool, leaps = parse(clock_text).pool(), leap_seconds(parse(lsk_text).pool())
    count = 0
    theirs = _theirs(ck, Family.CK, "TDB")
    for coverage in _ours(ck.read_bytes()):
        ours = in_tdb(coverage, clocks(pool)[clock_of(coverage.code, {})], leaps)
        assert ours.scale is Scale.TDB
        assert len(ours.intervals) == len(theirs[coverage.code])
        for mine, other in zip(ours.intervals, theirs[coverage.code], strict=True):
            assert mine == pytest.approx(other, abs=MICROSECOND, rel=0)
        count += len(ours.intervals)
    return count


@pytest.mark.parametrize(("ck", "sclk"), _cks_with_clocks())
def test_coverage_of_real_cks_in_tdb_is_that_of_cspice_to_the_microsecond(ck: str, sclk: str) -> None:
    """With its clock and the leap seconds, each interval of a CK agrees."""
    root = needed() / "kernels"
    lsk = root / "ale/naif0012.tls"
    spiceypy.kclear()
    spiceypy.furnsh([str(lsk), str(root / sclk)])
    assert _agrees_in_tdb(root / ck, (root / sclk).read_bytes(), lsk.read_bytes())
    spiceypy.kclear()


def test_coverage_of_a_made_ck_in_tdb_is_that_of_cspice(tmp_path: Path) -> None:
    """The same with a clock of our own making, whose ticks stand still at a change of partition."""
    for name, text in (("k.tls", LSK), ("k.tsc", SCLK)):
        (tmp_path / name).write_text(text)
    spiceypy.kclear()
    spiceypy.furnsh([str(tmp_path / "k.tls"), str(tmp_path / "k.tsc")])
    for name in CKS:
        (tmp_path / name).write_bytes(made(name))
        assert _agrees_in_tdb(tmp_path / name, SCLK.encode(), LSK.encode())
    spiceypy.kclear()


def test_gaps_inside_of_ck_segments_are_kept() -> None:
    """One segment with three interpolation intervals gives three, the last an instant."""
    [coverage] = _ours(made("craft_v1.bc"))
    assert (coverage.subject, coverage.code, coverage.exact) == (Subject.INSTRUMENT, BUS, True)
    assert coverage.intervals == ((1e7, 1e7 + 24_900), (2e7, 2e7 + 5_950), (3e7, 3e7))


def test_more_intervals_than_the_bound_are_told_as_whole_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: beyond it the coverage says that it is not exact."""
    monkeypatch.setattr(limits, "INTERVALS_MAX", 100)
    second, singles = _ours(made("craft12_v1.bc"))
    assert not singles.exact
    assert not second.exact
    assert len(singles.intervals) == len(second.intervals) == 1


@pytest.mark.parametrize("name", CKS)
@pytest.mark.parametrize("value", [0.0, -1.0, 2.5, 1e300, float("nan")])
def test_numbers_of_a_ck_segment_that_lie_never_lead_out_of_it(name: str, value: float) -> None:
    """Whichever of its last twenty numbers lies, the reading ends, refused or inside of the segment."""
    source = BytesReader(made(name))
    record = decode_record(source)
    first, *_ = segments(source, record)
    for from_end in range(20):
        content = bytearray(made(name))
        struct.pack_into("<d", content, (first.end - 1 - from_end) * 8, value)
        with suppress(MalformedKernelError):
            for coverage in _ours(bytes(content)):
                assert all(start <= stop for start, stop in coverage.intervals)


@pytest.mark.parametrize("name", [each for each in CKS if each != "craft12_v1.bc"])
def test_a_count_of_zero_is_refused(name: str) -> None:
    """The number of records, packets or mini-segments stands at a segment's end; none has no records."""
    source = BytesReader(made(name))
    [segment] = segments(source, decode_record(source))
    content = bytearray(made(name))
    struct.pack_into("<d", content, (segment.end - (6 if name == "craft4_v1.bc" else 1)) * 8, -1.0)

    with pytest.raises(MalformedKernelError):
        _ours(bytes(content))


def test_segments_tell_subject_center_and_type() -> None:
    """The summary's numbers are told by name."""
    source = BytesReader(made("craft_v1.bsp"))
    first, *_ = segments(source, decode_record(source))
    info = segment_info(first, Family.SPK)
    assert (info.code, info.relative_to, info.data_type) == (SPACECRAFT, 399, 9)
    assert (info.start, info.stop, info.name) == (0.0, DAY, "-999 FROM 0.0")


def test_unions_join_what_touches_and_gaps_are_what_is_left() -> None:
    """Windows as SPICE has them."""
    assert union([(3.0, 4.0), (0.0, 1.0), (1.0, 2.0), (0.5, 0.6), (9.0, 9.0)]) == (
        (0.0, 2.0),
        (3.0, 4.0),
        (9.0, 9.0),
    )
    assert gaps([(0.0, 2.0), (3.0, 4.0)], -1.0, 5.0) == ((-1.0, 0.0), (2.0, 3.0), (4.0, 5.0))
    assert gaps([(0.0, 2.0)], 0.5, 1.5) == ()
    assert gaps([], 0.0, 1.0) == ((0.0, 1.0),)
    assert gaps([(5.0, 6.0)], 0.0, 1.0) == ((0.0, 1.0),)
    assert list(clipped([(0.0, 1.0), (2.0, 3.0)], 1.0, 2.5)) == [(1.0, 1.0), (2.0, 2.5)]
