"""The store of partial contents, and the memory of large files: both are bounded."""

from datetime import UTC, datetime, timedelta

import pytest

from services.transfer.contents.known_files import KNOWN_MAX, KnownFiles
from services.transfer.contents.partial import FILES_MAX, KEEP_SECONDS, PartialContents
from shared.model.entry import Fingerprint
from shared.roots.posix.control import PARTIAL
from shared.roots.posix.files.port import OccupiedError
from testing.disk.disk import MemoryDisk
from testing.disk.root import Root, digest

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
NOW_NS = int(NOW.timestamp()) * 10**9


def store(root: Root, *, at: datetime = NOW) -> PartialContents:
    """Return the store as one job sees it."""
    return PartialContents(root.files, now=lambda: at)


def begin(root: Root, content: str) -> None:
    """Let the first bytes of a content come."""
    with store(root).lock(content), store(root).appending(content) as file:
        file.write(b"begun")


@pytest.fixture
def root() -> Root:
    """A root on a disk that has the time of the day."""
    ticks = iter(range(NOW_NS, NOW_NS + 10**9))
    root = Root(disk=MemoryDisk(clock=lambda: next(ticks)))
    root.user.make_directory(".spicerack")
    return root


def test_what_nobody_went_on_with_for_a_week_goes(root: Root) -> None:
    """The file changed meanwhile, and nobody wants its old content any more."""
    begin(root, digest(b"a"))
    assert store(root, at=NOW + timedelta(seconds=KEEP_SECONDS - 60)).sweep() == 0
    assert store(root, at=NOW + timedelta(seconds=KEEP_SECONDS + 60)).sweep() == 1
    assert store(root).size_of(digest(b"a")) == 0


def test_of_too_many_the_oldest_go(root: Root) -> None:
    """However often files change while they are on their way."""
    contents = [digest(b"%d" % number) for number in range(FILES_MAX + 2)]
    for content in contents:
        begin(root, content)
    assert store(root).sweep() == 2
    assert [store(root).size_of(content) for content in contents[:3]] == [0, 0, 5]


def test_a_content_is_appended_to_by_one_worker_at_a_time(root: Root) -> None:
    """And what one of them works on is not swept."""
    content = digest(b"a")
    begin(root, content)
    with store(root).lock(content):
        with pytest.raises(OccupiedError), store(root).lock(content):
            pass
        assert store(root, at=NOW + timedelta(days=30)).sweep() == 0
    assert root.user.read(f"{PARTIAL}/{content}-5") == b"begun"


def test_large_files_are_known_by_their_fingerprint_and_the_oldest_are_forgotten() -> None:
    """One that was touched since is hashed anew."""
    known, touched = KnownFiles(), Fingerprint(size=1, mtime_ns=2, ctime_ns=3, inode=4)
    for number in range(KNOWN_MAX + 1):
        known.note(str(number), Fingerprint(size=1, mtime_ns=1, ctime_ns=1, inode=1), "content")
    at = Fingerprint(size=1, mtime_ns=1, ctime_ns=1, inode=1)
    assert known.holds("1", at, "content")
    assert not known.holds("0", at, "content")
    assert not known.holds("1", touched, "content")
    assert not known.holds("1", at, "another")
