"""Which losses of earlier looks count."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from services.manager.look.safeguards.recent_losses import AT_ONCE_SECONDS, RecentLosses

LONG = 10 * AT_ONCE_SECONDS


def note(
    recent: RecentLosses,
    lost: Iterable[str],
    *,
    now: float,
    files: int = 100,
    revision: int = 1,
    born: int = 0,
) -> None:
    """Note losses of files that all came with the commit `born`."""
    recent.add(now=now, known_files=files, revision=revision, lost=lost, stood_at=lambda _, at: born <= at)


def test_losses_are_remembered_for_the_window() -> None:
    """What is older than the window is forgotten; the baseline is that before the first loss."""
    recent = RecentLosses(window_seconds=60)
    note(recent, ["a", "b"], now=0, files=100)
    note(recent, ["c"], now=50, files=90)
    assert recent.earlier(now=55) == ({"a", "b", "c"}, 100)
    assert recent.earlier(now=61) == ({"c"}, 90)
    recent.clear()
    assert recent.earlier(now=61) == (frozenset(), 0)


def test_a_file_that_is_rewritten_again_and_again_is_one_loss() -> None:
    """A pipeline that updates the same files every minute does not pull the brake."""
    recent = RecentLosses(window_seconds=600)
    for minute in range(10):
        assert len(recent.earlier(now=60 * minute)[0]) == (40 if minute else 0)
        note(recent, [f"f{number}" for number in range(40)], now=60 * minute, revision=minute)


def test_losses_are_bounded() -> None:
    """Over the bound the oldest are forgotten."""
    recent = RecentLosses(window_seconds=60, paths_max=3)
    note(recent, ["a", "b"], now=0)
    note(recent, ["c", "a", "d"], now=1)
    assert recent.earlier(now=2) == ({"c", "a", "d"}, 100)


@given(st.integers(1, 40), st.integers(1, 200))
def test_products_that_come_and_go_are_no_more_losses_than_there_were_files(files: int, turns: int) -> None:
    """Where each new file replaces an old one under another name, the window does not add them up."""
    recent = RecentLosses(window_seconds=LONG)
    for turn in range(turns):
        # In each turn a file comes, and the one that came `files` turns before goes.
        note(
            recent,
            [f"f{turn}"],
            now=turn * AT_ONCE_SECONDS,
            files=files,
            revision=turn,
            born=turn + 1 - files,
        )
        counted, known = recent.earlier(now=turn * AT_ONCE_SECONDS)
        assert len(counted) <= files + 1, "those that there were at first, and the one of this minute"
        assert known == files


def test_what_came_since_the_first_loss_counts_where_it_goes_at_once() -> None:
    """A delivery that is emptied look by look is one act, though something was deleted before it came."""
    recent = RecentLosses(window_seconds=LONG)
    note(recent, ["old"], now=0, revision=1)
    delivery = [f"f{number}" for number in range(200)]
    for second, path in enumerate(delivery, start=1):
        note(recent, [path], now=LONG / 2 + second / 10, revision=second, born=2, files=1000)
    assert recent.earlier(now=LONG / 2 + 21) == ({"old", *delivery}, 1000)
    assert recent.earlier(now=LONG / 2 + 21 + AT_ONCE_SECONDS) == ({"old"}, 100)


def test_what_stood_before_the_first_loss_counts_for_the_whole_window() -> None:
    """Who empties a directory slowly is braked, also if the files are written again in between."""
    recent = RecentLosses(window_seconds=LONG)
    for minute in range(10):
        note(recent, [f"f{minute}"], now=minute * AT_ONCE_SECONDS, revision=minute + 1)
    note(recent, ["f1"], now=9 * AT_ONCE_SECONDS, revision=11, born=10)
    assert recent.earlier(now=LONG - 1)[0] == {f"f{minute}" for minute in range(10)}
