"""Granules that are published together: they share waits for the disk, and nobody's failure."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from services.acquirer.feeds.model import Feed
from services.acquirer.fetch.failure import GranuleError, of_site
from services.acquirer.fetch.fetch import Fetched, Spooled
from services.acquirer.place.publish import Placed, Ready
from services.acquirer.work.publish_together import Bounds, PublishTogether
from shared.model.entry import Fingerprint

FEED = Feed.model_validate({"provider": "served", "path": ".*"})

HASHED = Fingerprint(size=1, mtime_ns=1, ctime_ns=1, inode=1)

LATER = {"h": "same", "i": "other", "j": "same"}
"""Paths by granule."""


def ready(name: str, *paths: str, size: int = 1) -> Ready:
    """Return a granule with files of some bytes."""
    return Ready(
        FEED,
        name,
        [
            Fetched(
                path=path,
                spooled=Spooled(path, HASHED),
                content="0" * 64,
                size=size,
                mtime_ns=1,
                checked_by="",
            )
            for path in paths or (name,)
        ],
    )


class Disk:
    """A disk that is slow until it is let go, and refuses granules by name."""

    def __init__(self) -> None:
        self.published: list[list[str]] = []
        self.raced: list[str] = []
        """Paths that came while they were published."""
        self._under_way: list[str] = []
        self.goes = Event()

    def publish(self, granules: Sequence[Ready]) -> list[Placed | GranuleError]:
        """Note what comes at once."""
        self.published.append([one.granule for one in granules])
        paths = [path for one in granules for path in one.targets]
        self.raced += [path for path in paths if path in self._under_way]
        self._under_way += paths
        assert self.goes.wait(30)
        for path in paths:
            self._under_way.remove(path)
        return [
            of_site("refused") if one.granule.startswith("bad") else Placed(written=tuple(one.targets))
            for one in granules
        ]


async def outcomes(disk: Disk, granules: Sequence[Ready]) -> list[Placed | BaseException]:
    """Publish granules that come while all turns are taken, and let the disk go when they wait."""
    with ThreadPoolExecutor(Bounds().at_once) as executor:
        together = PublishTogether(disk.publish, executor, Bounds())
        busy = [asyncio.create_task(together.publish(ready(f"busy{n}"))) for n in range(Bounds().at_once)]
        tasks = [asyncio.create_task(together.publish(one)) for one in granules]
        await asyncio.sleep(0)
        disk.goes.set()
        await asyncio.gather(*busy)
        found = await asyncio.gather(*tasks, return_exceptions=True)
    disk.published = disk.published[Bounds().at_once :]
    return found


async def test_granules_that_wait_are_published_at_once_in_their_order():
    """While turns are taken the others wait, and go together."""
    disk = Disk()
    found = await outcomes(disk, [ready(f"g{n}") for n in range(10)])
    assert [one.written for one in found if isinstance(one, Placed)] == [(f"g{n}",) for n in range(10)]
    assert disk.published == [[f"g{n}" for n in range(10)]]


async def test_a_granule_that_is_refused_is_refused_alone():
    """Those beside it are placed."""
    found = await outcomes(Disk(), [ready("g"), ready("bad"), ready("h")])
    assert [isinstance(one, GranuleError) for one in found] == [False, True, False]


@pytest.mark.parametrize(
    ("granules", "expected"),
    [
        ([ready("g", "same"), ready("h", "same")], [["g"], ["h"]]),
        ([ready("g", size=Bounds().bytes), ready("h")], [["g"], ["h"]]),
        ([ready("g", size=Bounds().bytes + 1), ready("h")], [["g"], ["h"]]),
        ([ready("g", "a", "b"), ready("h", "c"), ready("i", "b")], [["g", "h"], ["i"]]),
        ([ready("g", "a"), ready("h", "a"), ready("i", "c")], [["g", "i"], ["h"]]),
    ],
)
async def test_granules_of_one_path_or_of_many_bytes_go_after_each_other(
    granules: list[Ready], expected: list[list[str]]
):
    """A group writes a path once, and nobody waits for another's gigabytes."""
    disk = Disk()
    await outcomes(disk, granules)
    assert sorted(disk.published) == expected


async def test_a_path_that_is_being_published_is_waited_for():
    """A turn is free, and others go: whoever looks at the path now would see what stands no more."""
    disk = Disk()
    with ThreadPoolExecutor(Bounds().at_once) as executor:
        together = PublishTogether(disk.publish, executor, Bounds())
        first = asyncio.create_task(together.publish(ready("g", "same")))
        await asyncio.sleep(0)
        later = [asyncio.create_task(together.publish(ready(name, path))) for name, path in LATER.items()]
        await asyncio.sleep(0)
        disk.goes.set()
        await asyncio.gather(first, *later)
    assert disk.raced == []


async def test_whoever_is_cancelled_while_it_waits_is_not_published():
    """The others go on."""
    disk = Disk()
    with ThreadPoolExecutor(Bounds().at_once) as executor:
        together = PublishTogether(disk.publish, executor, Bounds())
        names = [*(f"busy{n}" for n in range(Bounds().at_once)), "gone", "stays"]
        tasks = {name: asyncio.create_task(together.publish(ready(name))) for name in names}
        await asyncio.sleep(0)
        tasks["gone"].cancel()
        await asyncio.sleep(0)
        disk.goes.set()
        await asyncio.wait(tasks.values())
    assert [name for name, task in tasks.items() if task.cancelled()] == ["gone"]
    assert "gone" not in [name for some in disk.published for name in some]
