"""What could not be read is tried again, and nothing below it is forgotten."""

import asyncio
from pathlib import Path

from services.manager.look.directory.scan import WHOLE, Scope
from services.manager.look.directory.unreadable import UNREAD_MAX, UnreadablePaths
from services.manager.look.problems import Skipped, Unreadable
from services.manager.tasks.look import LookTask
from shared.roots.posix.files.port import DeniedError
from testing.disk.files import MemoryFiles
from testing.disk.root import Root, digest
from tests.unit.services.manager.wiring import new_core, until

ONE_DIRECTORY = Scope(directories=frozenset({"d"}))


def test_what_a_partial_look_could_read_again_is_told():
    """Its subdirectories were not looked at; a look at the whole root sees them all."""
    unreadable = UnreadablePaths()
    assert not unreadable.take(WHOLE, [Unreadable("d", "why"), Skipped("e", "why")])
    assert unreadable.paths == {"d"}
    assert unreadable.take(ONE_DIRECTORY, []) == {"d"}
    assert not unreadable.paths
    unreadable.take(WHOLE, [Unreadable("d", "why")])
    assert not unreadable.take(WHOLE, [])
    assert not unreadable.paths


def test_what_was_not_in_a_look_stays_unread():
    """A look at one directory says nothing about others."""
    unreadable = UnreadablePaths()
    unreadable.take(WHOLE, [Unreadable("d/f", "why"), Unreadable("e", "why")])
    assert unreadable.take(ONE_DIRECTORY, [Unreadable("d/g", "why")]) == {"d/f"}
    assert unreadable.paths == {"d/g", "e"}


def test_too_many_unread_paths_stand_for_the_root():
    """Then all is looked at again."""
    unreadable = UnreadablePaths()
    unreadable.take(WHOLE, [Unreadable(f"d/{number}", "why") for number in range(UNREAD_MAX + 1)])
    assert unreadable.paths == {""}


class Site:
    """A manager's looks at a directory in memory."""

    def __init__(self, database: Path) -> None:
        self.root = Root()
        self.context = new_core(
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
        row = self.context.state.index.row(path)
        return row is not None and row.local.content == digest(data)


async def look_again_after_a_failure(site: Site, *, denied: str, hint: str) -> None:
    """Change a file while a directory above it cannot be read, and see it once it can be."""
    site.root.user.write("d/e/f", b"old")
    await site.context.root.begin()
    async with asyncio.TaskGroup() as group:
        directory_look = group.create_task(LookTask(site.context).look())
        await until(lambda: site.knows("d/e/f", b"old"))
        site.deny(denied)
        site.root.user.write("d/e/f", b"and new")
        site.context.dirty.add_all()
        await until(lambda: denied in site.context.observed.problems)
        site.deny()
        site.context.dirty.add(hint)
        await until(lambda: site.knows("d/e/f", b"and new"))
        directory_look.cancel()


async def test_what_changed_below_a_root_that_could_not_be_listed_is_seen(tmp_path):
    """A hint was swallowed by the look at the whole root that failed."""
    await look_again_after_a_failure(Site(tmp_path / "b.db"), denied="", hint="")


async def test_what_changed_below_a_directory_that_could_not_be_listed_is_seen(tmp_path):
    """The directory alone tells of its entries, and not of what is below those."""
    await look_again_after_a_failure(Site(tmp_path / "b.db"), denied="d", hint="d")
