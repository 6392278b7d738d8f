"""Of a surface the same shapes count at a time, whatever other times are asked for."""

import math

from hypothesis import given
from hypothesis import strategies as st

from shared.spice.coverage.intervals import common
from shared.spice.coverage.model import Interval
from shared.spice.sets.model import Candidate, Piece
from shared.spice.sets.surface import both_have, loaded_together

Box = tuple[int, int, int, int]
"""West, east, from when, to when."""


def piece(name: str, box: Box, *, quality: int = 0) -> Piece:
    """Return a kernel of a sector, tenths of a radian wide, from pole to pole."""
    candidate = Candidate(name, name, "dsk", "das", quality, (0,))  # type: ignore[arg-type]
    area = ((box[0] / 10, box[1] / 10, -math.pi / 2, math.pi / 2),)
    return Piece(candidate, 10_014, 1, ((float(box[2]), float(box[3])),), area)


def used(boxes: dict[str, Box], window: Interval) -> set[str]:
    """Return the kernels that are used over a window."""
    kept = loaded_together(piece(name, box) for name, box in boxes.items())
    return {one.candidate.path for one in kept if common(one.intervals, [window])}


def test_a_gap_of_one_part_is_seen_beside_another_that_has_none() -> None:
    """The west is there all the time; the east by a kernel each year, of which the later is wider."""
    boxes = {"west": (0, 31, 0, 20), "east1": (31, 62, 0, 10), "east2": (30, 62, 10, 20)}

    assert used(boxes, (0.0, 20.0)) == {"west", "east1", "east2"}
    assert used(boxes, (0.0, 5.0)) == {"west", "east1"}
    assert used(boxes, (15.0, 25.0)) == {"west", "east2"}


def test_what_lies_within_others_is_left_out_where_these_have_no_gap() -> None:
    """A cap of the west is not needed for a gap in the east."""
    boxes = {"west": (0, 31, 0, 20), "east": (31, 62, 0, 10), "cap": (5, 10, 0, 20)}

    assert used(boxes, (0.0, 20.0)) == {"west", "east"}


def test_of_shapes_that_follow_each_other_both_count_where_both_have_a_time() -> None:
    """CSPICE takes the outermost, and so it does where a list asks for a time of each alone, too."""
    kept = loaded_together([piece("old", (0, 62, 0, 11)), piece("later", (0, 62, 9, 20))])

    told = [{one.candidate.path for one in pair} for pair in both_have(kept, [(10.0, 10.0), (15.0, 15.0)])]
    assert told == [{"old", "later"}]
    assert both_have(kept, [(1.0, 8.0), (15.0, 15.0)]) == []


def test_a_lesser_shape_counts_where_it_meets_no_better_one() -> None:
    """It would be taken for the better one wherever it is the outer of both."""
    better, lesser = piece("better", (0, 62, 10, 20), quality=1), piece("lesser", (0, 62, 0, 11))
    apart, wider = piece("apart", (0, 62, 0, 10)), piece("wider", (0, 63, 0, 11))

    assert loaded_together([lesser, better]) == [better]
    assert {one.candidate.path for one in loaded_together([apart, better])} == {"apart", "better"}
    assert {one.candidate.path for one in loaded_together([wider, better])} == {"wider", "better"}


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(0, 9), st.integers(1, 9)), max_size=8
    )
)
def test_what_some_kernel_has_at_a_time_one_of_those_used_has(drawn: list[Box]) -> None:
    """At each place and time; and each of them has something that the others lack."""
    boxes = {
        str(at): (west, min(west + width, 62), start, start + long)
        for at, (west, width, start, long) in enumerate(drawn)
    }
    kept = used(boxes, (0.0, 20.0))
    owners: set[frozenset[str]] = set()
    for tenth in range(62):
        for time in range(20):
            having = frozenset(name for name, box in boxes.items() if _has(box, tenth + 0.5, time + 0.5))
            assert not having or having & kept
            owners.add(having & kept)
    assert {frozenset([name]) for name in kept} <= owners


def _has(box: Box, tenth: float, time: float) -> bool:
    return box[0] < tenth < box[1] and box[2] < time < box[3]
