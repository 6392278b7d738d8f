"""DAS files: their records, directories, comments and the segments of DSKs."""

import struct
from pathlib import Path

import pytest
import spiceypy

from shared.spice.das.comments import das_comments
from shared.spice.das.directories import Layout, Word, read_layout
from shared.spice.das.dsk import dsk_segments
from shared.spice.das.file_record import decode_record
from shared.spice.ftp_string import Transfer
from shared.spice.reading import BytesReader, MalformedKernelError
from tests.kernels.made import DAY, made
from tests.kernels.real import kernels

NAMES = ["phobos_v1.bds", "events_v1.bes"]


def _layout(content: bytes) -> Layout:
    source = BytesReader(content)
    return read_layout(source, decode_record(source))


def _theirs(path: Path) -> tuple[str, tuple[int, ...]]:
    """Return CSPICE's comments, and its last addresses of characters, doubles and integers."""
    handle = spiceypy.dasopr(str(path))
    lines: list[str] = []
    done = False
    while not done:
        count, buffer, done = spiceypy.dasec(handle, 100, 1000)
        lines += [line.rstrip() for line in buffer[:count]]
    last = spiceypy.daslla(handle)
    spiceypy.dascls(handle)
    return "\n".join(lines).rstrip("\n"), tuple(last)


def _check(path: Path) -> None:
    content = path.read_bytes()
    source, layout = BytesReader(content), _layout(content)
    comments, last = _theirs(path)
    assert das_comments(source, layout.record) == comments
    per_record = {Word.CHARACTER: 1024, Word.DOUBLE: 128, Word.INTEGER: 256}
    for word, count in zip(Word, last, strict=True):
        records = sum(each.records for each in layout.by_word[word])
        assert (records - 1) * per_record[word] < count <= records * per_record[word] or count == records == 0
    assert layout.needed <= len(content)
    assert layout.record.transfer is Transfer.INTACT


@pytest.mark.parametrize("name", NAMES)
def test_records_and_comments_are_those_that_cspice_gives(name: str, tmp_path: Path) -> None:
    """The clusters hold as many words of each type as CSPICE counts, and the file ends where they end."""
    (tmp_path / name).write_bytes(made(name))
    _check(tmp_path / name)
    assert _layout(made(name)).needed == len(made(name))


def test_records_and_comments_of_real_files_are_those_that_cspice_gives() -> None:
    """Every real DAS file, of either byte order, is whole by its directories, and its comments agree."""
    for path in kernels():
        if path.read_bytes()[:4] == b"DAS/":
            _check(path)


def test_segments_of_a_dsk_tell_body_frame_and_times() -> None:
    """The descriptor of a segment is read through the linked list."""
    source = BytesReader(made("phobos_v1.bds"))
    [segment] = dsk_segments(source, read_layout(source, decode_record(source)))

    assert (segment.surface, segment.body, segment.data_class, segment.data_type) == (1, 401, 2, 2)
    assert (segment.start, segment.stop) == (-100 * DAY, 100 * DAY)
    assert segment.bounds[4:] == (1.0, 20.0)


def test_segments_of_real_dsks_are_those_that_cspice_gives() -> None:
    """Times, codes and bounds of each segment agree with CSPICE's descriptor."""
    for path in kernels():
        content = path.read_bytes()
        if not content.startswith(b"DAS/DSK"):
            continue
        source = BytesReader(content)
        handle = spiceypy.dasopr(str(path))
        theirs = spiceypy.dskgd(handle, spiceypy.dlabfs(handle))
        spiceypy.dascls(handle)
        ours = next(iter(dsk_segments(source, _layout(content))))
        assert (ours.surface, ours.body, ours.frame) == (theirs.surfce, theirs.center, theirs.frmcde)
        assert (ours.start, ours.stop) == (theirs.start, theirs.stop)


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [
        (68, -1, "comment records"),
        (76, 2**30, "cannot hold"),
        (80, 5, "0 comment records"),
        (1024 + 4, 2, "follows itself"),
        (1024 + 4, 2**30, "outside"),
        (1024 + 32, 7, "no type"),
    ],
)
def test_numbers_that_lie_are_refused(at: int, value: int, words: str) -> None:
    """Impossible counts, and pointers that leave the file or go in a circle, are named."""
    content = bytearray(made("phobos_v1.bds"))
    struct.pack_into("<i", content, at, value)

    with pytest.raises(MalformedKernelError, match=words):
        _layout(bytes(content))


def test_clusters_follow_each_other_both_ways_round_the_circle_of_types() -> None:
    """A positive size goes from characters to doubles to integers and on, a negative one goes back."""
    sizes = [2, -1, -3, 4, 1, 1, -5]
    words = [0, 0, 1, 1, 1, 1, 1, 1, Word.INTEGER, *sizes, *[0] * (256 - 9 - len(sizes))]
    content = made("phobos_v1.bds")[:1024] + struct.pack("<256i", *words)

    layout = _layout(content)

    order = sorted((each.first, word.name, each.records) for word in Word for each in layout.by_word[word])
    assert order == [
        (3, "INTEGER", 2),
        (5, "DOUBLE", 1),
        (6, "CHARACTER", 3),
        (9, "DOUBLE", 4),
        (13, "INTEGER", 1),
        (14, "CHARACTER", 1),
        (15, "INTEGER", 5),
    ]
    assert layout.records == 19


def test_a_linked_list_that_lies_is_refused() -> None:
    """A segment that is its own successor, or that lies nowhere, ends the walk with the reason."""
    content = made("phobos_v1.bds")
    descriptor = struct.pack("<3i", -1, -1, 11)
    place = content.index(descriptor)
    for forward, words in ((4, "follows itself"), (10**9, "beyond"), (-7, "beyond")):
        changed = content[:place] + struct.pack("<3i", -1, forward, 11) + content[place + 12 :]
        source = BytesReader(changed)
        with pytest.raises(MalformedKernelError, match=words):
            list(dsk_segments(source, _layout(changed)))
