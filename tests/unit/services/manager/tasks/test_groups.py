"""Groups in a site's directory: a look takes all of one, or nothing."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from services.manager.look.directory.scan import Scope
from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.want import Held
from shared.model.entry import DELETED, Kind, State
from shared.roots.errors import MissingError
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.hashing import observe
from testing.disk.disk import MemoryDisk
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
    files = GroupFiles(site.files, now=site.context.clock.now)
    with files.held(ID):
        files.remove(ID)
        files.declare(group(site, stage, together=together, age=age))


def declared(site: KeptSite) -> tuple[Group, ...]:
    """Return what is declared."""
    return GroupFiles(site.files, now=lambda: datetime(1970, 1, 1, tzinfo=UTC)).all()


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
    declare(site, Stage.OPEN, age=LONG_AGO)
    site.look_task._context.directory_look.quiet._seconds = 0.0
    await site.look()
    batch = said(site)
    assert (paths(batch.changes), batch.group) == (["f", "g", "new", "new/n"], None)


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
