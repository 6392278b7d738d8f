"""What was posted and never came gives way to what came after it."""

from datetime import timedelta

from services.archive.fold.frame import Frame, frames_of
from services.archive.fold.said import Described, Placed, Recorded, Said
from shared.access.public_dates import PublicDates
from tests.integration.archive.world import BEGAN, content_of, facts_of, md5_of, placed, posted


def frame(*log: Placed, posts: str, hours: int = 0) -> Frame:
    """Return the frame of what stands, and of posts in their order, so long after the first commit."""
    records = [
        posted("x", name).model_copy(update={"made_at": BEGAN + timedelta(hours=hours)}) for name in posts
    ]
    said = Said(
        basename="x",
        placed=log,
        described={content_of(name): Described(1, facts_of(name)) for name in "abc"},
        recorded=tuple(Recorded(number, record) for number, record in enumerate(records, 1)),
    )
    (found,) = frames_of(said, PublicDates())
    return found


def order(found: Frame) -> str:
    """Return the names of the versions, newest first."""
    names = {md5_of(name): name for name in "abc"}
    return "".join(names[one.version.md5] for one in found.versions)


def test_what_was_replaced_before_anybody_saw_it_is_not_the_newest() -> None:
    """Two posts of one file within a second: the first one's bytes never come."""
    found = frame(placed("x.fits", "b", revision=1), posts="ab")
    assert (order(found), found.newest.version.path) == ("ba", "x.fits")
    assert (
        order(frame(placed("x.fits", "b", revision=1), placed("x.fits", "c", revision=2), posts="abc"))
        == "cba"
    )


def test_a_file_that_never_comes_gives_way_to_one_that_was_posted_later() -> None:
    """Also where that one is deleted: nothing stands then."""
    log = (placed("x.fits", "a", revision=1), placed("x.fits", "c", revision=2))
    assert order(frame(*log, posts="abc")) == "cab"
    gone = frame(*log, placed("x.fits", None, revision=3), posts="abc")
    assert (order(gone), gone.shown) == ("cab", False)


def test_what_was_posted_last_is_waited_for() -> None:
    """It is told of at once, and its file is expected."""
    found = frame(placed("x.fits", "a", revision=1), posts="ab")
    assert (order(found), found.newest.version.path) == ("ba", None)


def test_of_files_that_nobody_posted_the_time_decides() -> None:
    """What came after a post is newer than it."""
    log = (placed("x.fits", "a", revision=1), placed("x.fits", "c", revision=5))
    assert order(frame(*log, posts="b", hours=3)) == "cab"
    assert order(frame(*log, posts="b", hours=6)) == "bca"
