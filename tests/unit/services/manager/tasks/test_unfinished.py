"""Looks at files that programs have open, at kernels that lack bytes, and at what is never still."""

import asyncio
import time
from dataclasses import replace
from itertools import count

import pytest

from services.manager.state.cut_short import told
from services.manager.status.presence import PROBLEMS_SHOWN
from services.manager.tasks.look import LookTask
from services.manager.watch.port import Dirty
from shared.contracts.messages.transfers.want import Held, Need, Want
from shared.model.entry import Kind
from shared.roots.posix.control import MARKER
from testing.disk.disk import MemoryDisk
from testing.disk.files import no_fault
from tests.kernels.made import made
from tests.unit.services.manager.kept_site import KeptSite

KERNEL = made("craft_v1.bsp")
HALF = KERNEL[: len(KERNEL) // 2048 * 1024]


@pytest.fixture
async def site(tmp_path):
    """A site whose disk has the time of the day."""
    site = KeptSite(tmp_path / "a", disk=MemoryDisk(clock=time.time_ns))
    await site.begin({"there.txt": b"there"})
    return site


def sent(site):
    """Return the paths that are published now."""
    return sorted(change.path for change in site.publish())


def problems(site):
    """Return the problems of the last looks, by path."""
    return {path: one.reason for path, one in site.context.observed.problems.items()}


async def test_a_file_that_a_program_has_open_for_writing_waits_until_it_is_closed(site):
    """Half a download is not published under its final name; others are, and no answer waits for it."""
    site.write({"f.fits": b"half", "g": b"whole"})
    site.user.hold_open("f.fits")
    again = await site.look()
    assert sent(site) == ["g"]
    assert "open for writing" in problems(site)["f.fits"]
    assert again is not None
    assert again[1].directories == {""}
    site.user.let_go("f.fits")
    await site.look(again[1])
    assert sent(site) == ["f.fits"]
    assert problems(site) == {}


async def test_a_file_that_was_closed_is_published_at_once_unless_a_program_has_it_open_again(tmp_path):
    """The open one is no problem yet: it waits as any that was touched just now."""
    site = KeptSite(tmp_path / "a", disk=MemoryDisk(clock=time.time_ns), settle=60.0)
    await site.begin({})
    site.write({"closed": b"whole", "open": b"half", "unheard": b"of"})
    site.user.hold_open("open")
    now = asyncio.get_running_loop().time()
    site.context.directory_look.quiet.closed({"closed", "open"}, now=now)
    again = await site.look()
    assert sent(site) == ["closed"]
    assert problems(site) == {}
    assert again is not None


class Told:
    """A watcher that tells once."""

    degraded = ""

    def __init__(self, *closed: str) -> None:
        self._closed = frozenset(closed)

    async def events(self):
        """Yield one hint."""
        yield Dirty(frozenset({""}), self._closed)


async def test_what_was_asked_for_is_not_taken_for_saved_when_it_is_renamed_into_place(site):
    """Its report tells of it: no look hashes what was verified a moment ago."""
    held = Held(kind=Kind.DELETED)
    site.context.publisher._said.want = Want(
        collection="kernels",
        site="a",
        log_id="a" * 32,
        head=1,
        placed=0,
        needs=(Need(path="asked", revision=1, held=held),),
        step=1,
    )
    await LookTask(replace(site.context, watcher=Told("asked", "saved"))).watch()
    assert set(site.context.directory_look.quiet._closed) == {"saved"}


async def test_a_file_system_that_says_so_of_every_file_is_not_believed(site):
    """NFS 4 and SMB give no lease without a delegation: nothing would go out for minutes."""
    site.write({"f.fits": b"whole"})
    for path in ("f.fits", MARKER):
        site.user.hold_open(path)
    await site.look()
    assert sent(site) == ["f.fits"]


async def test_a_kernel_waits_until_all_of_it_is_there(site):
    """By its own arithmetic: nobody has it open."""
    site.write({"spk/a.bsp": HALF})
    await site.look()
    assert sent(site) == ["spk"]
    assert "bytes of it are missing" in problems(site)["spk/a.bsp"]
    site.write({"spk/a.bsp": KERNEL})
    await site.look()
    assert sent(site) == ["spk/a.bsp"]
    assert problems(site) == {}


async def test_a_kernel_whose_rest_never_comes_is_published_and_named_until_it_does(tmp_path):
    """Also by the next process; what replaces it ends the problem."""
    site = KeptSite(tmp_path / "a", unfinished=0.0, disk=MemoryDisk(clock=time.time_ns))
    await site.begin({"a.bsp": HALF, "b.bsp": KERNEL})
    assert site.state.index.row("a.bsp") is not None
    (line,) = told(site.state, limit=PROBLEMS_SHOWN)
    assert line.startswith("'a.bsp' was published as it stands")
    site.write({"a.bsp": KERNEL})
    await site.look()
    assert told(site.state, limit=PROBLEMS_SHOWN) == []


async def test_a_text_or_a_file_that_is_no_kernel_tells_nothing_of_its_length(site):
    """Nothing waits for what no format says."""
    site.write({"a.tf": b"KPL/FK\n\\begindata\nX = 1", "b.bsp": b"no kernel", "c.bsp": b""})
    await site.look()
    assert sent(site) == ["a.tf", "b.bsp", "c.bsp"]


async def test_a_file_that_changes_whenever_it_is_read_is_named_and_holds_up_no_answer(site):
    """It waits, and whoever asks for a look hears of it."""
    numbers = count()

    def write(operation: str, path: str) -> None:
        if (operation, path) == ("read_at", "busy.log"):
            site.user.write("busy.log", b"%d" % next(numbers))

    site.write({"busy.log": b"x", "g": b"whole"})
    site.files.faults.before = write
    site.context.observed.asked.heard(7)
    again = await site.look()
    assert sent(site) == ["g"]
    assert "changes faster than it can be read" in problems(site)["busy.log"]
    assert site.context.observed.asked.looked == 7
    site.files.faults.before = no_fault
    assert again is not None
    await site.look(again[1])
    assert sent(site) == ["busy.log"]
    assert problems(site) == {}
