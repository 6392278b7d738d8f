"""Looks at a site whose files lie at a store."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from blake3 import blake3

from services.manager.look.safeguards.brake import HoldReason
from shared.contracts.messages.batch import Change
from shared.model.entry import Kind, State
from shared.roots.errors import UnreachableError
from shared.roots.port import Stat
from shared.roots.stored.files import StoredFiles
from testing.disk.files import MemoryDisk, MemoryFiles
from testing.roots.objects import ObjectRoot, ObjectStore
from tests.unit.services.manager.kept_site import KeptSite

FILES = {"ck/one": b"one", "ck/two": b"two", "spk/three": b"three"}


class WatchedRoot(ObjectRoot):
    """A store that counts what is read, and may not list a directory."""

    def __init__(self, store: ObjectStore) -> None:
        super().__init__(store)
        self.reads: list[str] = []
        self.unlisted = ""
        self.moved_ns = 1_000_000_000
        """The time that it gives every file."""

    def stat(self, path: str) -> Stat:
        return replace(super().stat(path), mtime_ns=self.moved_ns)

    def read(
        self, path: str, *, start: int = 0, size: int | None = None, version: str | None = None
    ) -> Iterator[bytes]:
        self.reads.append(path)
        yield from super().read(path, start=start, size=size, version=version)

    def names(self, path: str) -> Sequence[Stat]:
        if self.unlisted and path == self.unlisted:
            raise UnreachableError("the listing ended early")
        return super().names(path)


class StoreSite:
    """A manager's site, its store, and a person there."""

    def __init__(self, folder: Path) -> None:
        self.objects = ObjectStore()
        self.root = WatchedRoot(self.objects)
        self.control = MemoryDisk()
        self.kept = KeptSite(folder, open_files=lambda: StoredFiles(self.root, MemoryFiles(self.control)))

    async def changes(self) -> dict[str, Kind]:
        """Look, publish, and return what was published."""
        await self.kept.look()
        return {change.path: change.state.kind for change in self.kept.publish()}

    @property
    def held(self) -> HoldReason | None:
        """Why the site is held."""
        standing = self.kept.context.hold
        return None if standing is None else standing.hold.reason


@pytest.fixture
async def site(tmp_path: Path) -> StoreSite:
    """A site that has published three files, which a person put at the store."""
    site = StoreSite(tmp_path / "site")
    await site.kept.context.root.begin()
    for path, data in FILES.items():
        site.objects.write(path, data)
    assert {path for path, kind in (await site.changes()).items() if kind is Kind.FILE} == FILES.keys()
    return site


async def test_what_has_the_version_of_before_is_not_read_again(site: StoreSite) -> None:
    """A look at an unchanged store is its listing alone."""
    assert sorted(site.root.reads) == sorted(FILES)
    site.root.reads.clear()
    assert await site.changes() == {}
    assert site.root.reads == []


async def test_a_change_and_a_deletion_at_the_store_are_published(site: StoreSite) -> None:
    """The changed file alone is read."""
    site.root.reads.clear()
    site.objects.write("ck/one", b"another")
    del site.objects.objects["ck/two"]
    assert await site.changes() == {"ck/one": Kind.FILE, "ck/two": Kind.DELETED}
    assert site.root.reads == ["ck/one"]


@pytest.mark.parametrize("directory", ["", "ck"])
async def test_what_could_not_be_listed_is_not_deleted(site: StoreSite, directory: str) -> None:
    """A listing that ends early is no evidence (I3); what else changed goes on where it can be seen."""
    del site.objects.objects["ck/one"]
    site.root.unlisted = directory or "ck"
    assert await site.changes() == {}
    site.root.unlisted = ""
    assert await site.changes() == {"ck/one": Kind.DELETED}


async def test_an_emptied_store_holds_the_site(site: StoreSite) -> None:
    """Its mark is gone with the files: nobody takes that for deletions."""
    site.objects.objects.clear()
    site.objects.mark = None
    assert await site.changes() == {}
    assert site.held is not None


async def test_a_store_that_lost_all_files_but_the_mark_holds_the_site(site: StoreSite) -> None:
    """As an emptied directory does."""
    site.objects.objects.clear()
    assert await site.changes() == {}
    assert site.held is HoldReason.ROOT_EMPTIED


async def test_a_store_of_another_site_holds_the_site(site: StoreSite) -> None:
    """A wrong bucket in the settings deletes nothing."""
    assert site.objects.mark is not None
    site.objects.mark = site.objects.mark.replace(b'"site":"a"', b'"site":"other"')
    site.objects.objects.clear()
    site.objects.write("foreign", b"foreign")
    assert await site.changes() == {}
    assert site.held is not None


async def test_a_store_that_dates_a_file_anew_changes_nothing(site: StoreSite) -> None:
    """The same bytes were uploaded again: they are read once, and the collection has the time of before."""
    before = site.kept.state.projection.head("ck/one")
    site.root.moved_ns = 5_000_000_000
    site.objects.write("ck/one", FILES["ck/one"])
    assert await site.changes() == {}
    assert site.kept.state.projection.head("ck/one") == before
    site.root.reads.clear()
    assert await site.changes() == {}
    assert site.root.reads == []


async def test_a_look_between_a_placing_and_its_report_publishes_no_time_or_mode(site: StoreSite) -> None:
    """What another site's file has at the store by then is the store's own."""
    data = b"placed"
    state = State(kind=Kind.FILE, content=blake3(data).hexdigest(), size=len(data), mtime_ns=42, mode=0o640)
    site.kept.orchestrator.others_change(Change(path="ck/placed", state=state))
    site.kept.fold()
    site.objects.write("ck/placed", data)
    assert await site.changes() == {}
    row = site.kept.state.index.row("ck/placed")
    assert row is not None
    assert row.local == state
    assert site.kept.context.state.own_attributes.lines() == []
