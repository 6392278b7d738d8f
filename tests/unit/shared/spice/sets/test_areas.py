"""Kernels of a shape that add to each other are found, and those that do not."""

import math

import pytest

from shared.spice.coverage.model import Interval
from shared.spice.sets.areas import EDGE, RECTANGLES_MAX, TURN, area_of
from shared.spice.sets.model import Candidate, Piece
from shared.spice.sets.surface import loaded_together

POLES = (-math.pi / 2, math.pi / 2)
ALL = (-math.pi, math.pi)


def piece(name: str, *segments: tuple[Interval, Interval], system: int = 1) -> Piece:
    """Return a kernel that covers parts of a surface."""
    candidate = Candidate(name, name, "dsk", "das", 0, (0,))  # type: ignore[arg-type]
    return Piece(candidate, 10_021, 1, ((0.0, 1.0),), area_of((system, *one) for one in segments))


def named(pieces: list[Piece]) -> list[str]:
    """Return the names of what is loaded together."""
    return sorted(one.candidate.path for one in loaded_together(pieces))


def test_halves_are_needed_together_in_whatever_turn_they_are_written() -> None:
    """Longitudes go from -180 to 180 degrees, or from 0 to 360, and past zero."""
    east, west = piece("east", ((0.0, math.pi), POLES)), piece("west", ((-math.pi, 0.0), POLES))
    again = piece("again", ((math.pi, TURN), POLES))
    middle = piece("middle", ((-math.pi / 2, math.pi / 2), POLES))

    assert named([east, west]) == ["east", "west"]
    assert named([east, west, again]) == ["east", "west"]
    assert named([middle, again]) == ["again", "middle"]
    assert named([east, middle, west]) == ["east", "west"]


def test_what_lies_within_others_adds_nothing() -> None:
    """Neither a part of the whole, nor one of two tiles together."""
    whole, cap = piece("whole", (ALL, POLES)), piece("cap", (ALL, (1.0, POLES[1])))
    south, north = piece("south", (ALL, (POLES[0], 0.1))), piece("north", (ALL, (0.0, POLES[1])))
    belt = piece("belt", ((0.0, 1.0), (-0.5, 0.5)))

    assert named([cap, whole]) == ["whole"]
    assert named([south, north, belt]) == ["north", "south"]


@pytest.mark.parametrize("system", [2, 3, 7])
def test_other_coordinates_are_taken_for_the_whole(system: int) -> None:
    """So is what has no extent, and a kernel of which one segment is so."""
    box = piece("box", ((-1.0, 1.0), (-1.0, 1.0)), system=system)
    flat = piece("flat", ((1.0, 1.0), POLES))

    assert (box.area, flat.area) == ((), ())
    assert area_of([(1, ALL, POLES), (system, ALL, POLES)]) == ()


def test_very_many_rectangles_are_one_around_them() -> None:
    """A kernel has up to a thousand segments."""
    those = [(1, (one / 1000, one / 1000 + 0.0005), (0.0, 0.1)) for one in range(RECTANGLES_MAX + 1)]

    assert area_of(those) == ((0.0, RECTANGLES_MAX / 1000 + 0.0005, 0.0, 0.1),)


@pytest.mark.parametrize("width", [1e-9, 1e-6, 5e-4])
def test_a_landing_site_is_a_part_however_small(width: float) -> None:
    """Alone, beside its like, apart from a larger one, and within one, where it adds nothing."""
    sites = [piece(f"s{at}", ((at * width, (at + 1) * width), (0.3, 0.3 + width))) for at in range(9)]
    apart, around = piece("apart", ((2.0, 2.1), (0.3, 0.4))), piece("around", ((0.0, 0.1), (0.2, 0.4)))

    assert named(sites[:1]) == ["s0"]
    assert named([sites[0], apart]) == ["apart", "s0"]
    assert named([*sites, around]) == ["around"]
    if width > EDGE:
        assert named(sites) == [f"s{at}" for at in range(9)]


def test_bounds_that_were_rounded_leave_no_part() -> None:
    """Of a newer kernel by some more digits, nor between tiles that meet."""
    old, new = piece("old", ((0.1, 0.2), (0.1, 0.2))), piece("new", ((0.1, 0.2 + 5e-8), (0.1 - 5e-8, 0.2)))
    west, east = piece("west", ((0.1, 0.15), (0.1, 0.2))), piece("east", ((0.15 + 5e-8, 0.2), (0.1, 0.2)))

    assert named([old, new]) in (["new"], ["old"])
    assert named([east, west]) == ["east", "west"]
    assert named([west, east, old]) == ["old"]
