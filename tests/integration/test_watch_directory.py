"""Watching a real directory."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from services.manager.watch.choose import Dirty, WatchSettings
from services.manager.watch.inotify import InotifyWatcher
from services.manager.watch.watches import Watches

SETTINGS = WatchSettings(batch_seconds=0.02, poll_seconds=0.2, backoff_seconds=0.02)
PATIENCE = 60.0
QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")

Events = AsyncGenerator[Dirty, None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with a directory of two levels, and ours."""
    made = tmp_path / "root"
    (made / "spk" / "planets").mkdir(parents=True)
    (made / ".spicerack" / "stage").mkdir(parents=True)
    return made


def open_descriptors() -> int:
    """Count what this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def queue_length() -> int:
    """Return how many events the kernel keeps for a reader."""
    return int(QUEUE.read_text())


def move(source: Path, target: Path) -> None:
    """Rename."""
    source.rename(target)


async def begin(events: Events) -> None:
    """Take the first look in, which is one at the whole root."""
    assert await anext(events) == Dirty(overflow=True, reason="start")


async def told(events: Events, *wanted: str) -> set[str]:
    """Read until all of `wanted` were told."""
    seen: set[str] = set()
    async with asyncio.timeout(PATIENCE):
        while not seen >= set(wanted):
            dirty = await anext(events)
            assert not dirty.overflow, dirty.reason
            seen |= dirty.directories
    return seen


async def overflow(events: Events) -> Dirty:
    """Read until a look at the whole root is asked for."""
    async with asyncio.timeout(PATIENCE):
        while not (dirty := await anext(events)).overflow:
            pass
    return dirty


async def test_a_burst_of_files_in_new_nested_directories_is_told_whole(root: Path) -> None:
    """2000 files in 200 new directories, made faster than they are watched: each directory is told."""
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        directories = [
            f"a{one}/b{two}/c{three}" for one in range(5) for two in range(8) for three in range(5)
        ]

        def burst() -> None:
            for directory in directories:
                (root / directory).mkdir(parents=True)
                for number in range(10):
                    (root / directory / f"{number}.bsp").write_bytes(b"x")

        burst_done = asyncio.create_task(asyncio.to_thread(burst))
        await told(events, *directories)
        await burst_done


async def test_a_file_written_to_a_directory_that_was_told_is_told_again(root: Path) -> None:
    """After a new directory was told, it is watched."""
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        (root / "new" / "deep").mkdir(parents=True)
        await told(events, "", "new", "new/deep")
        (root / "new" / "deep" / "a.bsp").write_bytes(b"x")
        assert await told(events, "new/deep") == {"new/deep"}


async def test_a_moved_directory_is_told_under_its_new_name(root: Path) -> None:
    """Also when it is written to afterwards, at any depth, and its old name is taken anew."""
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        (root / "spk").rename(root / "kernels")
        await told(events, "", "kernels", "kernels/planets")
        (root / "kernels" / "planets" / "a.bsp").write_bytes(b"x")
        assert await told(events, "kernels/planets") == {"kernels/planets"}
        (root / "spk").mkdir()
        await told(events, "spk")
        (root / "spk" / "b.bsp").write_bytes(b"x")
        assert await told(events, "spk") == {"spk"}


async def test_a_directory_moved_out_is_not_watched_any_more(root: Path, tmp_path: Path) -> None:
    """What happens outside of the root is nobody's business (I7)."""
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        (root / "spk").rename(tmp_path / "outside")
        await told(events, "")
        (tmp_path / "outside" / "planets" / "a.bsp").write_bytes(b"x")
        (root / "end").write_bytes(b"x")
        assert await told(events, "") == {""}


async def test_links_are_not_followed(root: Path, tmp_path: Path) -> None:
    """A link to a directory outside is an entry like any other (I7)."""
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (root / "before").symlink_to(tmp_path / "outside")
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        (root / "after").symlink_to(tmp_path / "outside")
        await told(events, "")
        (tmp_path / "outside" / "deep" / "a.bsp").write_bytes(b"x")
        (root / "end").write_bytes(b"x")
        assert await told(events, "") == {""}


def test_no_link_leads_a_watch_out_of_the_root(root: Path, tmp_path: Path) -> None:
    """Whatever took the place of a directory since it was listed, at any depth of the path (I7)."""
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (root / "link").symlink_to(tmp_path / "outside")
    with closing(Watches(root, watches_max=10)) as watches:
        assert watches.add_chunk(["link", "link/deep"]) == []
        assert len(watches.table) == 0


def test_links_are_not_even_tried(root: Path, tmp_path: Path) -> None:
    """The walk knows a link from a directory."""
    (root / "link").symlink_to(tmp_path)
    with closing(Watches(root, watches_max=10)) as watches:
        ahead = [""]
        watches.add_chunk(ahead)
        assert ahead == []
        assert "link" not in watches.table
        assert {"", "spk", "spk/planets"} == {
            path for path in ("", "spk", "spk/planets") if path in watches.table
        }


def test_what_appears_just_before_a_watch_stands_is_listed(root: Path) -> None:
    """Watch first, list then: there is no moment at which a new directory is missed."""

    class Late(Watches):
        def _watch(self, descriptor: int, directory: str) -> None:
            if directory == "spk":
                (root / "spk" / "just-in-time").mkdir()
            super()._watch(descriptor, directory)

    with closing(Late(root, watches_max=10)) as watches:
        watches.add_chunk([""])
        assert "spk/just-in-time" in watches.table


