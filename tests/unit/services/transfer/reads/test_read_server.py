"""Sending contents to gateways: what is sent, how far, and how it ends."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from services.transfer.contents.content_finder import finding
from services.transfer.contents.own_root import open_own_root
from services.transfer.contents.recent_contents import RecentBounds
from services.transfer.reads.read_server import GONE, ReadServer
from services.transfer.reads.reading import Sources
from services.transfer.reads.verified import VerifiedContents
from shared.bus.codec import decode_with, encode
from shared.contracts.messages.transfers.read import (
    READ_PART_BYTES,
    READ_STATE,
    ReadAlive,
    ReadCredit,
    ReadEnded,
    ReadRequest,
    Verdict,
)
from shared.contracts.topology import Topology
from shared.roots.posix.files.port import InputOutputError
from shared.roots.posix.marker import Marker, write_marker
from testing.bus.pubsub import MemoryMailbox, MemoryPubSub
from testing.disk.files import MemoryFiles
from testing.disk.root import ABSENT, Root, clock, digest, held

RACK = Topology()
READING = "ab" * 16
PATIENCE = 60.0
BIG = bytes(range(256)) * 2048 + b"end"
"""Four parts and a little of a fifth."""


class Site:
    """A worker of site a on a disk in memory, and the mailbox of a gateway at site b."""

    def __init__(self, *, at_once: int = 4, patience: float = PATIENCE) -> None:
        self.root = Root()
        write_marker(self.root.files, Marker(collection="spice", site="a", root_id="0" * 32))
        self.pubsub = MemoryPubSub()
        self.threads = ThreadPoolExecutor(at_once)
        bounds = RecentBounds(keep_bytes=0, keep_seconds=0, reserve_bytes=0)
        sources = Sources(
            pubsub=self.pubsub,
            topology=RACK,
            collection="spice",
            site="a",
            contents=VerifiedContents(
                lambda: open_own_root(self.open_files, collection="spice", site="a"),
                find=finding(now=clock(), bounds=bounds),
            ),
            threads=self.threads,
            patience=patience,
        )
        self.server = ReadServer(sources, at_once=at_once)

    def open_files(self) -> MemoryFiles:
        """Open the root anew."""
        return MemoryFiles(self.root.disk, faults=self.root.faults)

    async def ask(self, data: bytes, **more: object) -> None:
        """Ask for all of a content."""
        fields = {"content": digest(data), "size": len(data), "length": len(data), "credit": len(data)}
        request = ReadRequest.model_validate(
            {"collection": "spice", "site": "b", "reading": READING, "found_at": ("f",), **fields, **more}
        )
        await self.pubsub.send(RACK.read("spice", "a"), encode(request))

    async def credit(self, granted: int, *, stop: bool = False) -> None:
        """Let more be sent."""
        said = ReadCredit(collection="spice", reading=READING, credit=granted, stop=stop)
        await self.pubsub.send(RACK.read_credit("spice", "a", READING), encode(said))


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[MemoryMailbox]:
    """Run the worker for the block; give what the gateway hears."""
    async with site.pubsub.listen(RACK.read_part("spice", "a", "b", READING, "*")) as mailbox:
        task = asyncio.create_task(site.server.run())
        await until(lambda: site.pubsub.listeners(RACK.read("spice", "a")))
        try:
            yield mailbox
        finally:
            task.cancel()
            await asyncio.wait([task])
            site.threads.shutdown()


async def heard(mailbox: MemoryMailbox) -> bytes | ReadEnded:
    """Return the next part, or how the reading ended."""
    while True:
        message = await mailbox.next(timeout=PATIENCE)
        assert message is not None
        if not message.subject.endswith(".0"):
            return message.data
        said = decode_with(READ_STATE, message.data)
        if not isinstance(said, ReadAlive):
            return said


async def all_of(mailbox: MemoryMailbox) -> tuple[bytes, ReadEnded]:
    """Return all that is sent until the end, and the end."""
    parts = []
    while isinstance(one := await heard(mailbox), bytes):
        parts.append(one)
    return b"".join(parts), one


@pytest.mark.parametrize("start", [0, 1, READ_PART_BYTES, len(BIG) - 1])
async def test_a_content_is_sent_from_where_it_is_asked_for(start):
    """All parts but the last are full, and the end has their hash."""
    site = Site()
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.ask(BIG, start=start, length=len(BIG) - start)
        data, ended = await all_of(mailbox)
        await until(lambda: site.server.figures.ended[Verdict.DONE] == 1)
    assert data == BIG[start:]
    assert (ended.verdict, ended.sent_bytes) == (Verdict.DONE, len(data))
    assert ended.sent_hash == digest(data)
    assert site.server.figures.sent_bytes == len(data)


async def test_nothing_is_sent_beyond_the_credit():
    """Each part waits until it is covered as a whole."""
    site = Site()
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.ask(BIG, credit=2 * READ_PART_BYTES + 1)
        assert [len(await heard(mailbox)) for _ in range(2)] == [READ_PART_BYTES] * 2
        with pytest.raises(TimeoutError):
            await mailbox.next(timeout=0.05)
        await site.credit(len(BIG))
        data, ended = await all_of(mailbox)
    assert (data, ended.verdict) == (BIG[2 * READ_PART_BYTES :], Verdict.DONE)


async def test_an_asker_that_wants_no_more_ends_a_reading():
    """What was opened for it is closed, and another one may be read."""
    site = Site(at_once=1)
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.ask(BIG, credit=READ_PART_BYTES)
        await heard(mailbox)
        await site.credit(0, stop=True)
        await until(lambda: site.server.figures.active == 0)
        await site.ask(BIG)
        assert (await all_of(mailbox))[0] == BIG
    assert site.server.figures.ended[GONE] == 1


async def test_an_asker_that_says_nothing_is_taken_for_gone():
    """A gateway that was killed holds nothing up."""
    site = Site(patience=0.05)
    site.root.user.write("f", BIG)
    async with running(site):
        await site.ask(BIG, credit=0)
        await until(lambda: site.server.figures.ended[GONE] == 1)


async def test_other_bytes_under_the_name_are_never_sent():
    """A file is sent as a content only once its hash was checked: nobody reads what the log does not name."""
    site = Site()
    site.root.user.write("f", b"x" * len(BIG))
    async with running(site) as mailbox:
        await site.ask(BIG)
        data, ended = await all_of(mailbox)
    assert (data, ended.verdict) == (b"", Verdict.ABSENT)


async def test_what_was_replaced_is_sent_from_the_trash():
    """An older revision is read where a site still has it."""
    site = Site()
    site.root.publish(("f", BIG, ABSENT))
    site.root.publish(("f", b"new", held(BIG)), pack="1" * 32)
    async with running(site) as mailbox:
        await site.ask(BIG)
        assert (await all_of(mailbox))[0] == BIG


async def test_a_file_that_changes_while_it_is_read_is_told_so():
    """The asker throws away what it got."""
    site = Site()
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.ask(BIG, credit=READ_PART_BYTES)
        await heard(mailbox)
        site.root.user.write("f", BIG[::-1])
        await site.credit(len(BIG))
        assert (await all_of(mailbox))[1].verdict is Verdict.CHANGED


async def test_a_file_that_was_hashed_is_not_hashed_again():
    """A reader that fails over or takes pieces does not wait for the hash each time; a changed file does."""
    site = Site()
    site.root.user.write("f", BIG)
    reads: list[str] = []
    site.root.faults.before = lambda operation, path: reads.append(operation)
    async with running(site) as mailbox:
        await site.ask(BIG)
        await all_of(mailbox)
        first = reads.count("read_at")
        reads.clear()
        await site.ask(BIG)
        assert (await all_of(mailbox))[0] == BIG
        assert reads.count("read_at") < first
        site.root.user.write("f", BIG[::-1])
        await site.ask(BIG)
        assert (await all_of(mailbox))[1].verdict is Verdict.ABSENT


async def test_a_disk_that_fails_is_told():
    """The detail says what failed, for the log of the asker."""
    site = Site()
    site.root.user.write("f", BIG)

    def fail(operation: str, path: str) -> None:
        if operation == "read_at":
            raise InputOutputError(f"cannot read {path!r}")

    async with running(site) as mailbox:
        await site.ask(BIG)
        await all_of(mailbox)
        site.root.faults.before = lambda operation, path: path == "f" and fail(operation, path)
        await site.ask(BIG)
        ended = (await all_of(mailbox))[1]
    assert (ended.verdict, ended.detail) == (Verdict.FAILED, "cannot read 'f'")


async def test_a_root_that_is_another_sites_sends_nothing():
    """A disk that was swapped is not read (I3)."""
    site = Site()
    site.root.user.write("f", BIG)
    write_marker(site.root.files, Marker(collection="spice", site="c", root_id="0" * 32))
    async with running(site) as mailbox:
        await site.ask(BIG)
        ended = (await all_of(mailbox))[1]
    assert (ended.verdict, ended.sent_bytes) == (Verdict.FAILED, 0)
    assert "not this site's" in ended.detail


async def test_more_than_may_be_read_at_once_is_busy():
    """The asker goes elsewhere, or comes again; what is under way goes on."""
    site = Site(at_once=1)
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.ask(BIG, credit=0)
        await until(lambda: site.server.figures.active == 1)
        await site.ask(BIG)
        ended = await heard(mailbox)
        assert isinstance(ended, ReadEnded)
        assert ended.verdict is Verdict.BUSY
        await site.credit(len(BIG))
        assert (await all_of(mailbox))[0] == BIG


async def test_a_worker_that_stops_says_so():
    """The asker fails over at once."""
    site = Site()
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.ask(BIG, credit=READ_PART_BYTES)
        await heard(mailbox)
    ended = await heard(mailbox)
    assert isinstance(ended, ReadEnded)
    assert (ended.verdict, ended.detail) == (Verdict.FAILED, "the worker stops")


async def test_requests_that_nobody_can_answer_are_counted():
    """Nonsense, a newer version, and another collection's."""
    site = Site()
    site.root.user.write("f", BIG)
    async with running(site) as mailbox:
        await site.pubsub.send(RACK.read("spice", "a"), b"nonsense")
        await site.pubsub.send(RACK.read("spice", "a"), b'{"schema_version": 2}')
        await site.ask(BIG, collection="other")
        await site.ask(BIG)
        assert (await all_of(mailbox))[0] == BIG
    assert site.server.figures.malformed == 3


async def until(holds) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  a counter is no event
            await asyncio.sleep(0.001)
