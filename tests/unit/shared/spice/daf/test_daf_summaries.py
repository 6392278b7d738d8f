"""The chain of summaries of a DAF."""

import struct
from pathlib import Path

import pytest
import spiceypy

from shared.spice.daf.comments import daf_comments
from shared.spice.daf.file_record import RECORD, decode_record
from shared.spice.daf.summaries import Segment, out_of_place, segments
from shared.spice.reading import BytesReader, MalformedKernelError
from tests.kernels.made import COMMENTS, big_endian, made, old
from tests.kernels.real import kernels

DAFS = ["craft_v1.bsp", "many_v1.bsp", "craft_v1.bc", "craft12_v1.bc", "craft5_v1.bc", "frame_v1.bpc"]


def _ours(content: bytes) -> list[Segment]:
    source = BytesReader(content)
    return list(segments(source, decode_record(source)))


def _theirs(path: Path) -> list[Segment]:
    nd, ni = (2, 5) if spiceypy.getfat(str(path))[1] == "PCK" else (2, 6)
    handle = spiceypy.dafopr(str(path))
    spiceypy.dafbfs(handle)
    found = []
    while spiceypy.daffna():
        doubles, integers = spiceypy.dafus(spiceypy.dafgs(), nd, ni)
        found.append(Segment(tuple(doubles), tuple(map(int, integers)), spiceypy.dafgn(100).strip()))
    spiceypy.dafcls(handle)
    return found


@pytest.mark.parametrize("name", DAFS)
def test_segments_are_those_that_cspice_gives(name: str, tmp_path: Path) -> None:
    """Doubles, integers and names agree, in order, in either byte order and without a format word."""
    (tmp_path / name).write_bytes(made(name))
    expected = _theirs(tmp_path / name)

    assert _ours(made(name)) == expected
    assert _ours(big_endian(made(name))) == expected
    assert _ours(old(made(name))) == expected


def test_segments_of_real_kernels_are_those_that_cspice_gives() -> None:
    """Over every real DAF the independent walk of CSPICE agrees, and no segment lies out of place."""
    for path in kernels():
        content = path.read_bytes()
        if content.startswith((b"DAF/", b"NAIF/DAF")):
            found = _ours(content)
            assert found == _theirs(path), path
            record = decode_record(BytesReader(content))
            assert not any(out_of_place(segment, record) for segment in found)


def _with(content: bytes, number: int, **words: float) -> bytes:
    """Return a DAF with a pointer of a summary record replaced: `following`, `prior` or `held`."""
    out = bytearray(content)
    for name, value in words.items():
        at = (number - 1) * RECORD + 8 * ("following", "prior", "held").index(name)
        struct.pack_into("<d", out, at, value)
    return bytes(out)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"following": float("nan")}, "no record numbers"),
        ({"following": 1e300}, "no record numbers"),
        ({"following": -3.0}, "no record numbers"),
        ({"following": 2.5}, "no record numbers"),
        ({"following": 90000.0}, "outside"),
        ({"prior": 7.0}, "follows 7"),
        ({"held": 26.0}, "more than fit"),
    ],
)
def test_a_chain_that_lies_is_refused(words: dict[str, float], message: str) -> None:
    """Pointers that are no numbers, leave the file, or disagree, end the walk with the reason."""
    content = made("many_v1.bsp")
    first = decode_record(BytesReader(content)).first_summary

    with pytest.raises(MalformedKernelError, match=message):
        _ours(_with(content, first, **words))


def test_a_chain_that_goes_in_a_circle_ends() -> None:
    """A record that is its own successor is read once."""
    content = made("many_v1.bsp")
    first = decode_record(BytesReader(content)).first_summary

    with pytest.raises(MalformedKernelError, match="follows itself"):
        _ours(_with(content, first, following=float(first), prior=0.0))


def test_segments_whose_data_cannot_be_are_named() -> None:
    """Addresses before the first record, backwards, or beyond the first free one are out of place."""
    record = decode_record(BytesReader(made("craft_v1.bsp")))

    for begin, end in ((5, 700), (900, 800), (800, record.free)):
        assert out_of_place(Segment((0.0, 1.0), (1, 2, 1, 9, begin, end), "S"), record)
    assert out_of_place(Segment((0.0, 1.0), (1, 2, 1, 9, 800, record.free - 1), "S"), record) is None


def test_comments_are_read_back() -> None:
    """The comment area gives the lines that were written, in old files too."""
    for content in (made("craft_v1.bsp"), big_endian(made("craft_v1.bsp"))):
        source = BytesReader(content)
        assert daf_comments(source, decode_record(source)) == "\n".join(COMMENTS)
