"""The verification of the whole log as the server has it."""

import asyncio
from contextlib import asynccontextmanager

from services.manager.verify.log_auditor import AuditState, LogAuditor
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.catalog.fold.audit import BreakKind
from shared.catalog.fold.position import START, LogPosition
from shared.contracts.topology import Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import until
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, Log, file, put

TOPOLOGY = Topology()


class Rack:
    """A log on a server, and who verifies it."""

    def __init__(self, *, followed: LogPosition = START) -> None:
        self.server = MemoryServer(TOPOLOGY)
        self.bus = MemoryBus(self.server, "manager")
        self.auditor = LogAuditor(
            bus=self.bus,
            topology=TOPOLOGY,
            registry=Registry(self.bus),
            collection="kernels",
            followed=lambda: followed,
        )

    async def write(self, count: int) -> None:
        """Write so many commits, at the revisions 1, 2 and so on."""
        await self.auditor.registry.register_orchestrator(ORCHESTRATOR.public)
        log = Log()
        for number in range(count):
            log.write(put(f"f{number}", file("1")))
            # The log in memory counts by two: one of another collection stands between.
            await self.bus.publish(TOPOLOGY.log("other"), b"")
            await self.bus.publish(TOPOLOGY.log("kernels"), encode(log.messages[-1][1]))

    @asynccontextmanager
    async def verified(self, at: int | None = None):
        """Yield a verification that has ended."""
        task = asyncio.ensure_future(self.auditor.run())
        run = self.auditor.ask(at)
        assert self.auditor.is_busy
        await until(lambda: not self.auditor.is_busy)
        task.cancel()
        await asyncio.wait([task])
        yield run


async def test_a_log_is_read_to_its_end():
    """Whatever stands there of other collections is not of it."""
    rack = Rack()
    await rack.write(3)
    async with rack.verified() as run:
        assert (run.state, run.audit.commits, run.audit.broken, run.read) == (AuditState.DONE, 3, 0, 6)
    assert not rack.auditor.is_busy


async def test_a_log_is_read_up_to_a_revision():
    """Two people compare where the slower of two sites is."""
    rack = Rack()
    await rack.write(3)
    async with rack.verified(5) as run:
        assert (run.audit.commits, run.audit.position.revision) == (2, 4)


async def test_a_log_without_commits_is_no_trouble():
    """There is nothing to read."""
    async with Rack().verified() as run:
        assert (run.state, run.audit.commits) == (AuditState.DONE, 0)


async def test_damaged_bytes_are_a_break():
    """The commit after them is none."""
    rack = Rack()
    await rack.write(2)
    await rack.bus.publish(TOPOLOGY.log("kernels"), b"\xff")
    async with rack.verified() as run:
        assert [(one.revision, one.kind) for one in run.audit.breaks] == [(5, BreakKind.UNREADABLE)]


async def test_the_log_is_compared_with_what_the_site_followed():
    """A log that was written anew verifies by itself."""
    rack = Rack(followed=LogPosition("a" * 32, 4, "f" * 64))
    await rack.write(3)
    async with rack.verified() as run:
        assert [(one.revision, one.kind) for one in run.audit.breaks] == [(4, BreakKind.REWRITTEN)]


async def test_a_server_that_does_not_answer_fails_it_in_words():
    """The person asks again; the manager lives on."""
    rack = Rack()
    await rack.write(1)
    rack.server.go_down()
    async with rack.verified() as run:
        assert run.state is AuditState.FAILED
        assert "ask again" in run.detail
