"""A log is read so that others get their turns."""

import asyncio

import pytest

from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.catalog.fold.fold import Folded, Skip
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.follow import log_reader
from shared.catalog.follow.log_reader import LogReader
from shared.contracts.messages.signed import Signed
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.follow.test_followed_log import TOPOLOGY
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, commit_of, file, fold_one, put, signed

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
