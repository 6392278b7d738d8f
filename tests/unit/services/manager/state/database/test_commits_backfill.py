"""Commits that a projection folded before it noted them are read from the log when they are asked for."""

import pytest

from services.manager.state.database.commits_backfill import COMMITS_AT_ONCE, LogGapError, backfill
from shared.bus.codec import encode
from shared.catalog.fold.fold import Folded
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import Log, file, fold_one, put

TOPOLOGY = Topology()
SUBJECT = TOPOLOGY.log("kernels")


class Old:
    """A bus with a log of commits, and a projection that has folded them but noted none."""

    def __init__(self, *, commits: int) -> None:
        self.log = Log()
        for number in range(commits):
            self.log.write(put(f"f{number}", file("1")))
        self.bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
        database = open_database(":memory:")
        projection = Projection(database)
        for sequence, message in self.log.messages:
            folded = fold_one(projection, message, sequence=sequence)
            assert isinstance(folded, Folded)
            projection.apply(folded)
        database.execute("DROP TABLE commits")
        self.projection = Projection(database)

    async def publish(self, *, forge: int = 0) -> "Old":
        """Put the log on the bus, where its sequences are even; the commit `forge` is another one's."""
        for sequence, message in self.log.messages:
            await self.bus.publish(TOPOLOGY.log("other"), b"not ours")
            data = SigningKey(b"x" * 32).sign("{}") if sequence == forge else message
            await self.bus.publish(SUBJECT, encode(data))
        return self

    async def fill(self, *, to: int = 1) -> list[int]:
        """Backfill, and return the revisions that are noted."""
        await backfill(self.bus, self.projection, topology=TOPOLOGY, collection="kernels", to=to)
        return [one.revision for one in self.projection.commits.page()]


async def test_missing_commits_are_read_from_the_log():
    """All of them, down to the first; then nothing is missing."""
    old = await Old(commits=3).publish()
    assert await old.fill() == [6, 4, 2]
    assert old.projection.commits.missing(old.projection.position) is None
    assert [one.put for one in old.projection.commits.page()] == [1, 1, 1]


async def test_no_more_is_read_than_was_asked_for():
    """Down to the revision that somebody wants to see; the next question goes on from there."""
    old = await Old(commits=3).publish()
    assert await old.fill(to=4) == [6, 4]
    assert await old.fill() == [6, 4, 2]


async def test_one_question_reads_a_bounded_number():
    """A long log is read by several questions."""
    old = await Old(commits=COMMITS_AT_ONCE + 1).publish()
    assert len(await old.fill()) == COMMITS_AT_ONCE
    assert len(await old.fill()) == COMMITS_AT_ONCE + 1


async def test_a_log_that_lost_a_commit_is_said():
    """Nothing is made up for what the server has not."""
    with pytest.raises(LogGapError, match="lost revision 4"):
        await Old(commits=2).fill()


async def test_another_commit_in_its_place_is_not_believed():
    """Each is held to the hash by which the one after it names it."""
    old = await Old(commits=3).publish(forge=4)
    with pytest.raises(LogGapError, match="revision 4 of the log is not the commit"):
        await old.fill()
    assert [one.revision for one in old.projection.commits.page()] == [6]
