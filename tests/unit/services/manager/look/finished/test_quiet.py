"""The wait until files are quiet."""

from hypothesis import given
from hypothesis import strategies as st

from services.manager.look.directory.scan import Seen
from services.manager.look.finished.quiet import (
    BUSY_SETTLES,
    CLOSED_TOGETHER_MAX,
    NANOSECONDS,
    PAUSE_MIN,
    STALE_SETTLES,
    QuietFiles,
)
from shared.model.entry import Fingerprint
from shared.roots.posix.files.port import FileType, Status
from tests.unit.services.manager.directory_look import file_seen, paths

NOW = 1_000 * NANOSECONDS
SETTLE = 5.0


def fresh(path: str, *, age: float = 0.0, size: int = 1) -> Seen:
    """Make a sight of a file last touched `age` seconds before NOW."""
    touched = NOW - int(age * NANOSECONDS)
    return file_seen(path, size=size, mtime_ns=touched, ctime_ns=touched)


def future(path: str, *, size: int = 1) -> Seen:
    """Make a sight of a file that a wrong clock has touched."""
    return file_seen(path, size=size, mtime_ns=0, ctime_ns=2 * NOW)


def test_a_file_touched_long_ago_is_quiet_at_once() -> None:
    """Its times vouch for it; nothing is remembered."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    settled = quiet.divide([fresh("old", age=5.0)], now=0.0, wall_ns=NOW)
    assert (paths(settled.quiet), settled.waiting, settled.look_again_in) == (["old"], (), None)
    assert len(quiet) == 0


def test_a_fresh_file_waits_until_its_times_are_old_enough() -> None:
    """The pause is what is missing, not the whole settle time."""
    settled = QuietFiles(settle_seconds=SETTLE).divide([fresh("new", age=3.0)], now=0.0, wall_ns=NOW)
    assert paths(settled.waiting) == ["new"]
    assert settled.look_again_in == 2.0


def test_a_copy_that_kept_an_old_mtime_is_not_old() -> None:
    """`cp -p` sets the mtime back while it writes; ctime tells."""
    seen = file_seen("copy", mtime_ns=0, ctime_ns=NOW)
    assert QuietFiles(settle_seconds=SETTLE).divide([seen], now=0.0, wall_ns=NOW).quiet == ()


def test_a_time_in_the_future_is_never_old_but_standing_still_is_quiet() -> None:
    """Only watching can vouch for a file whose ctime a wrong clock has set."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    assert quiet.divide([future("odd")], now=0.0, wall_ns=NOW).look_again_in == SETTLE
    assert quiet.divide([future("odd")], now=4.9, wall_ns=NOW).quiet == ()
    assert paths(quiet.divide([future("odd")], now=5.0, wall_ns=NOW).quiet) == ["odd"]
    assert len(quiet) == 0


def test_every_change_starts_the_wait_anew() -> None:
    """A file that goes on growing goes on waiting."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    for step in range(10):
        seen = future("growing", size=step)
        assert quiet.divide([seen], now=4.0 * step, wall_ns=NOW).quiet == ()


def test_directories_are_always_quiet() -> None:
    """There is nothing to be written into the middle of."""
    seen = Seen(
        "d", Status(FileType.DIRECTORY, Fingerprint(size=0, mtime_ns=NOW, ctime_ns=NOW, inode=2), 0o755)
    )
    assert paths(QuietFiles(settle_seconds=SETTLE).divide([seen], now=0.0, wall_ns=NOW).quiet) == ["d"]


def test_a_look_at_another_part_forgets_nothing() -> None:
    """Looks at parts of the root do not start each other's waits anew."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    quiet.divide([future("a")], now=0.0, wall_ns=NOW)
    quiet.divide([future("b")], now=3.0, wall_ns=NOW)
    assert paths(quiet.divide([future("a")], now=5.0, wall_ns=NOW).quiet) == ["a"]


