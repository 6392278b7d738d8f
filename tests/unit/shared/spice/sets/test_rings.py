"""Rings of frames and bodies."""

import pytest

from shared.spice.coverage.model import Interval
from shared.spice.sets.rings import Arc, ring_of, sentence


def arc(code: int, relative_to: int, *intervals: Interval, kernel: str = "") -> Arc:
    """Return what a kernel says of a frame."""
    return Arc("frame", code, relative_to, kernel or f"{code}.tf", *((intervals,) if intervals else ()))


@pytest.mark.parametrize(
    ("arcs", "ring"),
    [
        ([], []),
        ([arc(2, 1), arc(3, 2), arc(4, 2)], []),
        ([arc(1, 1)], [1]),
        ([arc(9, 2), arc(2, 3), arc(3, 2)], [2, 3]),
        ([arc(2, 3, (0.0, 5.0)), arc(3, 2, (6.0, 9.0))], []),
        ([arc(2, 3, (0.0, 5.0)), arc(3, 2, (4.0, 9.0))], [2, 3]),
        # A later kernel has the frame relative to something else, at all of the times, or at some.
        ([arc(2, 3), arc(3, 2), arc(2, 1)], []),
        ([arc(2, 3), arc(3, 2), arc(2, 1, (0.0, 5.0))], [2, 3]),
        # Between two rings, and on neither.
        ([arc(1, 2), arc(2, 1), arc(2, 5), arc(5, 6), arc(6, 5)], [5, 6]),
    ],
)
def test_a_ring_is_found_where_its_members_share_a_time(arcs: list[Arc], ring: list[int]) -> None:
    """By what CSPICE would follow: of several kernels with a time, the last."""
    assert sorted(one.code for one in ring_of(arcs)) == ring


def test_a_ring_is_told_with_its_kernels() -> None:
    """Whoever reads it can go to both of them."""
    assert sentence(ring_of([arc(2, 3), arc(3, 2)])) in (
        "frame 2 (2.tf), frame 3 (3.tf) are relative to each other, in a ring",
        "frame 3 (3.tf), frame 2 (2.tf) are relative to each other, in a ring",
    )
    assert sentence((arc(2, 2),)) == "frame 2 (2.tf) is relative to itself"
    assert "and 2 more" in sentence([arc(number, number + 1) for number in range(6)])


def test_many_frames_that_all_are_relative_to_each_other_take_no_time() -> None:
    """At times that differ: their number is bounded, and more count as a ring."""
    arcs = [arc(one, other, (one, one + 0.5)) for one in range(40) for other in range(40) if one != other]
    assert len(ring_of(arcs)) < 40


def test_a_long_row_of_frames_is_no_ring_and_one_that_ends_in_a_ring_is() -> None:
    """However long it is."""
    row = [arc(number, number + 1) for number in range(5_000)]
    assert ring_of(row) == ()
    assert ring_of([*row, arc(5_000, 4_999)])
