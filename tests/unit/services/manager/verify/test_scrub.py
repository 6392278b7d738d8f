"""The scrub of a site over a disk in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from services.manager.status.presence import presence_of
from services.manager.tasks.publish import PublishTask
from services.manager.verify.pace import Pace
from services.manager.verify.scrub import Scrubber, never_busy
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.verification import Scrub, Verdict
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.wiring import until

FILES = {f"d/{number}": bytes([number]) * 100 for number in range(5)}
AT_ONCE = 0.001


@asynccontextmanager
async def scrubbing(site: KeptSite, *, period: float = AT_ONCE) -> AsyncIterator[Scrubber]:
    """Let the scrub of a site run, at once where no other period is named."""
    scrubber = site.context.scrubber
    scrubber.pace, scrubber.step = Pace(period), AT_ONCE
    task = asyncio.create_task(scrubber.run())
    try:
        yield scrubber
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def told(site: KeptSite) -> Scrub:
    """Return what the site tells of its scrub."""
    scrub = site.context.scrubber.told()
    assert scrub is not None
    return scrub


def problems(site: KeptSite) -> tuple[str, ...]:
    """Return what the site tells people."""
    return presence_of(site.context, PublishTask(site.context)).problems


async def kept(folder: Path) -> KeptSite:
    """Return a site of which all is published."""
    site = KeptSite(folder)
    await site.begin(FILES)
    return site


async def test_rot_is_found_told_and_remembered_until_the_file_is_sound(tmp_path: Path) -> None:
    """Over a restart, and until it is read sound or is another file."""
    site = await kept(tmp_path)
    site.user.rot("d/2")
    async with scrubbing(site):
        await until(lambda: told(site).ended_at is not None)
        assert (told(site).rot, told(site).unreadable) == (1, 0)
    [line] = problems(site)
    assert line.startswith("d/2: rot: nobody has written to it")
    assert [one.path for one in site.state.values.bad_files()] == ["d/2"]
    site.user.rot("d/2")  # turned over once more: as it was
    async with scrubbing(site):
        await until(lambda: site.context.rotten.count(Verdict.ROT) == 0)
    assert problems(site) == ()


async def test_an_edit_of_a_rotten_file_ends_the_problem(tmp_path: Path) -> None:
    """It is another file then."""
    site = await kept(tmp_path)
    site.user.rot("d/2")
    async with scrubbing(site):
        await until(lambda: site.context.rotten.count(Verdict.ROT) == 1)
    site.user.write("d/2", b"mended by hand")
    await site.look()
    assert problems(site) == ()


async def test_nothing_is_read_while_others_want_the_disk(tmp_path: Path) -> None:
    """And it goes on once they do not."""
    site = await kept(tmp_path)
    asked, busy = 0, True

    async def is_busy() -> bool:
        nonlocal asked
        asked += 1
        return busy

    site.context.scrubber.busy = is_busy
    async with scrubbing(site) as scrubber:
        await until(lambda: asked > 5)
        assert scrubber.read_files == 0
        busy = False
        await until(lambda: scrubber.read_files >= 5)


async def test_a_round_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    """What was read is not read again first."""
    site = await kept(tmp_path)
    begun = site.state.values.scrub().model_copy(
        update={"after": "d/2", "read_files": 3, "began_at": site.context.clock.now()}
    )
    site.state.values.keep_scrub(begun)
    site.user.rot("d/0")
    async with scrubbing(site) as scrubber:
        await until(lambda: told(site).ended_at is not None)
        assert scrubber.read_files >= 2
        await until(lambda: site.context.rotten.count(Verdict.ROT) == 1)


async def test_a_site_reads_nothing_by_itself_where_the_period_is_none(tmp_path: Path) -> None:
    """The task ends, and nothing is told of it."""
    site = await kept(tmp_path)
    site.context.scrubber.pace = Pace(0.0)
    await site.context.scrubber.run()
    assert site.context.scrubber.told() is None


async def test_a_verification_by_a_person_is_remembered_as_well(tmp_path: Path) -> None:
    """And a scrub waits for it."""
    site = await kept(tmp_path)
    site.user.rot("d/4")
    site.context.verifier.ask(Ask(collection="kernels", kind=AskKind.VERIFY), 1)
    assert site.context.verifier.is_busy
    task = asyncio.create_task(site.context.verifier.run())
    await until(lambda: not site.context.verifier.is_busy)
    task.cancel()
    assert [one.path for one in site.context.rotten.all()] == ["d/4"]
    assert not await never_busy()
