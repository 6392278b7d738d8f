"""A surface is covered over time, in whatever parts its kernels have it."""

import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.sets.cover import best_cover, without
from shared.spice.sets.model import Candidate, Piece, Used
from shared.spice.sets.surface import cover_surface

Box = tuple[int, int, int, int]
"""West, east, from when, to when."""


def piece(name: str, box: Box) -> Piece:
    """Return a kernel of a sector, tenths of a radian wide, from pole to pole."""
    candidate = Candidate(name, name, "dsk", "das", 0, (0,))  # type: ignore[arg-type]
    area = ((box[0] / 10, box[1] / 10, -math.pi / 2, math.pi / 2),)
    return Piece(candidate, 10_014, 1, ((float(box[2]), float(box[3])),), area)


def covered(boxes: dict[str, Box], window: Interval) -> tuple[set[str], list[Interval]]:
    """Return the kernels that are used over a window, and when there is none."""
    names: set[str] = set()

    def use(_: int, alike: Sequence[Piece], windows: Sequence[Interval]) -> tuple[list[Used], list[Interval]]:
        found, gaps = best_cover(windows, alike, lambda one: (one.candidate.path in names,))
        names.update(one.piece.candidate.path for one in found)
        return found, gaps

    bare = cover_surface([piece(name, box) for name, box in boxes.items()], [window], use)
    return names, bare


def test_a_gap_of_one_part_is_seen_beside_another_that_has_none() -> None:
    """The west is there all the time; the east by a kernel each year, of which the later is wider."""
    boxes = {"west": (0, 31, 0, 20), "east1": (31, 62, 0, 10), "east2": (30, 62, 10, 20)}

    assert covered(boxes, (0.0, 20.0)) == ({"west", "east1", "east2"}, [])
    assert covered(boxes, (0.0, 5.0)) == ({"west", "east1"}, [])
    assert covered(boxes, (15.0, 25.0)) == ({"west", "east2"}, [(20.0, 25.0)])


def test_what_lies_within_others_is_left_out_where_these_have_no_gap() -> None:
    """A cap of the west is not needed for a gap in the east."""
    boxes = {"west": (0, 31, 0, 20), "east": (31, 62, 0, 10), "cap": (5, 10, 0, 20)}

    assert covered(boxes, (0.0, 20.0)) == ({"west", "east"}, [])


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(0, 9), st.integers(1, 9)), max_size=8
    )
)
def test_what_some_kernel_has_at_a_time_one_of_those_used_has(drawn: list[Box]) -> None:
    """At each place and time; and what is told as bare is what none covers."""
    boxes = {
        str(at): (west, min(west + width, 62), start, start + long)
        for at, (west, width, start, long) in enumerate(drawn)
    }
    used, bare = covered(boxes, (0.0, 20.0))

    for tenth in range(62):
        for time in range(20):
            having = {name for name, box in boxes.items() if _has(box, tenth + 0.5, time + 0.5)}
            assert not having or having & used
    assert bare == without([(0.0, 20.0)], union((float(box[2]), float(box[3])) for box in boxes.values()))


def _has(box: Box, tenth: float, time: float) -> bool:
    return box[0] < tenth < box[1] and box[2] < time < box[3]
