"""The client brings what a gateway has, whatever the line between them does."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.errors import CorruptError, LocalError, NotFoundError, UnavailableError
from spicerack.client.gateway.progress import Progress, Stage
from spicerack.client.gateway.selection import Selection
from spicerack.commands.files.standing import count_at
from spicerack.errors import UsageProblem
from tests.unit.services.gateway.desk import COLLECTION, MTIME_NS, Desk, hash_of, open_desk
from tests.unit.spicerack.client.gateway.faults import FaultyLine

DATA = bytes(range(256)) * 40
TOLD_MTIME_NS = MTIME_NS // 1000 * 1000
"""Answers tell times to the microsecond."""


@dataclass
class Caller:
    """A client, the gateway that it asks, and what it waited."""

    client: AsyncClient
    desk: Desk
    line: FaultyLine
    to: Path
    waited: list[float] = field(default_factory=list)

    def got(self) -> dict[str, bytes]:
        """Return the files below the target directory, hidden ones too."""
        return {
            str(path.relative_to(self.to)): path.read_bytes() for path in self.to.rglob("*") if path.is_file()
        }


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[Caller]:
    """A client of a gateway with an empty log."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    to = tmp_path / "to"
    to.mkdir()
    async with open_desk(tmp_path) as desk:
        line = FaultyLine(httpx.ASGITransport(desk.application))
        client = AsyncClient("http://localhost", collection=COLLECTION, sleep=sleep, transport=line)
        async with client:
            yield Caller(client, desk, line, to, waited)


