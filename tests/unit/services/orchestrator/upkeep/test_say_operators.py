"""What doors hear of operators, from orchestrators."""

import asyncio

from services.orchestrator.upkeep.say_operators import SayOperators
from shared.access.book import AccessBook
from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.codec import encode
from shared.catalog.fold.keyring import OPERATORS, End, LogKey, MemoryKeyring, Origin
from shared.contracts.bucket_keys import heeded_operators_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.order import HeededOperators
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer

ADA, BEN = "a" * 64, "b" * 64


def operator(key: str, *, until: int = 0) -> LogKey:
    """Return an operator's key as a log has it."""
    end = End.REVOKED if until else None
    return LogKey(owner=OPERATORS, key=key, since=1, origin=Origin.ENTERED, until=until, end=end)


async def at_once() -> None:
    """Return, as a fold that has all of its log."""


async def test_doors_heed_the_operators_of_the_log_as_it_is_folded() -> None:
    """Nothing is said while there is none; then each change, and the same once."""
    bus, keys = MemoryBus(MemoryServer(Topology()), "orchestrator"), MemoryKeyring()
    saying = SayOperators(bus=bus, collection="c", keys=keys, catch_up=at_once)
    book = AccessBook(bus, collection="c", monotonic=lambda: 0.0)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(saying.run()), group.create_task(book.run())]
        await book.ready()
        assert await bus.value(Bucket.SITES, heeded_operators_key("c")) is None
        keys.keep([operator(ADA)])
        saying.wake()
        assert await book.hear(lambda: book.signed.heeds("c"))
        keys.keep([operator(BEN), operator(ADA, until=4)])
        saying.wake()
        assert await book.hear(lambda: book.signed._operators["c"] == {BEN})
        saying.wake()
        subject = key_subject(Bucket.SITES, heeded_operators_key("c"))
        assert await bus.caught_up(bucket_stream(Bucket.SITES), subject) == 2
        for task in tasks:
            task.cancel()


async def test_the_operator_of_the_set_up_is_said_before_it_has_spoken() -> None:
    """So that no door believes what nobody signs until then."""
    bus = MemoryBus(MemoryServer(Topology()), "orchestrator")
    saying = SayOperators(
        bus=bus, collection="c", keys=MemoryKeyring(), catch_up=at_once, first=frozenset({ADA})
    )
    book = AccessBook(bus, collection="c", monotonic=lambda: 0.0)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(saying.run()), group.create_task(book.run())]
        assert await book.hear(lambda: book.signed.heeds("c"))
        for task in tasks:
            task.cancel()


async def test_a_fold_on_its_way_ends_nobodys_word() -> None:
    """Another orchestrator that folds the log anew says nothing before it has what the log has."""
    bus, keys, folded = MemoryBus(MemoryServer(Topology()), "orchestrator"), MemoryKeyring(), asyncio.Event()
    standing = HeededOperators(collection="c", keys=(ADA,))
    await bus.put(Bucket.SITES, heeded_operators_key("c"), encode(standing))
    asked = asyncio.Event()

    async def catch_up() -> None:
        asked.set()
        await folded.wait()

    saying = SayOperators(bus=bus, collection="c", keys=keys, catch_up=catch_up)
    book = AccessBook(bus, collection="c", monotonic=lambda: 0.0)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(saying.run()), group.create_task(book.run())]
        await asked.wait()
        await book.ready()
        assert book.signed.heeds("c")
        keys.keep([operator(BEN)])
        folded.set()
        assert await book.hear(lambda: book.signed._operators["c"] == {BEN})
        for task in tasks:
            task.cancel()
