"""The store of recent contents: a cache, bounded in bytes and age, known from names alone."""

from datetime import UTC, datetime, timedelta

import pytest

from services.transfer.contents.arrived import Arrived
from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.known_files import KnownFiles
from services.transfer.contents.partial import PartialContents
from services.transfer.contents.recent_contents import PARTIAL_SECONDS, RECENT, RecentBounds, RecentContents
from shared.roots.posix.files.port import InputOutputError
from testing.disk.root import Root, digest

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = 86_400.0


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at

    def later(self, seconds):
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def root():
    """A root in memory."""
    return Root()


@pytest.fixture
def clock():
    """A clock."""
    return Clock()


def store(root, clock, *, keep_bytes=1000, keep_seconds=DAY, reserve_bytes=0):
    """Return the store as a new job sees it."""
    bounds = RecentBounds(keep_bytes=keep_bytes, keep_seconds=keep_seconds, reserve_bytes=reserve_bytes)
    return RecentContents(root.files, now=clock, bounds=bounds)


def keep(root, recent, data):
    """Write a file, keep its content, and tell whether it is kept."""
    root.user.write("f", data)
    with root.files.open("f") as source:
        return recent.keep(digest(data), source, size=len(data))


def kept(root):
    """Return the bytes of all copies, oldest first."""
    files = root.user.files(control=True)
    return [data for path, data in sorted(files.items()) if path.startswith(f"{RECENT}/")]


def finder_of(root, recent):
    """Return a finder over the store."""
    return ContentFinder(
        root.files,
        recent=recent,
        arrived=Arrived(root.files, now=lambda: NOW),
        partial=PartialContents(root.files, now=lambda: NOW),
        known=KnownFiles(),
    )


def found(root, recent, data):
    """Tell whether a finder opens a content with its right bytes."""
    file = finder_of(root, recent).open(digest(data))
    if file is None:
        return False
    with file:
        return file.read_at(0, len(data) + 1) == data


def test_a_copy_outlives_the_file_and_the_process(root, clock):
    """The next job, in another process, finds the older bytes by their hash."""
    assert keep(root, store(root, clock), b"old" * 10)
    root.user.write("f", b"new")
    assert found(root, store(root, clock), b"old" * 10)


def test_what_is_needed_again_is_not_copied_again(root, clock):
    """It becomes the youngest instead, and is the last to go."""
    for data in (b"a" * 400, b"b" * 400):
        keep(root, store(root, clock), data)
        clock.later(1)
    keep(root, store(root, clock), b"a" * 400)
    clock.later(1)
    keep(root, store(root, clock), b"c" * 400)
    assert kept(root) == [b"a" * 400, b"c" * 400]


def test_the_oldest_make_room_within_one_job(root, clock):
    """The bound holds at every moment, with names that are read once."""
    recent = store(root, clock)
    for number in range(8):
        keep(root, recent, bytes([number]) * 300)
        clock.later(1)
    assert kept(root) == [bytes([number]) * 300 for number in (5, 6, 7)]


def test_a_content_that_would_drive_all_others_out_is_not_kept(root, clock):
    """Half of the store is the most for one."""
    assert keep(root, store(root, clock), b"x" * 500)
    assert not keep(root, store(root, clock), b"x" * 501)


def test_a_store_of_no_bytes_is_switched_off(root, clock):
    """Nothing is kept, and nothing fails."""
    assert not keep(root, store(root, clock, keep_bytes=0), b"x")
    assert kept(root) == []


def test_a_sweep_removes_what_is_too_old(root, clock):
    """Age counts from when it was last needed."""
    keep(root, store(root, clock), b"old")
    clock.later(DAY / 2)
    keep(root, store(root, clock), b"young")
    clock.later(DAY / 2 + 1)
    assert store(root, clock).sweep() == 1
    assert kept(root) == [b"young"]


def test_a_copy_that_is_not_what_its_name_says_is_found_out_and_removed(root, clock):
    """A power cut may tear it: nothing is believed before it was hashed."""
    keep(root, store(root, clock), b"old" * 10)
    (path,) = [path for path in root.user.files(control=True) if path.startswith(f"{RECENT}/")]
    root.user.write(path, b"torn")
    assert not found(root, store(root, clock), b"old" * 10)
    assert kept(root) == []


def test_a_copy_on_a_full_disk_is_given_up_without_a_trace(root, clock):
    """A cache is no reason for an error."""
    root.user.write("f", b"x" * 100)
    root.faults.capacity = 150
    assert not keep(root, store(root, clock), b"x" * 100)
    assert kept(root) == []


def test_what_is_kept_free_on_the_disk_stays_free(root, clock):
    """The reserve is not for copies."""
    root.faults.capacity = 1000
    assert not keep(root, store(root, clock, reserve_bytes=900), b"x" * 100)


def test_copies_make_room_for_files(root, clock):
    """Oldest first, and no more than needed."""
    for data in (b"a" * 100, b"b" * 100, b"c" * 100):
        keep(root, store(root, clock), data)
        clock.later(1)
    root.user.delete("f")
    root.faults.capacity = 400
    store(root, clock).make_room(250)
    assert kept(root) == [b"c" * 100]


def test_a_device_that_fails_is_no_error_of_the_job(root, clock):
    """The next change needs a signature then, no more."""

    def fail(operation, path):
        if path.startswith(RECENT):
            raise InputOutputError(f"{operation} of {path!r} failed")

    root.user.write("f", b"old")
    root.faults.before = fail
    with root.files.open("f") as source:
        assert not store(root, clock).keep(digest(b"old"), source, size=3)


def test_a_half_made_copy_is_never_found_and_goes_after_a_while(root, clock):
    """Whoever was making it may be at it still; later nobody is."""
    half = f"{RECENT}/{NOW:%Y%m%dT%H%M%S%f}Z-{digest(b'old')}-3.partial"
    root.user.write(half, b"old")
    assert not found(root, store(root, clock), b"old")
    store(root, clock).sweep()
    assert kept(root) == [b"old"]
    clock.later(PARTIAL_SECONDS + 1)
    store(root, clock).sweep()
    assert kept(root) == []


def test_what_is_not_ours_is_left_alone(root, clock):
    """A file of another name in the store is neither found nor swept."""
    root.user.write(f"{RECENT}/mine", b"mine")
    clock.later(100 * DAY)
    assert store(root, clock, keep_bytes=1).sweep() == 0
    assert kept(root) == [b"mine"]


def test_a_copy_that_another_worker_removed_is_missed_quietly(root, clock):
    """Workers of one site share the store."""
    recent = store(root, clock)
    keep(root, recent, b"old")
    store(root, clock, keep_seconds=-1).sweep()
    assert not found(root, recent, b"old")
    assert keep(root, recent, b"old")


def test_a_content_in_the_trash_is_found_too(root, clock):
    """What a publish replaced is a basis as good as any."""
    root.user.write("f", b"old")
    root.publisher.trash.put("f", content=digest(b"old"), origin="f", at=NOW)
    recent = store(root, clock)
    assert finder_of(root, recent).keeps(digest(b"old"))
    assert found(root, recent, b"old")


def test_a_path_that_holds_something_else_by_now_is_passed_over(root, clock):
    """Hints are hints: the hash decides."""
    root.user.write("f", b"edited")
    finder = finder_of(root, store(root, clock))
    assert finder.open(digest(b"old"), ("f", "gone")) is None
    assert finder.open(digest(b"edited"), ("gone", "f")) is not None
