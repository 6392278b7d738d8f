"""The search for a page of frames, whatever share of all has the value."""

import pytest

from services.archive.query.pace import FOUND_MAX, PER_FETCHED, WORK_MAX, ByWords, InOrder, Pace

DAILY = 2000
"""Frames of a day."""


class _Archive:
    """Frames without end, of which each has the value once in `every`, and one in `seen` of these fits."""

    def __init__(self, *, every: int, seen: int = 1, daily: int = DAILY) -> None:
        self.every, self.seen, self.daily = every, seen, daily
        self.passed = self.fetched = self.read = self.found = self.steps = 0

    def page(self, wanted: int) -> bool:
        """Look for a page; tell whether it was not given up."""
        pace = Pace(wanted)
        while self.found < wanted:
            self.steps += 1
            match pace.next():
                case None:
                    return False
                case InOrder(frames):
                    having, fitting = self._pass(frames)
                    self.read += frames
                    pace.read(frames=frames, days=frames / self.daily, having=having, fitting=fitting)
                case ByWords(days):
                    if days * self.daily // self.every > FOUND_MAX:
                        self.fetched += FOUND_MAX
                        pace.found_too_many(days=days)
                        continue
                    having, fitting = self._pass(days * self.daily)
                    self.fetched += having
                    pace.found(days=days, having=having, fitting=fitting)
        return True

    def _pass(self, frames: int) -> tuple[int, int]:
        before, self.passed = self.passed, self.passed + frames
        having = self.passed // self.every - before // self.every
        of_them = self.passed // self.every // self.seen - before // self.every // self.seen
        self.found += of_them
        return having, of_them


@pytest.mark.parametrize("daily", [3, 200, DAILY, 20_000])
@pytest.mark.parametrize("every", [1, 2, 8, 19, 21, 50, 150, 400, 4000, 1_000_000])
@pytest.mark.parametrize("seen", [1, 5])
def test_a_page_costs_little_however_rare_the_value_is(every: int, seen: int, daily: int) -> None:
    """Frames that are fetched, and those that are read in order at their part of that cost."""
    archive = _Archive(every=every, seen=seen, daily=daily)
    assert archive.page(101)
    assert archive.fetched + archive.read / PER_FETCHED <= max(2000, 101 * seen * 7)
    assert archive.steps <= 12


def test_it_is_given_up_where_nothing_that_has_the_value_fits() -> None:
    """In bounded time, in order and in the index."""
    for every in (1, 400):
        archive = _Archive(every=every, seen=1_000_000)
        assert not archive.page(101)
        assert archive.fetched + archive.read / PER_FETCHED <= WORK_MAX + FOUND_MAX


def test_a_window_that_was_too_long_is_made_shorter() -> None:
    """And a day that has too many frames is read in order."""
    pace = Pace(100)
    pace.read(frames=400, days=0.2, having=0, fitting=0)
    windows = [4]
    pace.found(days=4, having=0, fitting=0)
    while isinstance(step := pace.next(), ByWords):
        windows.append(step.days)
        pace.found_too_many(days=step.days)
    assert windows == [4, 64, 4, 1]
    assert isinstance(step, InOrder)
