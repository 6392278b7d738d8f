"""A log that is followed into a database of a process' own."""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.catalog.fold.fold import Folded
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.database import open_database
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, commit_of, file, fold_one, put, signed

TOPOLOGY = Topology()


async def bus_with_orchestrator() -> MemoryBus:
    """Return a bus that knows the one orchestrator's key."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "test")
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    return bus


def follow(bus: MemoryBus, database: Path, **settings: Any) -> FollowedLog:
    """Return the log of kernels on a bus."""
    return FollowedLog(
        bus, topology=TOPOLOGY, registry=Registry(bus), collection="kernels", database=database, **settings
    )


async def write(bus: MemoryBus, tree: MemoryTree, path: str) -> int:
    """Append a commit that puts a path."""
    message = signed(commit_of(tree, [put(path, file("a"))]))
    ack = await bus.publish(TOPOLOGY.log("kernels"), encode(message))
    folded = fold_one(tree, message, sequence=ack.sequence)
    tree.apply(folded)  # type: ignore[arg-type]
    return ack.sequence


async def test_a_revision_can_be_waited_for(tmp_path: Path) -> None:
    """It is ready with what was there, and wakes who waits for what comes; what does not come is told."""
    bus, tree, ready = await bus_with_orchestrator(), MemoryTree(), asyncio.Event()
    await write(bus, tree, "f")
    followed = follow(bus, tmp_path / "kernels.db")
    running = asyncio.create_task(followed.run(ready=ready.set))
    await ready.wait()
    assert [entry.path for entry in followed.projection.live()] == ["f"]
    waiting = asyncio.create_task(followed.reach(followed.revision + 1, within=30.0))
    revision = await write(bus, tree, "g")
    assert await waiting
    assert (followed.revision, await followed.reach(revision + 1, within=0.0)) == (revision, False)
    running.cancel()


async def test_another_log_replaces_what_was_folded(tmp_path: Path) -> None:
    """A store that was lost and filled anew counts: nothing of the old one is told any more."""
    for path in ("old", "new"):
        bus, tree = await bus_with_orchestrator(), MemoryTree()
        await write(bus, tree, path)
        followed = follow(bus, tmp_path / "kernels.db", check_every=0.001)
        running = asyncio.create_task(followed.run())
        assert await followed.until(
            lambda of=followed, name=path: [one.path for one in of.projection.live()] == [name], within=30.0
        )
        running.cancel()
        await asyncio.wait((running,))


async def test_what_is_written_within_a_fold_stands_or_falls_with_it(tmp_path: Path) -> None:
    """A commit whose followers fail is not folded: it is taken in whole by the next process."""

    def fails(folded: Folded) -> None:
        raise OSError("the disk is full")

    bus, tree, noted = await bus_with_orchestrator(), MemoryTree(), list[str]()
    await write(bus, tree, "f")
    with pytest.raises(ExceptionGroup):
        await follow(bus, tmp_path / "kernels.db", within=fails).run()
    followed = follow(
        bus, tmp_path / "kernels.db", within=lambda one: noted.extend(entry.path for entry in one.entries)
    )
    assert followed.revision == 0
    running = asyncio.create_task(followed.run())
    assert await followed.reach(1, within=30.0)
    running.cancel()

    assert noted == ["f"]


async def test_a_database_that_was_given_stays_open(tmp_path: Path) -> None:
    """Whoever gave it may use it longer than the log is followed: to say that its process goes, for one."""
    bus, path = await bus_with_orchestrator(), tmp_path / "kernels.db"
    with closing(open_database(path)) as database:
        followed = follow(bus, path, open_at=lambda _: database)
        running = asyncio.create_task(followed.run())
        await write(bus, MemoryTree(), "f")
        assert await followed.reach(1, within=30.0)
        running.cancel()
        await asyncio.wait((running,))

        assert [entry.path for entry in followed.projection.live()] == ["f"]
