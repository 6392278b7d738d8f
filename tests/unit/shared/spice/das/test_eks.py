"""Tables of EKs, and when their rows are."""

import struct

import pytest
import spiceypy

from shared.spice.coverage.model import Subject
from shared.spice.das.directories import Word, read_layout
from shared.spice.das.ek import ek_tables
from shared.spice.das.ek_trees import EkPages
from shared.spice.das.file_record import decode_record
from shared.spice.describe.describe import describe
from shared.spice.describe.model import Description
from shared.spice.kinds.kind import Family
from shared.spice.problems import Code
from shared.spice.reading import BytesReader
from tests.kernels import real
from tests.kernels.made import DAY, EK_ROWS, made

QUERIES = {
    "S99_CIMSSSUPa.bep": "SELECT BEGIN_TIME, END_TIME FROM CASSINI_SP_REQUEST",
    "lroevnt_2010193_2010200_v01.bes": "SELECT EVT_TIME FROM LRO_EVENTS",
}
"""Real ones of either byte order, and all times in them."""


def _told(content: bytes) -> Description:
    return describe(BytesReader(content), "events_v1.bes")


def test_rows_are_covered_from_their_first_time_to_their_last() -> None:
    """Ends that lack and lists over several pages are told; a table without times has no coverage."""
    told = _told(made("spans_v1.bes"))
    (coverage,) = told.coverage
    assert [one.name for one in told.segments] == ["SPANS"]
    assert (coverage.subject, coverage.code, coverage.exact) == (Subject.TABLE, 1, True)
    for (start, stop), row in zip(coverage.intervals, range(EK_ROWS), strict=True):
        marks = 0.0 if row % 2 == 0 else 149.0 + row % 150
        assert (start, stop) == (row * DAY, row * DAY + max(marks, 0.0 if row % 3 == 0 else 600.0))


def test_tables_that_were_loaded_fast_have_their_times_in_a_row() -> None:
    """Values of all rows follow each other over pages, with a flag for each that lacks."""
    source = BytesReader(made("fast_v1.bes"))
    ((table, rows),) = ek_tables(source, read_layout(source, decode_record(source)))
    assert (table.name, table.rows) == ("FAST", EK_ROWS)
    assert [one.start for one in rows] == [row * DAY for row in range(EK_ROWS) if row % 3]


def test_rows_of_one_time_are_covered_from_the_first_to_the_last() -> None:
    """Gaps between events are none of the file: the coverage is not exact."""
    (coverage,) = _told(made("events_v1.bes")).coverage
    assert (coverage.intervals, coverage.exact) == (((0.0, DAY),), False)


@pytest.mark.parametrize("name", QUERIES)
def test_real_tables_are_covered_as_cspice_finds_their_times(name: str) -> None:
    """The first and the last time of all rows, to the bit."""
    path = real.needed() / "kernels/npb/kernels/ek" / name
    spiceypy.furnsh([str(real.needed() / "kernels/isis/naif0012.tls"), str(path)])
    try:
        rows, *_ = spiceypy.ekfind(QUERIES[name], 200)
        columns = QUERIES[name].count(",") + 1
        times = [spiceypy.ekgd(column, row, 0)[0] for row in range(rows) for column in range(columns)]
    finally:
        spiceypy.kclear()
    (coverage,) = _told(path.read_bytes()).coverage
    assert (coverage.intervals[0][0], coverage.intervals[-1][1]) == (min(times), max(times))


def test_damage_is_told_and_never_raises() -> None:
    """Whichever integer of the first pages is overwritten, there is a description."""
    content = made("events_v1.bes")
    for place in range(1024, len(content) - 4, 4 * 31):
        for value in (-1, 2**31 - 1):
            damaged = content[:place] + struct.pack("<i", value) + content[place + 4 :]
            assert _told(damaged).glance.kind.family is Family.EK


def test_trees_that_cannot_be_are_told() -> None:
    """A depth, a number of keys and an architecture beyond all bounds make a problem each, and no loop."""
    content = made("events_v1.bes")
    source = BytesReader(content)
    layout = read_layout(source, decode_record(source))
    integers = (layout.by_word[Word.INTEGER][0].first - 1) * 1024
    root = EkPages(source, layout).integer(257)
    for address, words in ((1, "architecture"), (root * 256 + 4, "depth"), (root * 256 + 5, "keys")):
        place = integers + (address - 1) * 4
        damaged = content[:place] + struct.pack("<i", 9_999) + content[place + 4 :]
        assert [words in one.detail for one in _told(damaged).problems if one.code is Code.BAD_SEGMENTS] == [
            True
        ]
