"""Conflict copies of which no site has the bytes: what was saved was saved again before anybody had it."""

from pathlib import Path

import pytest

from services.manager.tasks.withdraw_lost import ROUNDS, LostCopies
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.contracts.bucket_keys import manager_key, worker_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.batch import Batch, Change, Outcome
from shared.contracts.messages.presence import ManagerPresence, SiteRecord, WorkerPresence
from shared.contracts.messages.transfers.want import Want
from shared.model.entry import DELETED, Entry
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.site import Orchestrator, Site, file
from tests.unit.services.manager.wiring import TOPOLOGY, new_core

LOST = file("2")


def conflicting(orchestrator: Orchestrator) -> Site:
    """Return site a, whose second content of a file lost to b's, and which has saved a third since."""
    site = Site(orchestrator)
    site.publishes("f", file("1"))
    orchestrator.others_change(Change(path="f", state=file("b"), base={"revision": 1}))
    site.publishes("f", LOST)
    site.sees("f", file("3"))
    return site


def copy_in(site: Site) -> Entry:
    """Return the copy that the log has of what lost."""
    (entry,) = site.state.projection.with_content(LOST.content or "", limit=9)
    return entry


def test_what_is_withdrawn_is_deleted_by_the_site_that_made_it() -> None:
    """It was here, and went: every other site hears of it, and waits no more."""
    site = conflicting(orchestrator := Orchestrator())
    copy = copy_in(site)
    assert site.state.withdraw([copy]) == [copy.path]
    sent = site.sends()
    assert sent is not None
    changes = Batch.model_validate_json(sent.body).changes
    assert (copy.path, DELETED) in [(change.path, change.state) for change in changes]
    orchestrator.decide(sent)
    (folded,) = site.folds()
    assert Outcome.ACCEPTED in [decision.outcome for decision in folded.decisions]
    head = site.state.projection.head(copy.path)
    assert head is not None
    assert not head.live


def test_a_copy_that_stands_here_is_not_withdrawn() -> None:
    """It was placed meanwhile."""
    site = conflicting(Orchestrator())
    copy = copy_in(site)
    site.placed(copy.path, copy.revision, copy.state)
    assert site.state.withdraw([copy]) == []


class Rack:
    """Site a with a copy that it cannot get, and site b."""

    def __init__(self, database: Path) -> None:
        self.bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
        self.orchestrator = Orchestrator()
        self.copy = copy_in(conflicting(self.orchestrator))
        self.context = new_core(bus=self.bus, database=database, collection="kernels", site="a")
        self.lost = LostCopies(self.context)

    async def begin(self) -> None:
        """Have both say that they do not hold it."""
        for revision, commit in self.orchestrator.log:
            self.context.state.fold(revision, commit, trusts=lambda key: True, incarnation=lambda: "a" * 16)
        self.context.publisher.lacks(self.copy.path, self.copy.revision)
        for site in "ab":
            await Registry(self.bus).register_site(SiteRecord(collection="kernels", site=site, key="5" * 64))
            await self.says(site)
            await self.has_worker(site)

    async def says(self, site: str, *, placed: int = 2) -> None:
        """Have a site's manager give a sign of life, and say up to where it has placed all."""
        presence = ManagerPresence(collection="kernels", site=site, state="syncing")
        await self.bus.put(Bucket.PRESENCE, manager_key("kernels", site), encode(presence))
        want = Want(collection="kernels", site=site, log_id="a" * 32, head=3, placed=placed, step=1)
        await self.bus.publish(TOPOLOGY.want("kernels", site), encode(want))

    async def has_worker(self, site: str) -> None:
        """Have a worker of a site give a sign of life."""
        await self.bus.put(Bucket.PRESENCE, worker_key(site, "1"), encode(WorkerPresence(site=site)))

    async def rounds(self, count: int) -> bool:
        """Look so many times; tell whether the copy is withdrawn."""
        for _ in range(count):
            await self.lost.round()
        row = self.context.state.index.row(self.copy.path)
        return row is not None and row.base is not None


@pytest.fixture
async def rack(tmp_path):
    """Both sites, which lack the copy."""
    made = Rack(tmp_path / "index.db")
    await made.begin()
    return made


async def test_what_no_site_has_for_some_rounds_is_withdrawn(rack):
    """Not at once: a worker may have been away for a moment."""
    assert not await rack.rounds(ROUNDS - 1)
    assert await rack.rounds(1)


async def test_nothing_is_withdrawn_while_a_site_is_away_or_has_no_worker(rack):
    """It may have the bytes, be it in its trash; and the rounds before do not count."""
    await rack.rounds(ROUNDS - 1)
    await rack.bus.remove(Bucket.PRESENCE, worker_key("b", "1"))
    assert not await rack.rounds(ROUNDS)
    await rack.has_worker("b")
    assert not await rack.rounds(ROUNDS - 1)
    await rack.bus.remove(Bucket.PRESENCE, manager_key("kernels", "b"))
    assert not await rack.rounds(ROUNDS)


async def test_what_another_site_holds_is_not_withdrawn(rack):
    """It is only late here."""
    await rack.says("b", placed=3)
    assert not await rack.rounds(ROUNDS)


async def test_what_others_made_is_theirs_to_withdraw(rack):
    """As is what stands under a name of its own: a person's next change says what becomes of it."""
    rack.context.publisher.placed(rack.copy.path)
    rack.context.publisher.lacks("f", 2)
    assert not await rack.rounds(ROUNDS)
    assert rack.context.state.index.row("f") is None