async def test_the_control_directory_is_not_told(root: Path) -> None:
    """Staging makes no looks; the publish by rename does."""
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        staged = root / ".spicerack" / "stage" / "x"
        staged.write_bytes(b"x")
        staged.rename(root / "spk" / "a.bsp")
        assert await told(events, "spk") == {"spk"}


async def test_deletions_and_modes_are_told(root: Path) -> None:
    """They change directories too."""
    (root / "spk" / "a.bsp").write_bytes(b"x")
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        (root / "spk" / "a.bsp").chmod(0o600)
        await told(events, "spk")
        (root / "spk" / "a.bsp").unlink()
        await told(events, "spk")
        (root / "spk" / "planets").rmdir()
        await told(events, "spk")


async def test_a_queue_that_overflows_leads_to_a_look_at_everything(root: Path) -> None:
    """More events than the kernel keeps, while nobody reads: told as lost, and watched again after."""
    count = queue_length()
    if count > 100_000:
        pytest.skip("the queue of events is too long here to be filled")
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        one, other = root / "spk" / "one", root / "spk" / "other"
        one.write_bytes(b"x")
        for _ in range(count // 4 + 1):  # Two events each way; the loop does not run meanwhile.
            one.rename(other)
            other.rename(one)
        (root / "late").mkdir()
        assert "overflowed" in (await overflow(events)).reason
        (root / "late" / "a.bsp").write_bytes(b"x")
        assert await told(events, "late") == {"late"}


async def test_a_root_that_is_replaced_is_looked_at_whole_and_watched_anew(
    root: Path, tmp_path: Path
) -> None:
    """Another directory in its place has other files."""
    async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
        await begin(events)
        move(root, tmp_path / "former")
        (root / "other").mkdir(parents=True)
        assert "root" in (await overflow(events)).reason
        (root / "other" / "a.bsp").write_bytes(b"x")
        await told_in_the_end(events, "other")


async def test_a_root_on_a_path_that_was_replaced_is_noticed(root: Path, tmp_path: Path) -> None:
    """A directory above it was swapped, or a disk mounted over it: no event tells, so the root is checked."""
    inner = root / "spk"
    async with aclosing(InotifyWatcher(inner, SETTINGS).events()) as events:
        await begin(events)
        move(root, tmp_path / "former")
        inner.mkdir(parents=True)
        assert "replaced, or mounted over" in (await overflow(events)).reason
        (inner / "new").mkdir()
        await told_in_the_end(events, "new")


async def told_in_the_end(events: Events, directory: str) -> None:
    """Read until `directory` was told; looks at the whole root may come before."""
    async with asyncio.timeout(PATIENCE):
        while directory not in (await anext(events)).directories:
            pass


async def test_a_root_that_goes_away_is_polled_until_it_is_back(root: Path, tmp_path: Path) -> None:
    """Status says what to check meanwhile."""
    watcher = InotifyWatcher(root, SETTINGS)
    async with aclosing(watcher.events()) as events:
        await begin(events)
        move(root, tmp_path / "former")
        await overflow(events)
        assert "check the mount" in watcher.degraded
        move(tmp_path / "former", root)
        while watcher.degraded:
            await overflow(events)
        (root / "spk" / "a.bsp").write_bytes(b"x")
        await told(events, "spk")


async def test_too_many_directories_are_polled(root: Path) -> None:
    """Over the bound of watches everything is looked at again and again, and status says what to raise."""
    settings = WatchSettings(batch_seconds=0.02, poll_seconds=0.02, watches_max=2)
    watcher = InotifyWatcher(root, settings)
    async with aclosing(watcher.events()) as events:
        for _ in range(3):
            assert (await overflow(events)).overflow
    assert "watches_max" in watcher.degraded


async def test_a_crowd_of_dirty_directories_is_a_look_at_everything(root: Path) -> None:
    """Over the bound of one hint the whole root is cheaper, and the watches still stand after."""
    settings = WatchSettings(batch_seconds=0.02, poll_seconds=0.2, backoff_seconds=0.02, directories_max=5)
    async with aclosing(InotifyWatcher(root, settings).events()) as events:
        await begin(events)
        (root / "n" / "1" / "2" / "3" / "4" / "5" / "6").mkdir(parents=True)
        assert "directories" in (await overflow(events)).reason
        (root / "n" / "1" / "a.bsp").write_bytes(b"x")
        await told_in_the_end(events, "n/1")


async def test_everything_is_looked_at_now_and_then(root: Path) -> None:
    """Writes through a memory map send no events."""
    settings = WatchSettings(batch_seconds=0.02, rescan_seconds=0.05)
    async with aclosing(InotifyWatcher(root, settings).events()) as events:
        await begin(events)
        assert "time for" in (await overflow(events)).reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_an_unreadable_directory_is_told_of_and_watched_once_it_is_readable(root: Path) -> None:
    """Status counts what cannot be watched."""
    (root / "spk").chmod(0)
    watcher = InotifyWatcher(root, SETTINGS)
    async with aclosing(watcher.events()) as events:
        await begin(events)
        assert "1 directories cannot be read" in watcher.degraded
        (root / "spk").chmod(0o755)
        await told(events, "spk", "spk/planets")
    assert watcher.degraded == ""


async def test_closing_releases_the_descriptor(root: Path) -> None:
    """Nothing stays open when the reader goes away or is cancelled."""
    before = open_descriptors()
    for _ in range(3):
        async with aclosing(InotifyWatcher(root, SETTINGS).events()) as events:
            await begin(events)
            reader = asyncio.create_task(anext(events))
            await asyncio.sleep(0)
            reader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reader
    assert open_descriptors() == before
