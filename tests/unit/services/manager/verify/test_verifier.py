"""Verifications of a site over a disk in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from services.manager.look.directory.scan import Scope
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.verification import Verification, VerificationState
from shared.roots.posix.files.port import StorageError
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.wiring import until

FILES = {f"{name}/{number}": bytes([number]) * 100 for name in "ab" for number in range(3)}
ENDED = (VerificationState.DONE, VerificationState.CANCELLED, VerificationState.FAILED)


def ask(*paths: str, percent: float = 100) -> Ask:
    """Return one for all files, or some."""
    return Ask(collection="kernels", kind=AskKind.VERIFY, paths=paths, percent=percent)


@asynccontextmanager
async def verifying(folder: Path) -> AsyncIterator[KeptSite]:
    """Return a site of which all is published, and that does what it is asked."""
    site = KeptSite(folder)
    await site.begin(FILES)
    await site.context.dirty.take(timeout=1)
    task = asyncio.create_task(site.context.verifier.run())
    try:
        yield site
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def verified(site: KeptSite, asked: Ask, number: int = 1) -> Verification:
    """Return what comes of an ask."""
    site.context.verifier.ask(asked, number)
    await until(lambda: site.context.verifier.told()[-1].state in ENDED)
    return site.context.verifier.told()[-1]


async def test_a_bit_that_turned_over_is_rot_and_an_edit_is_drift(tmp_path: Path) -> None:
    """The edit is looked at next, the rot is not: it must never be taken for somebody's change."""
    async with verifying(tmp_path) as site:
        site.user.rot("a/1")
        site.user.write("b/2", b"edited")
        site.user.delete("b/0")
        told = await verified(site, ask())
        assert (told.state, told.files, told.read_files) == (VerificationState.DONE, 6, 6)
        assert (told.rot, told.drift, told.unreadable) == (1, 2, 0)
        assert {(one.path, one.verdict.value) for one in told.found} == {
            ("a/1", "rot"),
            ("b/2", "drift"),
            ("b/0", "drift"),
        }
        scope = await site.context.dirty.take(timeout=1)
        assert scope == Scope(directories=frozenset({"b"}))
        await site.look()
        assert {change.path for change in site.publish()} == {"b/2", "b/0"}


async def test_named_paths_are_read_alone_and_told_where_they_are_sound(tmp_path: Path) -> None:
    """Another site is repaired from them."""
    async with verifying(tmp_path) as site:
        told = await verified(site, ask("a", "b/1", "a/2"))
        assert [one.path for one in told.found] == ["a/0", "a/1", "a/2", "b/1"]
        assert (told.files, told.read_bytes) == (4, 400)


async def test_a_file_that_cannot_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    """And the others are read."""

    def failing(operation: str, path: str) -> None:
        if (operation, path) == ("read_at", "a/1"):
            raise StorageError("cannot read 'a/1': the device failed")

    async with verifying(tmp_path) as site:
        site.files.faults.before = failing
        told = await verified(site, ask())
        assert (told.read_files, told.unreadable, told.rot) == (6, 1, 0)
        assert [one.detail for one in told.found] == ["cannot read 'a/1': the device failed"]


async def test_what_is_ended_stays_to_be_read(tmp_path: Path) -> None:
    """One that waits is not begun, and what is ended twice is ended once."""
    async with verifying(tmp_path) as site:
        site.context.verifier.ask(ask(), 1)
        site.context.verifier.ask(ask(), 2)
        site.context.verifier.cancel(2)
        site.context.verifier.cancel(7)
        await until(lambda: site.context.verifier.told()[0].state is VerificationState.DONE)
        first, second = site.context.verifier.told()
        site.context.verifier.cancel(1)
        assert (first.ask, first.read_files) == (1, 6)
        assert (second.ask, second.state, second.read_files) == (2, VerificationState.CANCELLED, 0)


async def test_a_fifth_verification_has_to_be_asked_for_again(tmp_path: Path) -> None:
    """What waits is bounded; what ended makes way."""
    site = KeptSite(tmp_path)
    await site.begin(FILES)
    for number in range(1, 7):
        site.context.verifier.ask(ask(), number)
    assert [one.ask for one in site.context.verifier.told()] == [1, 2, 3, 4]
    site.context.verifier.cancel(2)
    site.context.verifier.ask(ask(), 8)
    assert [one.ask for one in site.context.verifier.told()] == [1, 3, 4, 8]
