"""What a person made at a site is their change, whatever the log held at the path before."""

import asyncio
import time
from itertools import count
from pathlib import Path

import pytest

from services.manager.look.directory.scan import Scope
from services.manager.look.safeguards.brake import Hold, HoldReason
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.publish import PublishTask
from services.manager.tasks.release import release
from shared.contracts.messages.batch import BaseRef, Change
from shared.contracts.messages.transfers.want import Held, Need
from shared.contracts.topology import Topology
from shared.model.entry import DELETED, Kind
from shared.roots.posix.marker import read_marker, write_marker
from shared.roots.posix.trash import Trash
from testing.disk.disk import MemoryDisk
from testing.disk.root import file_state
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.site import MADE_AT


def put(path: str, data: bytes, revision: int | None = None) -> Change:
    """Return another site's change."""
    base = BaseRef(revision=revision) if revision is not None else None
    return Change(path=path, state=file_state(data), base=base)


def delete(path: str, revision: int) -> Change:
    """Return another site's delete."""
    return Change(path=path, state=DELETED, base=BaseRef(revision=revision))


def live(site: KeptSite) -> dict[str, str]:
    """Return the contents of the collection, by path."""
    return {
        path.partition(".conflict-")[0] + ("*" if ".conflict-" in path else ""): entry.state.content or ""
        for path, entry in site.orchestrator.tree.live().items()
        if entry.state.kind is Kind.FILE
    }


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """Return a site that is in sync with one file."""
    site = KeptSite(tmp_path)
    await site.begin({"naif.tls": b"leap seconds"})
    return site


async def test_a_copy_of_what_was_deleted_elsewhere_is_a_new_file(tmp_path: Path) -> None:
    """A site joined after a file had come and gone; a person copies the same bytes there, and they stay."""
    site = KeptSite(tmp_path)
    site.orchestrator.others_change(put("k.tls", b"the same bytes"))
    site.orchestrator.others_change(delete("k.tls", 1))
    site.fold()
    await site.begin({})
    site.write({"k.tls": b"the same bytes"})
    await site.look()
    site.publish()
    assert live(site) == {"k.tls": file_state(b"the same bytes").content}


async def test_an_old_copy_that_stood_there_before_the_site_joined_is_no_change(tmp_path: Path) -> None:
    """What the first look finds may be a copy of the collection as it was: nothing is undone by it."""
    site = KeptSite(tmp_path)
    site.orchestrator.others_change(put("k.tls", b"old"))
    site.orchestrator.others_change(put("k.tls", b"new", 1))
    site.fold()
    await site.begin({"k.tls": b"old"})
    assert live(site) == {"k.tls": file_state(b"new").content}


async def test_what_a_site_wrote_while_it_was_away_is_never_taken_for_an_echo(site: KeptSite) -> None:
    """Others made, and left, the same contents meanwhile: the file stays, the loser is a conflict copy."""
    others = site.orchestrator
    others.others_change(put("flag.done", b""), put("mode.cfg", b"ON"))
    others.others_change(delete("flag.done", 2), put("mode.cfg", b"AUTO", 2))
    site.write({"flag.done": b"", "mode.cfg": b"ON"})
    await site.look()
    site.fold()
    site.publish()
    assert live(site) == {
        "flag.done": file_state(b"").content,
        "mode.cfg": file_state(b"AUTO").content,
        "mode.cfg*": file_state(b"ON").content,
        "naif.tls": file_state(b"leap seconds").content,
    }


async def test_an_edit_that_others_made_and_left_meanwhile_is_no_echo(site: KeptSite) -> None:
    """The site had an older version; that it was never placed the one between is known."""
    others = site.orchestrator
    others.others_change(put("naif.tls", b"between", 1))
    others.others_change(put("naif.tls", b"newest", 2))
    site.write({"naif.tls": b"between"})
    await site.look()
    site.fold()
    site.publish()
    assert live(site) == {
        "naif.tls": file_state(b"newest").content,
        "naif.tls*": file_state(b"between").content,
    }


async def test_what_was_asked_for_and_deleted_elsewhere_does_not_come_back(site: KeptSite) -> None:
    """A look that is faster than the report finds the file that a worker placed: that is an echo."""
    site.orchestrator.others_change(put("new.bsp", b"new"))
    site.fold()
    site.state.provenance.asked([Need(path="new.bsp", revision=2, held=Held(kind=Kind.DELETED))])
    site.orchestrator.others_change(delete("new.bsp", 2))
    site.fold()
    site.write({"new.bsp": b"new"})
    await site.look()
    site.publish()
    assert "new.bsp" not in live(site)


async def test_what_was_placed_newer_than_it_was_asked_for_makes_no_conflict_copy(site: KeptSite) -> None:
    """Workers place the head as the orchestrator knows it, be it newer; the report on it may never come."""
    site.orchestrator.others_change(put("naif.tls", b"asked for", 1))
    site.fold()
    site.state.provenance.asked([Need(path="naif.tls", revision=2, held=Held(kind=Kind.FILE, revision=1))])
    site.orchestrator.others_change(put("naif.tls", b"placed", 2))
    site.write({"naif.tls": b"placed"})
    site.orchestrator.others_change(put("naif.tls", b"newest", 3))
    await site.look()
    site.fold()
    site.publish()
    assert live(site) == {"naif.tls": file_state(b"newest").content}
    assert site.state.unplaced(limit=10) == ["naif.tls"]


