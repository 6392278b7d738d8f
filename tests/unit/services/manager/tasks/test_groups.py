"""Groups in a site's directory: a look takes all of one, or nothing."""

import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from services.manager.look.directory.scan import Scope
from shared.contracts.messages.batch import Batch, Change, Condition
from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from shared.roots.errors import MissingError
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.hashing import observe
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.site import MADE_AT

ID = "7" * 32
NOTHING = Held(kind=Kind.DELETED)
LONG_AGO = timedelta(hours=2)


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """A site whose files settle for a minute, and that has published one."""
    site = KeptSite(tmp_path, disk=MemoryDisk(clock=count(time.time_ns()).__next__))
    await site.begin({"f": b"old", "g": b"going"})
    site.look_task._context.directory_look.quiet._seconds = 60.0
    return site


def group(site: KeptSite, stage: Stage, *, together: bool = True, age: timedelta = timedelta()) -> Group:
    """Return a group that puts f and new/n, and deletes g."""
    now = site.context.clock.now()

    def put(path: str) -> GroupChange:
        return GroupChange(path=path, prior=NOTHING, state=standing(site, path))

    changes = (put("f"), put("new/n"), GroupChange(path="g", prior=NOTHING, state=DELETED))
    return Group(
        id=ID,
        stage=stage,
        at=now - age,
        together=together,
        message="the night's frames" if together else "",
        changes=changes,
        directories=("new",),
    )


def standing(site: KeptSite, path: str) -> State:
    """Return what stands at a path; while nothing does, some file."""
    try:
        seen = observe(site.files, path)
    except MissingError:
        return State(kind=Kind.FILE, content="0" * 64)
    found = seen.status.fingerprint
    return State(kind=Kind.FILE, content=seen.content, size=found.size, mtime_ns=found.mtime_ns)


def declare(site: KeptSite, stage: Stage, *, together: bool = True, age: timedelta = timedelta()) -> None:
    """Say in the control directory how far the group is."""
    files = GroupFiles(site.files)
    with files.held(ID):
        files.remove(ID)
        files.declare(group(site, stage, together=together, age=age))


def declared(site: KeptSite) -> tuple[Group, ...]:
    """Return what is declared."""
    return GroupFiles(site.files).all()


def change(site: KeptSite) -> None:
    """Make all changes of the group."""
    site.write({"f": b"newer", "new/n": b"new"})
    site.user.delete("g")


def said(site: KeptSite) -> Batch:
    """Return the batch that the site makes."""
    signed = site.state.make_batch(made_at=MADE_AT)
    assert signed is not None
    return Batch.model_validate_json(signed.body)


def paths(changes: tuple[Change, ...]) -> list[str]:
    """Return what a batch names."""
    return sorted(one.path for one in changes)


async def test_half_of_a_group_is_not_taken(site: KeptSite):
    """While names still change, the site says nothing of them, and looks again."""
    declare(site, Stage.OPEN)
    change(site)
    again = await site.look()
    assert site.publish() == []
    assert again is not None
    assert declared(site) != ()


async def test_a_closed_group_is_one_batch_at_once(site: KeptSite):
    """With its message, without waiting until its files are quiet, and without what others changed."""
    site.write({"other": b"being written"})
    declare(site, Stage.OPEN)
    change(site)
    declare(site, Stage.CLOSED)
    await site.look(Scope(directories=frozenset()))
    batch = said(site)
    assert paths(batch.changes) == ["f", "g", "new", "new/n"]
    assert batch.group is not None
    assert (batch.group.id, batch.group.message) == (ID, "the night's frames")
    assert declared(site) == ()


async def test_changes_that_go_each_for_itself_are_taken_at_once(site: KeptSite):
    """They are declared to be seen at once, and no group in the log."""
    change(site)
    declare(site, Stage.CLOSED, together=False)
    await site.look()
    batch = said(site)
    assert (paths(batch.changes), batch.group) == (["f", "g", "new", "new/n"], None)


async def test_a_withdrawn_group_leaves_nothing(site: KeptSite):
    """What was put back is no change; the look that sees so removes the file."""
    declare(site, Stage.WITHDRAWN)
    await site.look()
    assert site.publish() == []
    assert declared(site) == ()


async def test_a_group_whose_file_a_crash_has_left_is_not_said_again(site: KeptSite):
    """A later edit at one of its paths is a change like any other."""
    change(site)
    declare(site, Stage.CLOSED)
    await site.look()
    site.publish()
    declare(site, Stage.CLOSED)
    site.look_task._context.directory_look.quiet._seconds = 0.0
    site.write({"f": b"edited later"})
    await site.look()
    batch = said(site)
    assert (paths(batch.changes), batch.group) == (["f"], None)


async def test_a_group_with_an_edited_file_waits_for_it(site: KeptSite):
    """A person went on with one of its files: all of it is taken when that one is quiet."""
    change(site)
    declare(site, Stage.CLOSED)
    site.write({"f": b"edited since"})
    await site.look()
    assert site.publish() == []
    site.look_task._context.directory_look.quiet._seconds = 0.0
    await site.look()
    assert paths(said(site).changes) == ["f", "g", "new", "new/n"]


async def test_a_group_of_a_writer_that_died_binds_for_an_hour(site: KeptSite):
    """Then its paths are taken as they stand: they would wait for ever."""
    change(site)
    declare(site, Stage.OPEN)
    site.look_task._context.directory_look.quiet._seconds = 0.0
    await site.look()
    assert site.publish() == []
    an_hour_passes(site)
    await site.look()
    batch = said(site)
    assert (paths(batch.changes), batch.group) == (["f", "g", "new", "new/n"], None)


