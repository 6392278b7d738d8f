"""Files that look quiet and are not finished: how long they wait."""

from services.manager.look.finished.unfinished import FORGOTTEN_AFTER, RestlessFiles, UnfinishedFiles
from services.manager.look.problems import CutShort, HeldOpen
from tests.unit.services.manager.directory_look import file_seen, paths

WAIT = 300.0
NOW_NS = 10**18
F = file_seen("f", mtime_ns=NOW_NS, ctime_ns=NOW_NS)
OPEN = {"f": HeldOpen("f")}


def ready(files: UnfinishedFiles, *, now: float, wall_ns: int = NOW_NS) -> list[str]:
    """Return what is taken of an open file and another one."""
    other = file_seen("other", mtime_ns=NOW_NS, ctime_ns=NOW_NS)
    return paths(files.divide((F, other), OPEN, now=now, wall_ns=wall_ns).ready)


def test_what_bears_no_sign_waits_for_nothing():
    """One unfinished file holds up no other."""
    assert ready(UnfinishedFiles(seconds=WAIT), now=0.0) == ["other"]


def test_the_wait_is_bounded_however_often_the_file_is_touched():
    """A log that is never closed goes out; the next change of it waits as long again."""
    files = UnfinishedFiles(seconds=WAIT)
    assert [ready(files, now=at) for at in (0.0, WAIT / 2, WAIT - 1)] == [["other"]] * 3
    assert ready(files, now=WAIT) == ["f", "other"]
    assert ready(files, now=WAIT + 1) == ["other"]


def test_what_was_touched_long_ago_does_not_wait():
    """A first look at an archive asks nobody, and a file that was open before a restart waits on."""
    files = UnfinishedFiles(seconds=WAIT)
    assert ready(files, now=0.0, wall_ns=NOW_NS + int(WAIT * 1e9)) == ["f", "other"]


def test_no_wait_at_all_can_be_asked_for():
    """As before there was one."""
    assert ready(UnfinishedFiles(seconds=0.0), now=0.0) == ["f", "other"]


def test_a_path_that_nobody_asked_about_for_long_waits_anew():
    """Another file has its name by then."""
    files = UnfinishedFiles(seconds=WAIT)
    ready(files, now=0.0)
    assert ready(files, now=WAIT * (FORGOTTEN_AFTER + 1)) == ["other"]


def test_a_kernel_that_was_waited_for_is_named_as_cut_short():
    """It is published as it stands, and not in silence."""
    files, sign = UnfinishedFiles(seconds=WAIT), CutShort("f", "1 of 2 bytes")
    assert files.divide((F,), {"f": sign}, now=0.0, wall_ns=NOW_NS).waiting == (sign,)
    assert files.divide((F,), {"f": sign}, now=WAIT, wall_ns=NOW_NS).cut_short == (sign,)


def test_a_file_that_changed_whenever_it_was_read_is_named():
    """Also while it is not quiet; one that could be read at last is not."""
    files = RestlessFiles(seconds=30.0)
    moved = frozenset({"f"})

    def named(at: float, moved: frozenset[str] = frozenset(), waiting: tuple[str, ...] = ()) -> list[str]:
        return [one.path for one in files.divide(moved, waiting, now=at, taken=())]

    assert named(0.0, moved, waiting=("g",)) == []
    assert named(30.0, waiting=("f", "g")) == ["f"]
    assert named(31.0, moved) == ["f"]
    files.divide(frozenset(), (), now=32.0, taken=("f",))
    assert named(33.0, moved) == []
