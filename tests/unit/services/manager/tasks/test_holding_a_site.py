"""A site that is held says why, once."""

import asyncio
from itertools import count

from services.manager.look.safeguards.brake import Hold, HoldReason
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.release import release
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from tests.unit.services.manager.wiring import new_core


def test_a_hold_is_logged_once_for_each_reason(caplog):
    """People go on while a site is held: a line for each of their changes would bury the reason."""
    context = new_core()
    context.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="50 files went"))
    context.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="51 files went"))
    context.hold_site(Hold(reason=HoldReason.ROOT_EMPTIED, text="all files went"))
    assert [record.getMessage() for record in caplog.records] == ["50 files went", "all files went"]


def test_a_hold_tells_the_newest_figures():
    """What `spicerack site release` shows is what is so now."""
    context = new_core()
    context.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="50 files went"))
    context.hold_site(Hold(reason=HoldReason.MASS_CHANGE, text="51 files went"))
    assert context.hold is not None
    assert context.hold.hold.text == "51 files went"


async def test_a_release_ends_what_was_lost_up_to_now():
    """The person has seen it: the same losses do not hold the site again for the rest of their window."""
    disk = MemoryDisk(clock=count(1_000).__next__)
    context = new_core(open_files=lambda: MemoryFiles(disk))
    await context.root.take_over()
    context.directory_look.recent.add(
        now=0.0, known_files=2, revision=1, lost=["a.bsp"], stood_at=lambda *_: True
    )
    context.hold_site(Hold(reason=HoldReason.ROOT_EMPTIED, text="all files went"))
    async with asyncio.TaskGroup() as group:
        await release(context, LogFollower(context, group))
    assert context.hold is None
    assert context.directory_look.recent.earlier(now=0.0) == (frozenset(), 0)
