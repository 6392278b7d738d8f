"""Changes that wait for the log, over restarts."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.gateway.writing.change import Change, ChangedPath, Fate
from services.gateway.writing.change_store import ChangeStore
from services.gateway.writing.changes import UNSURE_SECONDS, Changes
from shared.bus.codec import encode
from shared.catalog.fold.memory import MemoryTree
from shared.catalog.store.database import open_database
from shared.contracts.messages.batch import Change as Said
from shared.contracts.messages.batch import Condition
from shared.contracts.topology import Topology
from shared.model.entry import Kind
from shared.roots.posix.groups.group import Stage
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import batch_of, commit_of, file, fold_one, signed

ONE, TWO = "1" * 32, "2" * 32


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 4, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time."""
        return self.at

    def time_ns(self) -> int:
        """Return the time in nanoseconds."""
        return int(self.at.timestamp() * 1e9)


class Gateway:
    """The changes of one gateway that starts again and again."""

    def __init__(self) -> None:
        self.store = ChangeStore(open_database(":memory:"))
        self.clock = Clock()
        self.tree = MemoryTree()
        self.revision = 0
        self.start()

    def start(self) -> Changes:
        """Start again."""
        self.changes = Changes(
            self.store, site="a", head_of=self.tree.head, revision=lambda: self.revision, clock=self.clock
        )
        return self.changes

    def begin(self, change_id: str, path: str = "f") -> None:
        """Begin a change."""
        paths = (ChangedPath(path=path, kind=Kind.FILE, content="1" * 64),)
        self.changes.begin(Change(id=change_id, caller="me", at=self.clock.now(), since=0, paths=paths))

    def fold(self, revision: int, *, digit: str = "1", site: str = "a", follows: bool = True) -> None:
        """Fold a commit of a site, of a file at `f` whose content is named by one digit.

        Where the gateway does not follow, it ends before it has noted what was decided.
        """
        batch = batch_of([Said(path="f", state=file(digit))], site=site, sequence=revision)
        message = signed(commit_of(self.tree, batch.changes, batch=batch))
        folded = fold_one(self.tree, message, sequence=revision)
        self.tree.apply(folded)
        self.revision = revision
        if follows:
            self.changes.folded(folded)


@pytest.fixture
def gateway() -> Gateway:
    """A gateway with one change that waits."""
    gateway = Gateway()
    gateway.begin(ONE)
    return gateway


async def test_commits_of_before_the_restart_are_read_again(gateway: Gateway):
    """They were folded, and the process ended before it had noted what they decided."""
    bus, tree = MemoryBus(MemoryServer(Topology()), "gateway"), MemoryTree()
    changes = [Said(path="f", state=file("1"))]
    await bus.publish(Topology().log("kernels"), b"no message of ours")
    await bus.publish(
        Topology().log("kernels"), encode(signed(commit_of(tree, changes, batch=batch_of(changes, site="a"))))
    )
    again = gateway.start()
    await again.read_again(bus, Topology().log("kernels"))
    found = again.get(ONE)
    assert found is not None
    assert (found.fate, found.revision) == (Fate.COMMITTED, 2)


def test_a_group_that_was_put_back_has_failed(gateway: Gateway):
    """Its writer died; one that was closed still waits for its commit."""
    gateway.begin(TWO)
    again = gateway.start()
    again.recover({ONE: Stage.WITHDRAWN, TWO: Stage.CLOSED})
    fates = [change.fate for change_id in (ONE, TWO) if (change := again.get(change_id))]
    assert fates == [Fate.FAILED, Fate.WAITING]
    gateway.clock.at += timedelta(seconds=2 * UNSURE_SECONDS)
    still = again.get(TWO)
    assert still is not None
    assert still.fate is Fate.WAITING


def test_a_change_that_no_commit_names_has_failed_after_a_while(gateway: Gateway):
    """Its process died before anything was declared."""
    again = gateway.start()
    again.recover({})
    gateway.clock.at += timedelta(seconds=2 * UNSURE_SECONDS)
    found = again.get(ONE)
    assert found is not None
    assert found.fate is Fate.FAILED


async def test_changes_of_a_process_of_before_block_nobody(gateway: Gateway):
    """Those of this one do, as long as they wait; a wait ends when they are over, or in time."""
    assert not await gateway.changes.until_free(frozenset({"f"}), seconds=0)
    assert await gateway.changes.until_free(frozenset({"g"}), seconds=0)
    waiting = asyncio.create_task(gateway.changes.wait(ONE, seconds=30))
    await asyncio.sleep(0)
    gateway.changes.fail(ONE, "for a test")
    assert (await waiting).fate is Fate.FAILED
    gateway.begin(TWO)
    assert await gateway.start().until_free(frozenset({"f"}), seconds=0)


async def test_a_change_without_a_commit_blocks_its_path_for_a_while_alone(gateway: Gateway):
    """A person has put back what stood there before anybody looked: no commit will ever name it."""
    gateway.clock.at += timedelta(seconds=UNSURE_SECONDS + 1)
    assert await gateway.changes.until_free(frozenset({"f"}), seconds=0)
    assert gateway.changes.waiting == 1