async def test_an_old_version_that_a_person_put_back_is_an_edit(site: KeptSite) -> None:
    """The site had it, and had moved on: whatever else is asked for, it was not placed there again."""
    site.write({"naif.tls": b"newer"})
    await site.look()
    site.publish()
    site.state.provenance.asked([Need(path="naif.tls", revision=2, held=Held(kind=Kind.FILE, revision=1))])
    site.write({"naif.tls": b"leap seconds"})
    await site.look()
    site.publish()
    assert live(site) == {"naif.tls": file_state(b"leap seconds").content}


async def test_a_lost_index_takes_the_directory_for_what_may_have_been_placed(
    site: KeptSite, tmp_path: Path
) -> None:
    """The root has a mark: what stands there may be an echo of what others deleted since."""
    site.orchestrator.others_change(delete("naif.tls", 1))
    again = KeptSite(tmp_path / "new", disk=site.disk)
    again.orchestrator = site.orchestrator
    again.fold()
    await again.begin({})
    assert live(again) == {}


async def _released(site: KeptSite, reason: HoldReason) -> None:
    site.context.hold_site(Hold(reason=reason, text="held"))
    async with asyncio.TaskGroup() as group:
        await release(site.context, LogFollower(site.context, group))


async def test_a_released_root_does_what_its_plan_names(site: KeptSite) -> None:
    """A restored backup follows what others deleted since; what was changed in it is published."""
    site.orchestrator.others_change(put("other.tls", b"other"))
    site.fold()
    site.orchestrator.others_change(delete("naif.tls", 1), delete("other.tls", 2))
    site.fold()
    await _released(site, HoldReason.ROOT_OLDER)
    site.write({"other.tls": b"changed"})
    await site.look(Scope())
    site.publish()
    assert live(site) == {"other.tls": file_state(b"changed").content}
    assert site.state.unplaced(limit=10) == ["naif.tls"]


async def test_the_plan_names_what_goes(site: KeptSite) -> None:
    """What a person is shown before a release is what it does."""
    site.orchestrator.others_change(delete("naif.tls", 1))
    site.fold()
    marker = read_marker(site.files)
    assert marker is not None
    await site.context.root.move_on()
    write_marker(site.files, marker)
    await site.look()
    assert site.context.hold is not None
    assert site.context.hold.hold.reason is HoldReason.ROOT_OLDER
    assert site.context.hold.effect[-2:] == (
        "1 files here that other sites deleted go to this site's trash, unless they were changed",
        "for example: naif.tls",
    )


async def test_a_released_root_still_follows_later_deletions(site: KeptSite) -> None:
    """The promise is of what stood there, and of that time."""
    await _released(site, HoldReason.ROOT_OLDER)
    await site.look(Scope())
    site.publish()
    site.orchestrator.others_change(delete("naif.tls", 1))
    site.fold()
    site.publish()
    assert site.state.unplaced(limit=10) == ["naif.tls"]


async def test_an_entry_in_the_middle_of_a_log_is_not_adopted(site: KeptSite) -> None:
    """A site that was away reads on first: what it has in common with the past may be deleted by now."""
    site.orchestrator.others_change(put("flag.done", b""))
    site.write({"flag.done": b""})
    await site.look()
    site.fold()
    await site.context.bus.publish(Topology().log("kernels"), b"a commit")
    task = PublishTask(site.context)
    site.context.observed.log_read = lambda: 0
    assert not await task.has_read_the_log()
    site.context.observed.log_read = lambda: 1
    assert await task.has_read_the_log()


async def test_a_late_write_into_the_trash_is_a_problem_by_name(site: KeptSite) -> None:
    """A program had the file open when another site's edit took its place."""
    site.write({"old.tls": b"leap seconds"})
    trashed = Trash(site.files).put(
        "old.tls", content=file_state(b"leap seconds").content or "", origin="naif.tls", at=MADE_AT
    )
    site.disk.clock = lambda: int(MADE_AT.timestamp() + 60) * 10**9
    site.user.write(trashed, b"leap seconds, and a line")
    await site.look()
    assert trashed in site.context.observed.problems


async def test_a_file_in_place_of_a_directory_is_said_with_what_was_in_it(tmp_path: Path) -> None:
    """Deletions wait while something else is being written; without these ones the file would have lost."""
    site = KeptSite(tmp_path, disk=MemoryDisk(clock=count(time.time_ns()).__next__))
    await site.begin({"d/f": b"in the directory", "g": b"elsewhere"})
    quiet = site.context.directory_look.quiet
    quiet._seconds = 60.0
    for path in ("d", "g"):
        site.user.delete(path)
    site.write({"d": b"a file", "busy": b"being written"})
    quiet.closed({"d"}, now=asyncio.get_running_loop().time())
    await site.look()
    assert sorted(change.path for change in site.publish()) == ["d", "d/f"]
    assert live(site).keys() == {"d", "g"}
