"""A log is read so that others get their turns."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.bus.port import Message
from shared.catalog.fold.fold import Folded, Skip
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.follow import log_reader
from shared.catalog.follow.log_reader import LogReader
from shared.contracts.messages.signed import Signed
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.follow.test_followed_log import TOPOLOGY
from tests.unit.shared.catalog.logging_commits import (
    ORCHESTRATOR,
    Log,
    commit_of,
    file,
    fold_one,
    put,
    signed,
)

CHANGES = 50


async def turns_before_the_fold(monkeypatch: pytest.MonkeyPatch, *, ahead_bytes: int) -> int:
    """Return how often others had a turn until a commit of many changes was folded."""
    monkeypatch.setattr(log_reader, "READ_AHEAD_BYTES", ahead_bytes)
    bus, tree, turns = MemoryBus(MemoryServer(TOPOLOGY), "test"), MemoryTree(), 0
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    message = signed(commit_of(tree, [put(f"f{number}", file("a")) for number in range(CHANGES)]))
    await bus.publish(TOPOLOGY.log("kernels"), encode(message))

    def fold(sequence: int, read: Signed) -> Folded | Skip:
        result = fold_one(tree, read, sequence=sequence)
        assert isinstance(result, Folded)
        assert len(result.entries) == CHANGES
        done.set_result(turns)
        return result

    reader = LogReader(
        bus,
        topology=TOPOLOGY,
        registry=Registry(bus),
        collection="kernels",
        start=tree.position,
        fold=fold,
        skip=lambda: None,
    )
    running = asyncio.create_task(reader.run())
    while not done.done():
        turns += 1
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait((running,))
    return done.result()


async def test_a_large_commit_is_read_in_parts_before_it_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its parts, and before the fold, whoever asks for the status is answered."""
    at_once = await turns_before_the_fold(monkeypatch, ahead_bytes=10**9)
    in_parts = await turns_before_the_fold(monkeypatch, ahead_bytes=0)

    assert in_parts == at_once + 3


class Restored(MemoryBus):
    """A bus whose store was restored: whoever followed it hears all of it again."""

    async def follow(self, stream: str, subject: str, *, after: int) -> AsyncGenerator[Message, None]:
        async for message in super().follow(stream, subject, after=0):
            yield message


async def test_what_a_restored_store_brings_again_is_not_folded_twice() -> None:
    """A site that runs while a backup is restored goes on from where it is, and doubts nothing."""
    bus, written = Restored(MemoryServer(TOPOLOGY), "test"), Log()
    registry, tree, subject = Registry(bus), written.tree, TOPOLOGY.log("kernels")
    await registry.register_orchestrator(ORCHESTRATOR.public)
    for name in ("first", "second"):
        written.write(put(name, file("a")))
    for sequence, message in written.messages:
        while (await bus.publish(subject, encode(message))).sequence < sequence:
            pass
    new = signed(commit_of(tree, [put("new", file("b"))]))
    expected = (await bus.publish(subject, encode(new))).sequence
    folded: asyncio.Queue[tuple[int, Folded | Skip]] = asyncio.Queue()

    def fold(sequence: int, read: Signed) -> Folded | Skip:
        result = fold_one(tree, read, sequence=sequence)
        folded.put_nowait((sequence, result))
        return result

    reader = LogReader(
        bus,
        topology=TOPOLOGY,
        registry=registry,
        collection="kernels",
        start=tree.position,
        fold=fold,
        skip=lambda: None,
    )
    running = asyncio.create_task(reader.run())
    sequence, result = await folded.get()
    running.cancel()
    await asyncio.wait((running,))

    assert (sequence, type(result)) == (expected, Folded)