def test_old_changes_are_forgotten(gateway: Gateway):
    """After a week."""
    gateway.clock.at += timedelta(days=8)
    gateway.start().recover({})
    assert gateway.store.get(ONE) is None


async def test_a_commit_of_what_stood_before_an_attempt_decides_on_nothing(gateway: Gateway):
    """Bytes of a person are published while a change waits to go over them: the change is not superseded."""
    gateway.changes.attempt(ONE, "a" * 32)
    gateway.fold(2, digit="9")
    assert gateway.changes.waiting == 1
    gateway.changes.attempt(ONE, "b" * 32)
    gateway.changes.placed(ONE)
    assert gateway.changes.waiting == 1
    gateway.fold(3)
    found = gateway.changes.get(ONE)
    assert found is not None
    assert (found.fate, found.revision) == (Fate.COMMITTED, 3)


async def test_who_writes_over_a_change_before_it_is_told_to_be_in_place_supersedes_it(gateway: Gateway):
    """The path is free again: nobody waits for a commit that never comes."""
    gateway.changes.attempt(ONE, "a" * 32)
    gateway.fold(2, digit="9")
    gateway.changes.placed(ONE)
    found = gateway.changes.get(ONE)
    assert found is not None
    assert found.fate is Fate.SUPERSEDED
    assert await gateway.changes.until_free(frozenset({"f"}), seconds=0)


async def test_a_dead_writers_last_attempt_tells(gateway: Gateway):
    """An earlier one that was withdrawn says nothing of it."""
    gateway.changes.attempt(ONE, "a" * 32)
    gateway.changes.attempt(ONE, "b" * 32)
    gateway.start().recover({"a" * 32: Stage.WITHDRAWN, "b" * 32: Stage.CLOSED})
    assert gateway.changes.waiting == 1
    gateway.start().recover({"b" * 32: Stage.WITHDRAWN})
    found = gateway.changes.get(ONE)
    assert found is not None
    assert found.fate is Fate.FAILED


@pytest.mark.parametrize("placing", [False, True])
async def test_a_change_that_another_site_makes_as_well_is_committed(gateway: Gateway, placing: bool):
    """Nothing is left to say of it here: whoever waited for a commit of this site would wait for ever."""
    if placing:
        gateway.changes.attempt(ONE, "a" * 32)
    gateway.fold(2, site="b")
    if placing:
        assert gateway.changes.waiting == 1
        gateway.changes.placed(ONE)
    found = gateway.changes.get(ONE)
    assert found is not None
    assert (found.fate, found.revision) == (Fate.COMMITTED, 2)
    assert await gateway.changes.until_free(frozenset({"f"}), seconds=0)


async def test_a_change_that_another_site_makes_otherwise_waits_for_its_own_commit(gateway: Gateway):
    """That will say which of the two has lost."""
    gateway.fold(2, digit="9", site="b")
    assert gateway.changes.waiting == 1


@pytest.mark.parametrize("when", ["placing", "waiting", "stopped"])
async def test_a_deletion_that_another_sites_edit_beats_has_lost(gateway: Gateway, when: str):
    """The file comes back, so this site's manager says nothing of it: its caller would wait for ever."""
    bus = MemoryBus(MemoryServer(Topology()), "gateway")
    gateway.fold(1, site="b")
    gone = ChangedPath(path="f", kind=Kind.DELETED)
    gateway.changes.begin(Change(id=TWO, caller="me", at=gateway.clock.now(), since=1, paths=(gone,)))
    gateway.changes.attempt(TWO, "a" * 32, {"f": Condition(content="1" * 64)})
    if when != "placing":
        gateway.changes.placed(TWO)
    if when == "stopped":
        gateway.fold(2, digit="9", site="b", follows=False)
        await gateway.start().read_again(bus, Topology().log("kernels"))
    else:
        gateway.fold(2, digit="9", site="b")
        gateway.changes.placed(TWO)
    found = gateway.changes.get(TWO)
    assert found is not None
    assert (found.fate, found.revision) == (Fate.LOST, 2)
    assert await gateway.changes.until_free(frozenset({"f"}), seconds=0)


@pytest.mark.parametrize("placing", [False, True])
async def test_of_two_who_demand_the_same_before_they_do_the_same_one_has_lost(
    gateway: Gateway, placing: bool
):
    """The log took the other's. Where what was demanded still stands, both are right."""
    for change_id, demanded, fate in ((ONE, "7", Fate.LOST), (TWO, "1", Fate.COMMITTED)):
        gateway.begin(change_id)
        gateway.changes.attempt(change_id, "a" * 32, {"f": Condition(content=demanded * 64)})
        if not placing:
            gateway.changes.placed(change_id)
        gateway.fold(gateway.revision + 1, site="b")
        gateway.changes.placed(change_id)
        found = gateway.changes.get(change_id)
        assert found is not None
        assert found.fate is fate
        assert await gateway.changes.until_free(frozenset({"f"}), seconds=0)
