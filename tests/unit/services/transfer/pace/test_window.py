"""Parts on their way at a time, over lines of all kinds."""

import pytest

from services.transfer.pace.window import LEAST, MOST, Window

PART = 512 * 1024


def sent_over(line: float, rate: float, *, parts: int = 400, window: Window | None = None) -> Window:
    """Return the window after parts went over a line that takes `line` seconds, and `rate` bytes a second."""
    window = window or Window(whole_bytes=PART)
    now = 0.0
    for _ in range(parts):
        # As many as are on their way share the line: each waits for those before it.
        took = max(line + PART / rate, window.size * PART / rate)
        now += took / window.size
        window.flying = window.size - 1
        window.answered(took, PART, now=now)
    return window


@pytest.mark.parametrize(
    ("line", "rate", "least", "most"),
    [
        (0.001, 2.5e6, LEAST, 4),  # 20 Mbit/s next door: the line is full with one
        (0.0005, 1e9, LEAST, 4),  # a local network: the server is the line
        (0.1, 12.5e6, 3, 6),  # 100 Mbit/s over a continent: 1.25 MB are on their way
        (0.2, 125e6, MOST, MOST),  # 1 Gbit/s around the world: 25 MB
    ],
)
def test_a_line_is_filled_and_no_queue_is_made(line: float, rate: float, least: int, most: int) -> None:
    """With as many parts as it holds, and some more."""
    assert least <= sent_over(line, rate).size <= most


def test_a_line_that_became_slow_has_fewer_soon() -> None:
    """And one that became long has more: what was the shortest is forgotten."""
    window = sent_over(0.2, 125e6)
    sent_over(0.2, 2.5e6, window=window, parts=100)
    assert window.size <= 5
    sent_over(0.2, 125e6, window=window)
    assert window.size == MOST


def test_what_was_on_its_way_at_once_cuts_once() -> None:
    """A store that is full refuses all of it."""
    window = sent_over(0.2, 125e6)
    for _ in range(MOST):
        window.lost(now=1e6)
    assert window.size == int(MOST * 0.7)


def test_small_parts_tell_nothing() -> None:
    """The last of a pack is quicker than any other."""
    window = Window(whole_bytes=PART)
    window.answered(0.001, PART // 2, now=1.0)
    window.answered(0.2, PART, now=1.2)
    for number in range(3):
        window.answered(0.2, PART, now=2.0 + number)
    assert window.size == 4


def test_a_single_part_is_measured_once_those_before_it_came() -> None:
    """What was on its way with others took as long as these."""
    window = sent_over(0.1, 12.5e6)
    before, now = window.size, 1e6
    window.answered(0.2, PART, now=now)
    assert window.size == 1
    for _ in range(before - 1):
        window.answered(0.2, PART, now=now)
    assert window.size == 1
    window.answered(0.15, PART, now=now)
    assert window.size == before


def test_its_bounds_are_kept() -> None:
    """Those of the settings."""
    assert sent_over(0.2, 125e6, window=Window(least=1, most=6, whole_bytes=PART)).size == 6
    window = Window(least=3, most=3)
    window.answered(0.2, PART, now=1.0)
    assert window.size == 3
