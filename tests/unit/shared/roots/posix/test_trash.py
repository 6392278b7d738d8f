"""The trash: found by content, bounded by age and size, known from names alone."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.model.paths import NAME_MAX
from shared.roots.posix.trash import Swept, Trash
from testing.disk.root import Root, digest

NOW = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
DAY = 86_400


@pytest.fixture
def root():
    """A root in memory."""
    return Root()


def throw(root, data, *, at=NOW, origin="spk/a.bsp"):
    """Put a file with these bytes into the trash."""
    root.user.write("f", data)
    return root.publisher.trash.put("f", content=digest(data), origin=origin, at=at)


def test_content_is_found_again_after_a_restart(root):
    """Names alone say where it is."""
    path = throw(root, b"old")
    throw(root, b"other")
    assert Trash(root.files).find(digest(b"old")) == path
    assert root.user.read(path) == b"old"
    assert Trash(root.files).find(digest(b"never")) is None


def test_newest_copy_is_found(root):
    """The one that a sweep removes last."""
    throw(root, b"old", at=NOW - timedelta(days=2))
    newest = throw(root, b"old")
    assert root.publisher.trash.find(digest(b"old")) == newest


def test_same_content_in_the_same_instant_is_kept_twice(root):
    """Nothing in the trash is replaced."""
    assert throw(root, b"old") != throw(root, b"old")
    assert root.trashed() == [b"old", b"old"]


@pytest.mark.parametrize("origin", ["é" * 2000, "a/b/c", "x" * 255, "日本" * 100, "sp ace", "\n"])
def test_names_fit_whatever_stood_there(root, origin):
    """At most 255 bytes, and readable again."""
    path = throw(root, b"old", origin=origin)
    assert len(path.rpartition("/")[2].encode()) <= NAME_MAX
    assert [entry.content for entry in root.publisher.trash.entries()] == [digest(b"old")]


def test_what_is_not_ours_is_left_alone(root):
    """Other names in the trash are neither listed nor swept."""
    root.user.write(".spicerack/trash/20200101/mine", b"mine")
    root.user.write(".spicerack/trash/notes", b"mine")
    swept = root.publisher.trash.sweep(NOW, keep_seconds=0, keep_bytes=0)
    assert swept == Swept(0, 0, 0, 0)
    assert root.user.read(".spicerack/trash/20200101/mine") == b"mine"


def test_sweep_removes_what_is_too_old(root):
    """And the directory of a day that is empty."""
    throw(root, b"ancient", at=NOW - timedelta(days=31))
    throw(root, b"recent", at=NOW - timedelta(days=29))
    swept = root.publisher.trash.sweep(NOW, keep_seconds=30 * DAY, keep_bytes=1 << 40)
    assert swept == Swept(1, 7, 1, 6)
    assert root.trashed() == [b"recent"]
    assert [entry.name for entry in root.files.list(".spicerack/trash")] == ["20261023"]


def test_sweep_keeps_within_bytes_oldest_first(root):
    """The newest stay."""
    for number in range(5):
        throw(root, bytes([number]) * 10, at=NOW + timedelta(seconds=number))
    root.publisher.trash.sweep(NOW, keep_seconds=DAY, keep_bytes=25)
    assert root.trashed() == [b"\3" * 10, b"\4" * 10]


def test_a_trashed_directory_is_swept_whole(root):
    """What came out with things in it goes with them."""
    root.user.write("d/e/f", b"x")
    root.publisher.trash.put("d", content="0" * 64, origin="d", at=NOW - timedelta(days=2))
    root.publisher.trash.sweep(NOW, keep_seconds=DAY, keep_bytes=1 << 40)
    assert root.files.list(".spicerack/trash") == []


def test_what_was_written_to_after_it_came_is_late_and_never_swept(root):
    """A program that held the file open went on: its last lines are nowhere else."""
    now = datetime.fromtimestamp(1, UTC)
    trash = root.publisher.trash
    late, whole = throw(root, b"one\n", at=now), throw(root, b"old", at=now)
    root.disk.clock = lambda: 5_000_000_000
    root.user.write(late, b"one\ntwo\n")
    assert [trashed.path for trashed in trash.late()] == [late]
    assert trash.sweep(NOW, keep_seconds=0, keep_bytes=0).removed == 1
    assert root.user.read(whole) is None
    assert root.user.read(late) == b"one\ntwo\n"
