"""The trash of a site, as people look into it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from services.manager.trash import TrashBox
from shared.contracts.http.sites.trash import TrashedFile
from shared.roots.posix.trash import UNKNOWN_CONTENT, Trash
from shared.web.problem import NotFoundError, RefusedError
from testing.disk.disk import MemoryDisk
from testing.disk.root import file_state
from tests.unit.services.manager.kept_site import KeptSite

DAY = datetime(2026, 3, 4, 12, tzinfo=UTC)
BEFORE = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 10**9


@pytest.fixture
async def site(tmp_path: Path) -> KeptSite:
    """A site that has published two files and a third in a directory."""
    site = KeptSite(tmp_path / "a", disk=MemoryDisk(clock=count(BEFORE).__next__))
    await site.begin({"f": b"one", "g": b"two", "deep/er/h": b"three"})
    return site


def trashed(site: KeptSite, path: str, *, at: datetime = DAY, content: str | None = None) -> str:
    """Move a file into the trash as a worker does; return its name there."""
    with closing(site.context.directory_look.open_files()) as files:
        trash = Trash(files)
        trash.prepare(at)
        named = content or file_state(site.user.read(path) or b"").content or ""
        return trash.put(path, content=named, origin=path, at=at).partition("trash/")[2]


async def listed(site: KeptSite, *, after: str = "", limit: int = 10) -> list[TrashedFile]:
    """Return what a person is told."""
    return await TrashBox(site.context).files(after=after, limit=limit)


def hours() -> Iterator[datetime]:
    """Return one time after the other."""
    return (DAY + timedelta(hours=number) for number in count())


async def test_what_is_in_the_trash_is_told_with_where_it_stood(site: KeptSite) -> None:
    """Page by page; what the log never had is told to be only here."""
    at = hours()
    site.write({"unsent": b"bytes that nobody else has"})
    names = [trashed(site, path, at=next(at)) for path in ("deep/er/h", "unsent", "g")]
    rows = await listed(site)
    assert [row.name for row in rows] == names
    assert [(row.path, row.size, row.logged) for row in rows] == [
        ("deep/er/h", 5, True),
        ("unsent", 26, False),
        ("g", 3, True),
    ]
    assert [row.name for row in await listed(site, after=names[0], limit=1)] == [names[1]]


async def test_a_link_comes_back_where_it_stays_inside_alone(site: KeptSite) -> None:
    """Where it would lead out it stays in the trash, and the answer says so."""
    site.user.make_link("deep/er/l", "../../f")
    name = trashed(site, "deep/er/l")
    with pytest.raises(RefusedError, match="lead out"):
        await TrashBox(site.context).restore(name, "l")
    await TrashBox(site.context).restore(name, "deep/er/l")
    assert site.user.read("deep/er/l") == b"../../f"


async def test_a_file_comes_back_to_where_it_stood_and_is_published(site: KeptSite) -> None:
    """Also below a directory that is gone; it is in the trash no more."""
    name = trashed(site, "deep/er/h")
    site.user.delete("deep")
    await site.look()
    site.publish()
    assert await TrashBox(site.context).restore(name, None) == "deep/er/h"
    assert site.user.read("deep/er/h") == b"three"
    await site.look()
    assert {change.path for change in site.publish()} == {"deep", "deep/er", "deep/er/h"}
    assert await listed(site) == []


async def test_nothing_is_replaced_by_what_comes_back(site: KeptSite) -> None:
    """A person says another place, and compares."""
    name = trashed(site, "f")
    site.write({"f": b"newer"})
    with pytest.raises(RefusedError, match="something stands at f"):
        await TrashBox(site.context).restore(name, None)
    with pytest.raises(RefusedError, match="above it"):
        await TrashBox(site.context).restore(name, "f/below")
    assert (site.user.read("f"), len(await listed(site))) == (b"newer", 1)
    assert await TrashBox(site.context).restore(name, "f.old") == "f.old"
    assert site.user.read("f.old") == b"one"


async def test_what_is_not_there_or_has_no_place_is_told(site: KeptSite) -> None:
    """Where the log never had it, a person says where it is to go."""
    site.write({"unsent": b"only here"})
    name = trashed(site, "unsent", content=UNKNOWN_CONTENT)
    with pytest.raises(NotFoundError, match="say where with --to"):
        await TrashBox(site.context).restore(name, None)
    with pytest.raises(NotFoundError, match="is not in the trash"):
        await TrashBox(site.context).restore("../../f", "g2")
    assert await TrashBox(site.context).restore(name, "unsent") == "unsent"


async def test_what_is_old_goes_and_what_was_written_to_afterwards_stays(site: KeptSite) -> None:
    """Its last bytes are nowhere else."""
    at = hours()
    names = [trashed(site, path, at=next(at)) for path in ("f", "g", "deep/er/h")]
    late = f".spicerack/trash/{names[0]}"
    site.user.write(late, b"written by a program that had it open")
    site.user.touch(late, int((DAY + timedelta(days=1)).timestamp()) * 10**9)
    swept = await TrashBox(site.context).empty(DAY + timedelta(hours=1, minutes=30))
    assert (swept.removed, swept.kept) == (1, 2)
    assert [(row.name, row.late) for row in await listed(site)] == [(names[0], True), (names[2], False)]
