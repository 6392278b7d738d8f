"""A file system that takes nothing: a person hears of it, since the report says so."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.control import ARRIVED, JOURNAL, STAGING, TRASH
from shared.roots.posix.files.port import DeniedError, NoSpaceError
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser
from tests.unit.services.transfer.jobs.applying import RESERVE, Site


async def test_pack_that_does_not_fit_is_reported_and_fills_no_disk():
    """The reserve stays free: the stream of a pack is not begun that has no room."""
    site = Site()
    job = await site.send_pack()
    site.ailing["free_bytes"] = lambda: RESERVE + 10
    report = await site.apply(job)
    assert [(item.path, item.reason) for item in report.unplaced] == [("new.bsp", Reason.NO_SPACE)]
    assert "make room" in report.unplaced[0].detail


@pytest.mark.parametrize(("error", "reason"), [(NoSpaceError, Reason.NO_SPACE), (DeniedError, Reason.FAILED)])
async def test_disk_that_takes_nothing_is_reported(error, reason):
    """A full or read-only disk is told to a person, instead of being tried in silence."""

    def refuse(path: str) -> None:
        raise error(f"cannot create {path!r}")

    site = Site()
    job = await site.send_pack()
    site.ailing["create"] = refuse
    report = await site.apply(job)
    assert [(item.path, item.reason) for item in report.unplaced] == [("new.bsp", reason)]


async def test_the_same_job_is_done_once_there_is_room():
    """What was refused was not begun: nothing keeps it from being done."""
    site = Site()
    job = await site.send_pack()
    site.ailing["free_bytes"] = lambda: 0
    await site.apply(job)
    site.ailing.clear()
    report = await site.apply(job)
    assert [item.path for item in report.placed] == ["new.bsp"]


class RefusedMove:
    """A directory that takes no new name, as an immutable one; the control directory is not in it."""

    def __init__(self, disk: MemoryDisk) -> None:
        self._files = MemoryFiles(disk)

    def __call__(self, source: str, target: str) -> None:
        if not target.startswith(CONTROL_DIRECTORY):
            raise DeniedError(f"cannot move to {target!r}: Operation not permitted")
        self._files.move(source, target)


def ours(site: Site, *folders: str) -> list[str]:
    """Return what lies in folders of the control directory."""
    files = MemoryUser(site.disk).files(control=True)
    return [path for path in files if path.startswith(folders)]


async def test_what_arrived_and_was_refused_is_kept_and_placed_without_the_pack():
    """Nothing travels twice: the next job needs no pack, whichever process carries it out."""
    site = Site()
    job = await site.send_pack()
    site.ailing["move"] = RefusedMove(site.disk)
    report = await site.apply(job)
    assert [(item.path, item.reason, item.kept) for item in report.unplaced] == [
        ("new.bsp", Reason.FAILED, True)
    ]
    again = job.model_copy(update={"pack": "e" * 32, "source": None, "parts": 0, "manifest_hash": None})
    report = await site.apply(again)
    assert [(item.reason, item.kept) for item in report.unplaced] == [(Reason.FAILED, True)]
    site.ailing.clear()
    report = await site.apply(again.model_copy(update={"pack": "f" * 32}))
    assert [item.path for item in report.placed] == ["new.bsp"]
    assert not ours(site, ARRIVED, STAGING, JOURNAL)


async def test_a_failed_try_leaves_nothing_in_the_trash():
    """It is for what people deleted: streams of packs would drive that out."""
    site = Site()
    job = await site.send_pack()
    site.ailing["move"] = RefusedMove(site.disk)
    await site.apply(job)
    assert not ours(site, TRASH)


async def test_what_was_kept_and_changed_since_is_not_placed():
    """It is hashed again: then the content is lacking, and comes once more."""
    site = Site()
    job = await site.send_pack()
    site.ailing["move"] = RefusedMove(site.disk)
    await site.apply(job)
    site.ailing.clear()
    (kept,) = ours(site, ARRIVED)
    MemoryUser(site.disk).write(kept, b"rotten")
    again = job.model_copy(update={"pack": "e" * 32, "source": None, "parts": 0, "manifest_hash": None})
    report = await site.apply(again)
    assert [item.reason for item in report.unplaced] == [Reason.CORRUPT]
    report = await site.apply(again.model_copy(update={"pack": "f" * 32}))
    assert [item.reason for item in report.unplaced] == [Reason.LACKING]


async def test_the_bytes_that_a_small_pack_needs_are_said():
    """A pack of one part needs more than nothing."""
    site = Site()
    job = await site.send_pack(b"small")
    site.ailing["free_bytes"] = lambda: RESERVE
    report = await site.apply(job)
    assert "needs 0 bytes" not in report.unplaced[0].detail
    assert report.unplaced[0].reason is Reason.NO_SPACE


async def test_a_site_that_is_asked_places_nothing_and_says_what_has_no_room():
    """The report names just what does not fit, and presence has the room before the report is out."""
    site = Site()
    job = await site.send_pack()
    site.ailing["free_bytes"] = lambda: RESERVE + 100
    second = job.placements[0].model_copy(update={"path": "other.bsp"})
    probe = job.model_copy(
        update={"parts": 0, "source": None, "probe": (101, 100), "placements": (*job.placements, second)}
    )
    report = await site.apply(probe)
    assert [(item.path, item.reason) for item in report.unplaced] == [("new.bsp", Reason.NO_SPACE)]
    assert not report.placed
    assert site.worker.presence().free_bytes == 100


async def test_a_site_whose_staging_area_takes_nothing_says_so_when_it_is_asked():
    """A read-only root has room, and can take nothing all the same."""

    def refuse(path: str, *, mode: int) -> None:
        raise DeniedError(f"cannot make directory {path!r}")

    site = Site()
    job = await site.send_pack()
    site.ailing["make_directory"] = refuse
    report = await site.apply(job.model_copy(update={"parts": 0, "source": None, "probe": (1,)}))
    assert [item.reason for item in report.unplaced] == [Reason.FAILED]