async def test_a_group_binds_whatever_the_clock_of_its_writer_says(site: KeptSite):
    """The manager's is hours ahead: half of a group whose gateway died just now stays untaken."""
    change(site)
    declare(site, Stage.OPEN, age=LONG_AGO)
    site.look_task._context.directory_look.quiet._seconds = 0.0
    await site.look()
    assert (site.publish(), len(declared(site))) == ([], 1)


async def test_the_hour_of_a_group_begins_when_its_writer_was_last_there(site: KeptSite):
    """It was at it for longer, and died a moment ago."""
    change(site)
    site.look_task._context.directory_look.quiet._seconds = 0.0
    files = GroupFiles(site.files)
    with files.held(ID):
        files.declare(group(site, Stage.OPEN))
        await site.look()
        an_hour_passes(site)
        await site.look()
    await site.look()
    assert (site.publish(), len(declared(site))) == ([], 1)


def an_hour_passes(site: KeptSite) -> None:
    """Let the groups that the site has seen be older by more than an hour."""
    since = site.look_task._context.directory_look.group_ages._since
    for seen in since:
        since[seen] -= 3601.0


class Mover:
    """Moves m/<number> on to the next number in two steps, each at one of the disk operations of a look."""

    def __init__(self, site: KeptSite, number: int, first: int, last: int) -> None:
        self._site, self._source, self._target = site, f"m/{number}", f"m/{number + 1}"
        self._declared = GroupFiles(MemoryFiles(site.disk))
        self._steps = [(first, self._begin), (last, self._end)]
        self.operations = count()
        changes = (
            GroupChange(path=self._target, prior=NOTHING, state=standing(site, self._source)),
            GroupChange(path=self._source, prior=NOTHING, state=DELETED),
        )
        now = site.context.clock.now()
        self._group = Group(id=f"{number:032x}", at=now, together=True, changes=changes)
        site.files.faults.before = lambda *_: self._step()

    @property
    def paths(self) -> list[str]:
        """What all of it names."""
        return sorted((self._source, self._target))

    def _step(self) -> None:
        at = next(self.operations)
        for when, step in self._steps:
            if when == at:
                step()

    def _begin(self) -> None:
        self._declared.declare(self._group)
        self._site.write({self._target: b"moved on"})

    def _end(self) -> None:
        self._site.user.delete(self._source)
        self._declared.move_on(self._group.id, Stage.CLOSED)


async def test_a_look_takes_all_of_a_group_or_nothing_whenever_it_is_made(site: KeptSite):
    """It begins before any operation of a look, and is closed before the same, or any later one."""
    site.look_task._context.directory_look.quiet._seconds = 0.0
    site.write({"m/0": b"moved on"})
    await looked(site)
    mover = Mover(site, 0, 0, 0)
    await looked(site)
    operations = next(mover.operations)
    pairs = [(first, last) for first in range(0, operations, 5) for last in range(first, operations)]
    for number, (first, last) in enumerate(pairs, start=1):
        mover = Mover(site, number, first, last)
        looks = [await looked(site) for _ in range(3)]
        assert [said for said in looks if said] == [mover.paths], (first, last)


async def looked(site: KeptSite) -> list[str]:
    """Let a site look and publish; return what it said."""
    await site.look()
    return paths(tuple(site.publish()))


async def test_a_group_of_which_another_holds_a_part_back_waits_for_it(site: KeptSite):
    """A writer is at one of its files again: without that it would be a half."""
    change(site)
    declare(site, Stage.CLOSED)
    later = group(site, Stage.OPEN).model_copy(
        update={"id": "8" * 32, "changes": group(site, Stage.OPEN).changes[:1], "directories": ()}
    )
    files = GroupFiles(site.files)
    files.declare(later)
    await site.look()
    assert site.publish() == []
    files.move_on(later.id, Stage.CLOSED)
    await site.look()
    assert paths(said(site).changes) == ["f", "g", "new", "new/n"]


async def test_what_the_last_of_two_groups_demands_is_said(site: KeptSite):
    """Both have put a file at one path before anybody looked: what stands there is the later one's."""
    files = GroupFiles(site.files)
    for one, data, demanded in (("8", b"first", "1"), ("7", b"second", "2")):
        site.write({"f": data})
        put = GroupChange(path="f", prior=NOTHING, state=standing(site, "f"))
        put = put.model_copy(update={"condition": Condition(content=demanded * 64)})
        files.declare(
            group(site, Stage.CLOSED, together=False).model_copy(update={"id": one * 32, "changes": (put,)})
        )
    await site.look()
    assert [change.condition for change in said(site).changes] == [Condition(content="2" * 64)]


async def test_a_living_writer_binds_whatever_its_clock_says(site: KeptSite):
    """It was set back by hours: nothing of what it has not finished is taken."""
    change(site)
    site.look_task._context.directory_look.quiet._seconds = 0.0
    files = GroupFiles(site.files)
    with files.held(ID):
        files.declare(group(site, Stage.OPEN, age=LONG_AGO))
        await site.look()
        assert site.publish() == []
    assert declared(site) != ()


async def test_a_group_that_lost_makes_way(site: KeptSite):
    """Another site changed one of its files: the tree's contents come back, also to what was new here."""
    heads = site.state.projection
    base = heads.head("f")
    assert base is not None
    site.orchestrator.others_change(
        Change(
            path="f",
            state=base.state.model_copy(update={"content": "9" * 64}),
            base={"revision": base.revision},
        )
    )
    change(site)
    declare(site, Stage.CLOSED)
    await site.look()
    site.publish()
    assert heads.head("new/n") is None
    needs = site.state.want(step=1, grace_over=True, postponed=frozenset())
    assert needs is not None
    live = {need.path for need in needs.needs}
    assert {"f", "g"} <= live
