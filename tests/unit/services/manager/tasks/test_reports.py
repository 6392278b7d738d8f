"""Reports of transfer workers to a site."""

import asyncio

from services.manager.look.problems import Skipped
from services.manager.state.database.site_values import SiteValue
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.reports_and_asks import follow_reports, take
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.report import Applied, Placed, Reason, Unplaced
from testing.bus.faults import WELL, Fate, NoFaults
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.site import ORCHESTRATOR, Orchestrator, base, file, fingerprint
from tests.unit.services.manager.wiring import TOPOLOGY, new_core, until

LOG = TOPOLOGY.log("kernels")


class SlowLog(NoFaults):
    """Whoever follows the log hears of each commit late."""

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Take a while over the log alone."""
        return Fate(before=0.1) if (operation, target) == ("follow", LOG) else WELL


async def test_what_cannot_be_placed_below_a_link_is_told_as_refused_for_the_link() -> None:
    """No look will ever see a change there: it was told as a file that rots."""
    context = new_core(bus=MemoryBus(MemoryServer(TOPOLOGY), "manager"), collection="kernels", site="a")
    context.observed.problems["pd"] = Skipped("pd", "is a symbolic link or special file: pd")
    changed = Unplaced(path="pd/x", revision=1, reason=Reason.CHANGED)
    elsewhere = Unplaced(path="q/x", revision=1, reason=Reason.CHANGED)
    report = Applied(collection="kernels", site="a", pack="ab" * 16, unplaced=(changed, elsewhere))
    take(context, report, sequence=1)
    refused = context.publisher.postponed.refused()
    assert list(refused) == ["pd/x"]
    assert "'pd' is no directory here" in refused["pd/x"].detail


async def test_a_report_on_what_the_log_was_not_read_up_to_yet_waits_for_it() -> None:
    """Orchestrators place what they have read: passed over, it would look like a person's own file."""
    orchestrator = Orchestrator()
    orchestrator.others_change(Change(path="f", state=file("1")))
    ((_, commit),) = orchestrator.log
    placed = Placed(path="f", revision=1, fingerprint=fingerprint(7))
    bus = MemoryBus(MemoryServer(TOPOLOGY, faults=SlowLog()), "manager")
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    context = new_core(bus=bus, collection="kernels", site="a")
    values, index = context.state.values, context.state.index
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        follower = LogFollower(context, group)
        follower.start()
        values.keep(SiteValue.REPORTS_AFTER, 0)
        await bus.publish(LOG, encode(commit))
        report = Applied(collection="kernels", site="a", pack="ab" * 16, placed=(placed,))
        await bus.publish(TOPOLOGY.report("kernels", "a"), encode(report))
        group.create_task(follow_reports(context, follower))
        await until(lambda: values.number(SiteValue.REPORTS_AFTER) == 1)
        row = index.row("f")
        assert row is not None
        assert row.base == base(1, file("1"))
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
