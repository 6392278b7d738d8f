"""Looks at files that look broken: what stays at its site, and what people do with it."""

import asyncio
import time

import pytest

from services.manager.quarantine import Quarantine
from services.manager.status.presence import PROBLEMS_SHOWN, _told
from shared.heads.quarantine import DEFAULT, parse_policy
from shared.roots.posix.trash import Trash
from shared.web.problem import ChangedError, NotFoundError
from testing.disk.disk import MemoryDisk
from tests.fits.made import primary
from tests.kernels.made import made
from tests.unit.services.manager.kept_site import KeptSite

KERNEL = made("craft_v1.bsp")
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


@pytest.fixture
async def site(tmp_path):
    """A site with the default rules that has published a kernel; kernels that lack bytes do not wait."""
    site = KeptSite(
        tmp_path / "a", disk=MemoryDisk(clock=time.time_ns), unfinished=0.0, policy=parse_policy(DEFAULT)
    )
    await site.begin({"whole.bsp": KERNEL})
    return site


def sent(site):
    """Return the paths that are published now, and whether each is a delete."""
    return {change.path: change.is_delete for change in site.publish()}


def kept(site):
    """Return what is in quarantine, with its reason."""
    return {one.path: one.code for one in Quarantine(site.context).files()}


async def test_a_web_page_under_a_kernels_name_is_kept_and_the_rest_is_published(site):
    """It is named in status with what a person can do, and no look is repeated for it."""
    site.write({"new.bsp": PAGE, "page.html": PAGE, "other.bsp": KERNEL})
    again = await site.look()
    assert sent(site) == {"page.html": False, "other.bsp": False}
    assert kept(site) == {"new.bsp": "web-page"}
    (told,) = _told(site.context.observed.problems.values(), limit=PROBLEMS_SHOWN)
    assert "spicerack quarantine release" in told
    assert again is None


async def test_a_broken_file_does_not_replace_a_whole_one(site):
    """The collection keeps what it has; mended, the file is published."""
    site.write({"whole.bsp": KERNEL[:2048], "fresh.bsp": b""})
    await site.look()
    assert sent(site) == {"fresh.bsp": False}
    assert kept(site) == {"whole.bsp": "truncated"}
    site.write({"whole.bsp": KERNEL + KERNEL[:1024]})
    await site.look()
    assert sent(site) == {"whole.bsp": False}
    assert kept(site) == {}


async def test_frames_are_kept_back_by_the_same_rules(site):
    """Half of one, a page under its name, and a pointer; whole ones and other names are published."""
    frame = primary(2_880, 4)
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    site.write({"a.fits": frame, "half.fits.fz": frame[:5_000], "page.fits": PAGE, "lfs.fits.gz": pointer})
    site.write({"half.fit": frame[:5_000]})
    await site.look()
    assert sent(site) == {"a.fits": False, "half.fit": False}
    assert kept(site) == {"half.fits.fz": "truncated", "page.fits": "web-page", "lfs.fits.gz": "lfs-pointer"}


async def test_a_file_that_a_person_releases_is_published_until_it_changes(site):
    """The decision is of the file that was looked at, and outlives a restart."""
    site.write({"new.bsp": PAGE})
    await site.look()
    assert sent(site) == {}
    Quarantine(site.context).release("new.bsp")
    await site.look()
    assert sent(site) == {"new.bsp": False}
    assert kept(site) == {}
    site.write({"new.bsp": PAGE + b" "})
    await site.look()
    assert kept(site) == {"new.bsp": "web-page"}


async def test_what_is_dropped_goes_to_the_trash_and_the_whole_one_is_placed_again(site):
    """Nothing is deleted anywhere for it."""
    site.write({"whole.bsp": PAGE, "new.bsp": PAGE})
    await site.look()
    await Quarantine(site.context).drop("whole.bsp")
    await Quarantine(site.context).drop("new.bsp")
    await site.look()
    assert sent(site) == {}
    assert kept(site) == {}
    assert len(list(Trash(site.files).entries())) == 2
    assert site.state.unplaced(limit=10) == ["whole.bsp"]


async def test_a_file_that_changed_since_it_was_looked_at_is_not_dropped(site):
    """A person decided on another one."""
    site.write({"new.bsp": PAGE})
    await site.look()
    site.write({"new.bsp": KERNEL})
    with pytest.raises(ChangedError):
        await Quarantine(site.context).drop("new.bsp")
    with pytest.raises(NotFoundError, match="not in the quarantine of site a"):
        Quarantine(site.context).release("nowhere.bsp")
    await site.look()
    assert sent(site) == {"new.bsp": False}


async def test_a_file_stays_in_quarantine_while_a_look_waits_for_it_to_be_quiet(tmp_path):
    """It was taken at once, as it was closed; the next look has nothing but its times to go by."""
    site = KeptSite(
        tmp_path / "a", disk=MemoryDisk(clock=time.time_ns), settle=600.0, policy=parse_policy(DEFAULT)
    )
    await site.begin({})
    site.write({"new.bsp": PAGE})
    site.context.directory_look.quiet.closed(["new.bsp"], now=asyncio.get_running_loop().time())
    await site.look()
    assert kept(site) == {"new.bsp": "web-page"}
    await site.look()
    assert kept(site) == {"new.bsp": "web-page"}
    await Quarantine(site.context).drop("new.bsp")
    await site.look()
    assert kept(site) == {}


async def test_files_that_another_site_published_are_not_judged_again(site):
    """An index that was lost finds them all new, and the tree has them as they are."""
    site.write({"new.bsp": PAGE})
    await site.look()
    Quarantine(site.context).release("new.bsp")
    await site.look()
    assert sent(site) == {"new.bsp": False}
    site.state.values.keep("released", "")
    site.state.forget_bases("f" * 16)
    await site.look()
    assert kept(site) == {}


async def test_without_rules_all_is_published(tmp_path):
    """`none` is a policy, too."""
    site = KeptSite(tmp_path / "a", disk=MemoryDisk(clock=time.time_ns), unfinished=0.0)
    await site.begin({"whole.bsp": KERNEL})
    site.write({"whole.bsp": PAGE})
    await site.look()
    assert sent(site) == {"whole.bsp": False}
