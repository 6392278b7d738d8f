"""What could not be read is tried again, and nothing below it is forgotten."""

import asyncio
from pathlib import Path

from services.manager.look.scan import WHOLE, Scope, Skipped, Unreadable
from services.manager.look.unreadable import UNREAD_MAX, Unread
from services.manager.tasks.look import Lookout
from shared.roots.posix.files.port import DeniedError
from testing.disk.files import MemoryFiles
from testing.disk.root import Root, digest
from tests.unit.services.manager.wiring import new_core, until

ONE_DIRECTORY = Scope(directories=frozenset({"d"}))


def test_what_a_partial_look_could_read_again_is_told():
    """Its subdirectories were not looked at; a look at the whole root sees them all."""
    unread = Unread()
    assert not unread.take(WHOLE, [Unreadable("d", "why"), Skipped("e", "why")])
    assert unread.paths == {"d"}
    assert unread.take(ONE_DIRECTORY, []) == {"d"}
    assert not unread.paths
    unread.take(WHOLE, [Unreadable("d", "why")])
    assert not unread.take(WHOLE, [])
    assert not unread.paths


def test_what_was_not_in_a_look_stays_unread():
    """A look at one directory says nothing about others."""
    unread = Unread()
    unread.take(WHOLE, [Unreadable("d/f", "why"), Unreadable("e", "why")])
    assert unread.take(ONE_DIRECTORY, [Unreadable("d/g", "why")]) == {"d/f"}
    assert unread.paths == {"d/g", "e"}


def test_too_many_unread_paths_stand_for_the_root():
    """Then all is looked at again."""
    unread = Unread()
    unread.take(WHOLE, [Unreadable(f"d/{number}", "why") for number in range(UNREAD_MAX + 1)])
    assert unread.paths == {""}


class Site:
    """A manager's looks at a directory in memory."""

    def __init__(self, database: Path) -> None:
        self.root = Root()
        self.core = new_core(
            database=database, open_files=lambda: MemoryFiles(self.root.disk, faults=self.root.faults)
        )

    def deny(self, *denied: str) -> None:
        """Let these directories not be listed; none: all can be."""

        def before(operation: str, path: str) -> None:
            if operation == "list" and path in denied:
                raise DeniedError(f"{path}: permission denied")

        self.root.faults.before = before

    def knows(self, path: str, data: bytes) -> bool:
        """Tell whether the index has this content at a path."""
        row = self.core.parts.state.index.row(path)
        return row is not None and row.local.content == digest(data)


async def look_again_after_a_failure(site: Site, *, denied: str, hint: str) -> None:
    """Change a file while a directory above it cannot be read, and see it once it can be."""
    site.root.user.write("d/e/f", b"old")
    await site.core.parts.root.begin()
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(Lookout(site.core).look())
        await until(lambda: site.knows("d/e/f", b"old"))
        site.deny(denied)
        site.root.user.write("d/e/f", b"and new")
        site.core.dirt.add_all()
        await until(lambda: denied in site.core.notes.problems)
        site.deny()
        site.core.dirt.add(hint)
        await until(lambda: site.knows("d/e/f", b"and new"))
        looking.cancel()


async def test_what_changed_below_a_root_that_could_not_be_listed_is_seen(tmp_path):
    """A hint was swallowed by the look at the whole root that failed."""
    await look_again_after_a_failure(Site(tmp_path / "b.db"), denied="", hint="")


async def test_what_changed_below_a_directory_that_could_not_be_listed_is_seen(tmp_path):
    """The directory alone tells of its entries, and not of what is below those."""
    await look_again_after_a_failure(Site(tmp_path / "b.db"), denied="d", hint="d")