def test_what_nobody_asks_about_any_more_is_forgotten() -> None:
    """A file that went away does not stay in memory."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    quiet.divide([future("a")], now=0.0, wall_ns=NOW)
    quiet.divide([], now=SETTLE * STALE_SETTLES + 1, wall_ns=NOW)
    assert len(quiet) == 0


def test_memory_is_bounded_and_all_become_quiet_in_the_end() -> None:
    """Files over the bound wait for room; nobody waits for ever."""
    quiet = QuietFiles(settle_seconds=SETTLE, pending_max=2)
    left = {name: future(name) for name in "abcdefg"}
    for step in range(10):
        settled = quiet.divide(left.values(), now=SETTLE * step, wall_ns=NOW)
        assert len(quiet) <= 2
        for seen in settled.quiet:
            del left[seen.path]
    assert left == {}


@given(st.lists(st.floats(min_value=-10, max_value=10), max_size=20), st.floats(min_value=0.1, max_value=10))
def test_each_file_is_either_quiet_or_waiting(ages: list[float], settle: float) -> None:
    """Nothing is lost or told twice, and the pause is bounded whenever something waits."""
    changed = [fresh(f"f{number}", age=age) for number, age in enumerate(ages)]
    settled = QuietFiles(settle_seconds=settle).divide(changed, now=0.0, wall_ns=NOW)
    assert paths(settled.quiet + settled.waiting) == paths(changed)
    if settled.waiting:
        assert settled.look_again_in is not None
        assert PAUSE_MIN <= settled.look_again_in <= max(settle, PAUSE_MIN)
    else:
        assert settled.look_again_in is None


def test_a_file_that_is_never_quiet_is_taken_as_it_stands_after_a_while() -> None:
    """A log that gets a line every 0.4 seconds reaches the other sites, again and again."""
    quiet = QuietFiles(settle_seconds=1.0)
    taken = [
        tick
        for tick in range(300)
        if quiet.divide(
            [file_seen("busy.log", size=tick, mtime_ns=tick * 400_000_000, ctime_ns=tick * 400_000_000)],
            now=tick * 0.4,
            wall_ns=tick * 400_000_000,
        ).quiet
    ]
    assert taken[0] == BUSY_SETTLES / 0.4
    assert len(taken) == 3


def test_a_file_that_was_closed_need_not_stand_still() -> None:
    """It is as good as quiet, once: closed again within the settle time, it is written to piece by piece."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    quiet.closed(["saved"], now=100.0)
    settled = quiet.divide([fresh("saved"), fresh("open")], now=100.1, wall_ns=NOW)
    assert (paths(settled.closed), paths(settled.waiting)) == (["saved"], ["open"])
    quiet.closed(["saved"], now=101.0)
    again = quiet.divide([fresh("saved", size=2)], now=101.0, wall_ns=NOW)
    assert (again.closed, paths(again.waiting)) == ((), ["saved"])
    quiet.closed(["saved"], now=106.0)
    assert paths(quiet.divide([fresh("saved", size=3)], now=106.0, wall_ns=NOW).closed) == ["saved"]


def test_a_file_that_was_closed_long_ago_waits_as_any() -> None:
    """What was heard then says nothing of what was written since."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    quiet.closed(["saved"], now=100.0)
    assert quiet.divide([fresh("saved")], now=105.0, wall_ns=NOW).closed == ()


def test_many_closed_files_wait_for_the_rest_of_their_copy() -> None:
    """They are told as one change, once all of them are quiet."""
    quiet = QuietFiles(settle_seconds=SETTLE)
    names = [f"f{number:02}" for number in range(CLOSED_TOGETHER_MAX + 1)]
    quiet.closed(names, now=0.0)
    settled = quiet.divide(map(fresh, names), now=0.1, wall_ns=NOW)
    assert (settled.closed, len(settled.waiting)) == ((), len(names))