async def test_a_listing_follows_its_pages_at_one_revision(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is committed meanwhile is in none of the pages: a mirror is of one moment."""
    monkeypatch.setattr(
        "spicerack.client.gateway.selection.Selection.parameters",
        lambda self, **more: {"prefix": self.prefix or None, "at": self.at, "limit": 2, **more},
    )
    await caller.desk.commit(dict.fromkeys("abcde", b"x"))
    found = []
    async for row in caller.client.files():
        found.append(row.path)
        if row.path == "a":
            await caller.desk.commit({"d2": b"y"})

    assert found == list("abcde")


async def test_a_download_is_whole_and_has_its_time(caller: Caller) -> None:
    """Nothing but the file is left."""
    await caller.desk.commit({"spk/de 1.bsp": DATA})
    row = await caller.client.download("spk/de 1.bsp", caller.to / "here" / "de.bsp")

    assert row.content == hash_of(DATA)
    assert caller.got() == {"here/de.bsp": DATA}
    assert (caller.to / "here" / "de.bsp").stat().st_mtime_ns == TOLD_MTIME_NS


async def test_a_download_goes_on_where_the_line_broke(caller: Caller) -> None:
    """Bytes that came are not asked for again, and the pause is small again after progress."""
    await caller.desk.commit({"f": DATA})
    caller.line.cuts = [1000, 0, 2000]
    await caller.client.download("f", caller.to / "f")

    ranges = [request.headers.get("range") for request in caller.line.asked if "blobs" in request.url.path]
    assert ranges == [None, "bytes=1000-", "bytes=1000-", "bytes=3000-"]
    assert caller.got() == {"f": DATA}
    assert caller.waited == [0.25, 0.5, 0.25]


async def test_a_download_that_gave_up_is_taken_up_by_the_next(caller: Caller) -> None:
    """What has come stays beside the target, which is not touched."""
    await caller.desk.commit({"f": DATA})
    (caller.to / "f").write_bytes(b"the older one")
    caller.line.cuts = [5000] + [0] * 10
    with pytest.raises(UnavailableError):
        await caller.client.download("f", caller.to / "f")
    assert sorted(map(len, caller.got().values())) == [len(b"the older one"), 5000]

    caller.line.cuts = []
    await caller.client.download("f", caller.to / "f")
    assert caller.line.asked[-1].headers["range"] == "bytes=5000-"
    assert caller.got() == {"f": DATA}


async def test_what_an_earlier_attempt_left_wrong_is_fetched_anew(caller: Caller) -> None:
    """A part that somebody wrote into costs one more download, not the file."""
    await caller.desk.commit({"f": DATA})
    (caller.to / f".f.{hash_of(DATA)[:16]}.part").write_bytes(b"?" * 700)
    await caller.client.download("f", caller.to / "f")

    assert caller.got() == {"f": DATA}


async def test_other_bytes_are_never_kept(caller: Caller) -> None:
    """Once is tried again; twice is told, and the file that stood there stays."""
    await caller.desk.commit({"f": DATA})
    (caller.to / "f").write_bytes(b"older")
    caller.line.flips = 2
    with pytest.raises(CorruptError, match="f: the gateway sent other bytes"):
        await caller.client.download("f", caller.to / "f")

    assert caller.got() == {"f": b"older"}


async def test_a_busy_gateway_is_asked_again_when_it_said(caller: Caller) -> None:
    """Retry-After counts; after all tries the answer is told."""
    await caller.desk.commit({"f": DATA})
    caller.line.statuses = [503, 429]
    assert await caller.client.read("f") == DATA
    assert caller.waited == [3.0, 3.0]

    caller.line.statuses = [503] * 6
    with pytest.raises(UnavailableError) as told:
        await caller.client.read("f")
    assert told.value.status == 503


async def test_what_is_not_there_is_told_in_a_line(caller: Caller) -> None:
    """Each kind of error is its own."""
    await caller.desk.commit({"d/f": DATA})
    with pytest.raises(NotFoundError, match="no file stands at 'd'"):
        await caller.client.download("d", caller.to / "d")
    with pytest.raises(NotFoundError, match="the gateway at http://localhost says"):
        await caller.client.read("none")


async def test_a_mirror_brings_only_what_differs(caller: Caller) -> None:
    """Names, bytes and times become the same; files of one's own stay."""
    await caller.desk.commit({"a/1": b"one", "a/2": b"two", "b": b"three"})
    (caller.to / "mine").write_bytes(b"m")
    first = await caller.client.sync_down(caller.to)
    told: list[Progress] = []
    await caller.desk.commit({"a/2": b"TWO"}, mtime_ns=MTIME_NS + 10**9)
    second = await caller.client.sync_down(caller.to, report=told.append)

    assert (first.fetched, first.unchanged, first.bytes) == (3, 0, 11)
    assert (second.fetched, second.unchanged, second.bytes, second.removed) == (1, 2, 3, 0)
    assert caller.got() == {"a/1": b"one", "a/2": b"TWO", "b": b"three", "mine": b"m"}
    assert [(one.path, one.stage) for one in told if one.stage is Stage.DONE] == [("a/2", Stage.DONE)]


async def test_other_bytes_of_the_same_size_and_time_are_found_where_that_is_asked_for(
    caller: Caller,
) -> None:
    """A tool that keeps times can leave such a file: reading it is the only way to know."""
    await caller.desk.commit({"a": b"one"})
    await caller.client.sync_down(caller.to)
    (caller.to / "a").write_bytes(b"two")
    os.utime(caller.to / "a", ns=(TOLD_MTIME_NS, TOLD_MTIME_NS))

    assert (await caller.client.sync_down(caller.to)).unchanged == 1
    assert (await caller.client.sync_down(caller.to, checksum=True)).fetched == 1
    assert caller.got() == {"a": b"one"}


async def test_a_touched_file_is_read_and_not_fetched(caller: Caller) -> None:
    """Only its time was other."""
    await caller.desk.commit({"a": b"one"})
    await caller.client.sync_down(caller.to)
    os.utime(caller.to / "a", ns=(1, 1))
    again = await caller.client.sync_down(caller.to)

    assert (again.fetched, again.unchanged) == (0, 1)
    assert (caller.to / "a").stat().st_mtime_ns == TOLD_MTIME_NS


async def test_a_mirror_gets_over_files_that_became_directories(caller: Caller) -> None:
    """And the other way round: what is in the way is in the collection no more. A name of no UTF-8 stays."""
    await caller.desk.commit({"m/a": b"1", "m/b/c": b"2", "m/b/d": b"3", "m/e": b"4"})
    await caller.client.sync_down(caller.to, Selection(prefix="m/"))
    odd = Path(os.fsdecode(os.fsencode(caller.to / "m") + b"/bad\xff.txt"))
    await asyncio.to_thread(odd.write_bytes, b"of this host")
    await caller.desk.commit({"m/a": None, "m/b/c": None, "m/b/d": None, "m/e": None})
    (caller.desk.root / "m" / "b").rmdir()
    await caller.desk.commit({"m/a/now": b"5", "m/b": b"6"})

    done = await caller.client.sync_down(caller.to, Selection(prefix="m/"))
    assert (len(done.failed), done.removed) == (2, 0)
    assert ["directory" in why and "cat" not in why for _, why in done.failed] == [True, True]
    done = await caller.client.sync_down(caller.to, Selection(prefix="m/"), delete=True)
    assert (done.failed, done.removed, len(done.passed_over)) == ((), 4, 1)
    assert await asyncio.to_thread(odd.read_bytes) == b"of this host"
    await asyncio.to_thread(odd.unlink)
    assert caller.got() == {"m/a/now": b"5", "m/b": b"6"}


async def test_a_mirror_deletes_only_when_told_to_and_below_its_prefix(caller: Caller) -> None:
    """And only where all else went well."""
    await caller.desk.commit({"a/1": b"one", "a/old/2": b"two", "b": b"three"})
    await caller.client.sync_down(caller.to)
    await caller.desk.commit({"a/old/2": None})
    (caller.to / "a" / "mine").write_bytes(b"m")
    (caller.to / "other").write_bytes(b"o")
    done = await caller.client.sync_down(caller.to, Selection(prefix="a/"), delete=True)

    assert done.removed == 2
    assert caller.got() == {"a/1": b"one", "b": b"three", "other": b"o"}
    assert not (caller.to / "a" / "old").exists()
    with pytest.raises(UsageProblem, match="prefix"):
        await caller.client.sync_down(caller.to, Selection(glob="*.bsp"), delete=True)


async def test_a_mirror_of_nothing_deletes_only_when_that_is_meant(caller: Caller) -> None:
    """A prefix that is misspelt, or a token that sees nothing of it, would remove every file here."""
    await caller.desk.commit({"other": b"o"})
    (caller.to / "a").mkdir()
    (caller.to / "a" / "mine").write_bytes(b"m")
    with pytest.raises(NotFoundError, match=r"no file below 'a/'.*1 file here.*allow_empty"):
        await caller.client.sync_down(caller.to, Selection(prefix="a/"), delete=True)
    assert caller.got() == {"a/mine": b"m"}
    assert (await caller.client.sync_down(caller.to, Selection(prefix="b/"), delete=True)).removed == 0
    done = await caller.client.sync_down(caller.to, Selection(prefix="a/"), delete=True, allow_empty=True)
    assert (done.removed, caller.got()) == (1, {})


async def test_one_file_that_fails_does_not_stop_the_others(caller: Caller) -> None:
    """It is named, and nothing is deleted then."""
    await caller.desk.commit({"a": b"one", "b/c": b"two"})
    os.mkfifo(caller.to / "b")  # where a directory is needed
    done = await caller.client.sync_down(caller.to, delete=True)

    assert [path for path, _ in done.failed] == ["b/c"]
    assert caller.got()["a"] == b"one"
    assert (caller.to / "b").exists()


async def test_a_link_in_the_directory_leads_nowhere(caller: Caller, tmp_path: Path) -> None:
    """What a mirror writes stays below its directory."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (caller.to / "b").symlink_to(outside)
    await caller.desk.commit({"b/c": b"two"})
    done = await caller.client.sync_down(caller.to)

    assert [path for path, _ in done.failed] == ["b/c"]
    assert list(outside.iterdir()) == []


async def test_a_disk_that_is_full_is_this_hosts_fault(caller: Caller) -> None:
    """So is a directory that cannot be written."""
    await caller.desk.commit({"f": DATA})
    (caller.to / "file").write_bytes(b"")
    with pytest.raises(LocalError, match="cannot write"):
        await caller.client.download("f", caller.to / "file" / "f")


@pytest.mark.parametrize("named", ["pipe", "link"])
async def test_what_is_no_file_is_not_replaced_by_one(caller: Caller, named: str) -> None:
    """Whoever reads a device or a pipe, by its name or by a link, would find a file in its place."""
    await caller.desk.commit({"f": DATA})
    os.mkfifo(caller.to / "pipe")
    (caller.to / "link").symlink_to("pipe")
    with pytest.raises(LocalError, match="is no file"):
        await caller.client.download("f", caller.to / named)
    assert stat.S_ISFIFO((caller.to / named).stat().st_mode)


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://x", ""])
async def test_an_address_out_of_form_is_the_callers_to_mend(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageProblem):
        AsyncClient(url)


async def test_paths_are_counted_at_a_place_and_not_beside_it(caller: Caller) -> None:
    """`ck-old` is not `ck`: a mistyped name is told although another begins like it."""
    await caller.desk.commit({"ck-old/a.bc": b"1", "lsk/a.tls": b"2", "top.txt": b"3"})
    places = ("ck", "lsk", "top.txt", "top")
    assert [await count_at(caller.client, place) for place in places] == [0, 1, 1, 0]
