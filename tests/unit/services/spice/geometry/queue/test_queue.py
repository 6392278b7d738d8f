"""Questions that go to a process of the site that is free: the same bytes, and none lost with its taker."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.process.pool import Asked, Pool
from services.spice.geometry.queue import hand_on
from services.spice.geometry.queue.hand_on import HandOn
from services.spice.geometry.queue.shared_pool import SharedPool
from services.spice.geometry.queue.site_queue import SiteQueue
from services.spice.geometry.queue.take import Take
from services.spice.sets.port import LocalKernel
from shared.bus.codec import encode
from shared.contracts.http.knowledge.kernels import SetMember
from shared.contracts.messages.kernels.geometry_question import GeometryTaken
from shared.contracts.topology import Topology
from testing.bus.pubsub import MemoryPubSub
from tests.unit.services.spice.geometry.process.asking import (
    ALLOWANCE,
    CLOCK,
    Buffer,
    Folder,
    asked,
    leap_seconds,
    pool_of,
)

QUEUE = SiteQueue(Topology("rack"), "spice", "a")


@dataclass
class Site:
    """Two SPICE services of one site: the first has no process for another set, the second is free."""

    busy: Pool
    free: Pool
    shared: SharedPool
    take: Take
    kernels: Folder
    held: asyncio.Event

    def question(self, number: int = 1, **question: object) -> Asked:
        """Return a question about a set of its own."""
        return asked([self.kernels.member(f"{number}.tls", leap_seconds(number))], {**CLOCK, **question})

    async def ask(self, question: Asked) -> bytes:
        """Ask the first service."""
        sink = Buffer()
        await self.shared.ask(question, sink=sink)
        return bytes(sink.data)


class Failing:
    """Implements KernelFiles on a disk that fails."""

    @asynccontextmanager
    async def held(self, members: Sequence[SetMember]) -> AsyncIterator[tuple[LocalKernel, ...]]:
        """Raise OSError."""
        raise OSError(errno.EIO, f"{len(members)} kernels cannot be read")
        yield ()


class Held(Buffer):
    """A sink that takes its time: the process that writes to it stays busy."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def write(self, data: bytes) -> None:
        """Wait until the test lets go."""
        self.begun.set()
        await self.go.wait()
        await super().write(data)


@asynccontextmanager
async def open_site(folder: Path) -> AsyncIterator[Site]:
    """Open both, with the only process of the first one at work until the end."""
    pubsub, numbers = MemoryPubSub(), count(1)
    for name in ("busy", "free"):
        (folder / name).mkdir()
    async with (
        pool_of(folder / "busy", processes=1) as (busy, kernels),
        pool_of(folder / "busy", processes=1) as (free, _),
    ):
        new_id: Callable[[], str] = lambda: f"{next(numbers):032x}"  # noqa: E731  a line of a fixture
        hand = HandOn(pubsub=pubsub, queue=QUEUE, new_id=new_id)
        shared = SharedPool(pool=busy, allowance=ALLOWANCE, hand_on=hand)
        take = Take(pubsub=pubsub, queue=QUEUE, pool=free, allowance=ALLOWANCE)
        site = Site(busy, free, shared, take, kernels, asyncio.Event())
        sink = Held()
        first = asyncio.create_task(busy.ask(site.question(0), allowance=ALLOWANCE, sink=sink))
        await sink.begun.wait()
        try:
            yield site
        finally:
            sink.go.set()
            await first


@asynccontextmanager
async def taking(site: Site) -> AsyncIterator[None]:
    """Have the second service take questions for the block."""
    task = asyncio.create_task(site.take.run())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def waits(site: Site, asking: asyncio.Task[bytes]) -> None:
    """Wait until a question waits for the first service's process."""
    async with asyncio.timeout(60):
        while True:
            if site.busy.waiting:
                return
            assert not asking.done(), "it was answered"
            await asyncio.sleep(0.01)


async def test_a_question_that_would_wait_goes_to_a_service_that_is_free(tmp_path: Path) -> None:
    """It has the bytes that the first service would have told, and both count it."""
    async with open_site(tmp_path) as site, taking(site):
        question = site.question()
        answer = await site.ask(question)
        here = Buffer()
        await site.free.ask(question, allowance=ALLOWANCE, sink=here)
    assert answer == here.data
    assert (site.busy.figures.handed, site.free.figures.taken) == (1, 1)
    assert site.busy.figures.answered == 1, "the one that kept it busy"


async def test_an_error_is_told_as_where_it_was_asked(tmp_path: Path) -> None:
    """With its reason: whoever asked need not know who answered."""
    async with open_site(tmp_path) as site, taking(site):
        with pytest.raises(GeometryError) as caught:
            await site.ask(site.question(times={"at": "no time at all"}))
    assert caught.value.failure.reason == "unparsable-time"


async def test_a_question_that_nobody_takes_is_answered_here(tmp_path: Path) -> None:
    """Where no other service is there, or none is free, it waits for a process of its own."""
    async with open_site(tmp_path) as site:
        waiting = asyncio.create_task(site.ask(site.question()))
        await waits(site, waiting)
        assert site.busy.figures.handed == 0
        waiting.cancel()
        await asyncio.wait((waiting,))


async def test_a_question_whose_taker_dies_is_answered_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who says that it calculates, and falls silent, is not waited for."""
    monkeypatch.setattr(hand_on, "SILENT_SECONDS", 0.05)
    async with open_site(tmp_path) as site:
        pubsub = site.take.pubsub
        async with pubsub.listen(QUEUE.questions, queue=QUEUE.group) as mailbox:
            waiting = asyncio.create_task(site.ask(site.question()))
            await mailbox.next(timeout=60)
            await pubsub.send(QUEUE.words(f"{1:032x}"), encode(GeometryTaken()))
            await waits(site, waiting)
        waiting.cancel()
        await asyncio.wait((waiting,))


async def test_an_answer_too_large_for_a_message_is_made_where_it_was_asked(tmp_path: Path) -> None:
    """The other service says that it has none, and the first waits for its own process."""
    async with open_site(tmp_path) as site, taking(site):
        large = site.question(times={"at": [float(second) for second in range(10_000)]})
        waiting = asyncio.create_task(site.ask(large))
        await waits(site, waiting)
        assert (site.busy.figures.handed, site.free.figures.taken) == (0, 0)
        waiting.cancel()
        await asyncio.wait((waiting,))


async def test_a_trouble_that_nobody_foresaw_ends_one_question_alone(tmp_path: Path) -> None:
    """Such as a disk that fails under the taker: it says so, goes on taking, and the question waits here."""
    async with open_site(tmp_path) as site, taking(site):
        site.free.files = Failing()
        waiting = asyncio.create_task(site.ask(site.question()))
        await waits(site, waiting)
        waiting.cancel()
        await asyncio.wait((waiting,))
        site.free.files = site.kernels
        assert await site.ask(site.question(2))
    assert (site.busy.figures.handed, site.free.figures.taken) == (1, 1)
