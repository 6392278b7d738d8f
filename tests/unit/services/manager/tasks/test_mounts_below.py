"""A directory below the root whose file system went away, or came, is no evidence of deletions (I3)."""

from pathlib import Path

import pytest

from services.manager.look.directory.scan import Scope
from services.manager.look.safeguards.brake import HoldReason
from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.report import Applied, Placed
from shared.model.entry import DELETED, Fingerprint
from tests.unit.services.manager.kept_site import KeptSite
from tests.unit.services.manager.site import file

ON_DISK = {f"ck/{name}.bc": name.encode() for name in ("one", "two", "three")}
ON_ROOT = {f"spk/{number}.bsp": b"%d" % number for number in range(7)}
CK = Scope(directories=frozenset({"ck"}))


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """Return a site with three of its ten files on a disk of their own."""
    site = KeptSite(tmp_path)
    site.user.mount("ck", "disk one")
    await site.begin({**ON_DISK, **ON_ROOT})
    return site


def reason(site: KeptSite) -> HoldReason | None:
    """Return why the site is held."""
    return site.context.hold.hold.reason if site.context.hold is not None else None


@pytest.mark.parametrize("scope", [Scope(), CK], ids=["whole", "partial"])
async def test_an_unmounted_directory_holds_the_site(site: KeptSite, scope: Scope) -> None:
    """Three files of ten are far below every bound for mass changes."""
    site.user.unmount("ck")
    await site.look(scope)
    assert reason(site) is HoldReason.MOUNT_CHANGED
    assert "'ck'" in site.context.hold.hold.text
    assert site.publish() == []


async def test_the_site_goes_on_when_the_disk_is_back(site: KeptSite) -> None:
    """Nothing has happened, and nothing is said of it."""
    site.user.unmount("ck")
    await site.look()
    site.user.mount("ck", "disk one")
    await site.look()
    assert reason(site) is None
    assert site.publish() == []


async def test_what_was_placed_beneath_meanwhile_is_not_deleted_elsewhere(site: KeptSite) -> None:
    """A worker that was faster than the look wrote below the mount: it is asked for again."""
    site.user.unmount("ck")
    await site.look()
    site.user.write("ck/new.bc", b"new")
    beneath = site.files.status("ck/new.bc")
    placed_beneath(site, "ck/new.bc", beneath.fingerprint)
    site.user.mount("ck", "disk one")
    await site.look()
    assert reason(site) is None
    assert site.publish() == []
    assert site.state.index.row("ck/new.bc") is None


async def test_a_disk_mounted_over_files_holds_the_site(site: KeptSite) -> None:
    """They are hidden, and not deleted."""
    site.user.mount("spk", "empty disk")
    await site.look()
    assert reason(site) is HoldReason.MOUNT_CHANGED
    assert site.publish() == []


async def test_another_disk_at_the_same_place_holds_the_site(site: KeptSite) -> None:
    """Who changes disks does not delete what is on the first."""
    site.user.unmount("ck")
    site.user.mount("ck", "disk two")
    site.write({"ck/other.bc": b"other"})
    await site.look()
    assert reason(site) is HoldReason.MOUNT_CHANGED


async def test_a_new_disk_with_all_files_on_it_is_taken_as_it_is(site: KeptSite) -> None:
    """Who moves a directory to a larger disk has nothing to explain, and deletes as ever afterwards."""
    site.user.unmount("ck")
    site.user.mount("ck", "disk two")
    site.write(ON_DISK)
    await site.look()
    assert reason(site) is None
    assert DELETED not in [change.state for change in site.publish()]
    site.user.delete("ck/one.bc")
    await site.look(CK)
    assert [(change.path, change.state) for change in site.publish()] == [("ck/one.bc", DELETED)]


async def test_a_deletion_on_a_mounted_disk_is_published(site: KeptSite) -> None:
    """The disk is there: what a person deletes on it is deleted."""
    site.user.delete("ck/one.bc")
    await site.look()
    assert reason(site) is None
    assert [change.path for change in site.publish()] == ["ck/one.bc"]


async def test_a_partial_look_that_sees_a_new_mount_asks_for_a_whole_one(site: KeptSite) -> None:
    """Only that can tell that nothing is hidden; it is asked for once."""
    await site.context.dirty.take(timeout=0)
    site.user.mount("fk", "disk three")
    for _ in range(2):
        await site.look(Scope(directories=frozenset({""})))
    assert (await site.context.dirty.take(timeout=0)).whole
    await site.look()
    assert site.state.values.mounts() == {"ck": "disk one", "fk": "disk three"}


async def test_the_guard_tells_a_mount_that_went_without_a_word(site: KeptSite) -> None:
    """No watcher hears of a bind mount that goes."""
    assert await site.context.root.stands()
    site.user.unmount("ck")
    assert not await site.context.root.stands()


def placed_beneath(site: KeptSite, path: str, evidence: Fingerprint) -> None:
    """Let another site make a file, and a report say that it was placed here."""
    site.orchestrator.others_change(Change(path=path, state=file("9")))
    site.fold()
    revision = site.state.projection.position.revision
    placed = Placed(path=path, revision=revision, state=file("9"), fingerprint=evidence)
    site.state.take(
        Applied(collection="kernels", site="a", pack="0" * 32, placed=(placed,)), sequence=revision
    )
