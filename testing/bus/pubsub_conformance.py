"""The suite for every implementation of `PubSub`. A test class inherits it and gives a `pubsub` fixture."""

import asyncio

import pytest

from shared.bus.pubsub import Mailbox, PubSub

PATIENCE = 60.0
"""Seconds that a test waits for what must come."""


async def said(mailbox: Mailbox) -> bytes:
    """Return the bytes of the next message."""
    heard = await mailbox.next(timeout=PATIENCE)
    assert heard is not None
    return heard.data


class PubSubConformance:
    """What every implementation does."""

    async def test_who_listens_hears_in_order(self, pubsub: PubSub) -> None:
        """Messages of one sender on one connection arrive in their order."""
        async with pubsub.listen("rack.read.c.a", bulk=True) as mailbox:
            for number in range(50):
                await pubsub.send("rack.read.c.a", b"%d" % number, bulk=True)
            assert [await said(mailbox) for _ in range(50)] == [b"%d" % number for number in range(50)]

    async def test_a_wildcard_hears_every_subject_that_fits(self, pubsub: PubSub) -> None:
        """The subject of each message is told."""
        async with pubsub.listen("rack.bytes.c.a.b.r.*") as mailbox:
            for part in (1, 2):
                await pubsub.send(f"rack.bytes.c.a.b.r.{part}", b"")
            await pubsub.send("rack.bytes.c.a.b.other.3", b"")
            await pubsub.send("rack.bytes.c.a.b.r.4", b"")
            heard = [await mailbox.next(timeout=PATIENCE) for _ in range(3)]
        assert [one.subject.rpartition(".")[2] for one in heard if one] == ["1", "2", "4"]

    async def test_of_a_queue_one_hears_each_message(self, pubsub: PubSub) -> None:
        """Listeners with one queue name share the messages out."""
        async with (
            pubsub.listen("rack.read.c.a", queue="workers") as one,
            pubsub.listen("rack.read.c.a", queue="workers") as other,
            pubsub.listen("rack.read.c.a") as alone,
        ):
            for number in range(20):
                await pubsub.send("rack.read.c.a", b"%d" % number)
            assert [await said(alone) for _ in range(20)] == [b"%d" % number for number in range(20)]
            shared = {task.result() for task in await self._all_of(one, other, count=20)}
        assert shared == {b"%d" % number for number in range(20)}

    async def test_nobody_listens_is_said_where_it_is_asked_for(self, pubsub: PubSub) -> None:
        """The sender hears it at once, on a subject or a wildcard that has it."""
        async with pubsub.listen("rack.bytes.c.a.b.r.*") as mailbox:
            await pubsub.send("rack.read.c.a", b"who?", reply="rack.bytes.c.a.b.r.0")
            heard = await mailbox.next(timeout=PATIENCE)
        assert heard is not None
        assert (heard.nobody, heard.subject, heard.data) == (True, "rack.bytes.c.a.b.r.0", b"")

    async def test_what_was_flushed_has_left(self, pubsub: PubSub) -> None:
        """A sender can wait for it, so that what waits in its memory is bounded."""
        async with pubsub.listen("rack.read.c.a", bulk=True) as mailbox:
            await pubsub.send("rack.read.c.a", b"1", bulk=True)
            await pubsub.flush(bulk=True)
            assert await said(mailbox) == b"1"

    async def test_what_nobody_hears_is_gone(self, pubsub: PubSub) -> None:
        """Who listens later hears what is sent later."""
        await pubsub.send("rack.read.c.a", b"early")
        async with pubsub.listen("rack.read.c.a") as mailbox:
            await pubsub.send("rack.read.c.a", b"late")
            assert await said(mailbox) == b"late"

    async def test_nothing_comes_is_a_time_out(self, pubsub: PubSub) -> None:
        """A reader never waits for ever."""
        async with pubsub.listen("rack.read.c.a") as mailbox:
            with pytest.raises(TimeoutError):
                await mailbox.next(timeout=0.01)

    async def test_a_full_mailbox_drops_what_comes(self, pubsub: PubSub) -> None:
        """What waits for a slow reader is bounded."""
        async with pubsub.listen("rack.read.c.a", limit=3) as mailbox, pubsub.listen("rack.read.c.a") as all_:
            for number in range(10):
                await pubsub.send("rack.read.c.a", b"%d" % number)
            assert [await said(all_) for _ in range(10)][-1] == b"9"
            assert [await said(mailbox) for _ in range(3)] == [b"0", b"1", b"2"]
            with pytest.raises(TimeoutError):
                await mailbox.next(timeout=0.01)

    @staticmethod
    async def _all_of(*mailboxes: Mailbox, count: int) -> set[asyncio.Task[bytes]]:
        """Return tasks that have read `count` messages from several mailboxes."""
        done: set[asyncio.Task[bytes]] = set()
        waiting = {asyncio.create_task(said(mailbox)): mailbox for mailbox in mailboxes}
        while len(done) < count:
            ready, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in ready:
                mailbox = waiting.pop(task)
                done.add(task)
                waiting[asyncio.create_task(said(mailbox))] = mailbox
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return done
