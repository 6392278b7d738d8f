"""Queues of rules in the log of the collection: of files, and of commits with all of their files."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from services.workflow.rules.occasion import LAST, Occasion, Place
from services.workflow.rules.queue import WINDOW
from shared.catalog.store.checkpoint_tables import snapshot
from shared.catalog.store.rows import ENTRY_COLUMNS, entry_of
from shared.contracts.messages.workflow import WorkflowRule
from shared.model.entry import Entry
from shared.model.globs import parse_glob

GROUP_FILES_MAX = 2_000
"""Files of one commit that are read for one execution: more are too many to be named to it."""

COUNTED_MAX = 10_000
"""Files that a count of what waits looks at: a person need not know more."""

AFTER = "revision >= ? AND (revision, path) > (?, ?) AND kind = 'file'"

FILES = f"SELECT {ENTRY_COLUMNS} FROM history WHERE {AFTER} ORDER BY revision, path LIMIT ?"

COUNT = f"SELECT path FROM history WHERE {AFTER} LIMIT ?"

COMMITS = (
    "SELECT DISTINCT revision FROM history WHERE revision > ? AND kind = 'file' ORDER BY revision LIMIT ?"
)

OF_COMMIT = f"SELECT {ENTRY_COLUMNS} FROM history WHERE revision = ? AND kind = 'file' ORDER BY path"

MESSAGE = "SELECT message FROM commit_messages WHERE revision = ?"


class FileQueue:
    """Each file that comes."""

    def __init__(self, database: Path, rule: WorkflowRule) -> None:
        self._database = database
        self._glob = parse_glob(rule.pattern)

    async def begin(self, place: Place) -> Place:
        """Return the place as it is."""
        return place

    async def next(self, place: Place) -> Sequence[Occasion]:
        """Return the next files; those that do not fit move the place alone."""
        return await asyncio.to_thread(self._next, place)

    def count(self, place: Place) -> int:
        """Return how many files wait, up to a bound. Blocks."""
        with snapshot(self._database) as connection:
            rows = connection.execute(COUNT, (place.revision, place.revision, place.path, COUNTED_MAX))
            return sum(1 for (path,) in rows if self._glob.matches(path))

    def _next(self, place: Place) -> list[Occasion]:
        with snapshot(self._database) as connection:
            rows = connection.execute(FILES, (place.revision, place.revision, place.path, WINDOW))
            return [self._occasion(entry_of(row), place) for row in rows]

    def _occasion(self, entry: Entry, place: Place) -> Occasion:
        after = replace(place, revision=entry.revision, path=entry.path)
        return Occasion(place=after, files=(entry,) if self._glob.matches(entry.path) else ())


class GroupQueue(FileQueue):
    """Each commit, with all of its files that fit."""

    def _next(self, place: Place) -> list[Occasion]:
        with snapshot(self._database) as connection:
            found: list[Occasion] = []
            for (revision,) in connection.execute(COMMITS, (place.revision, WINDOW)).fetchall():
                files: list[Entry] = []
                for row in connection.execute(OF_COMMIT, (revision,)):
                    if self._glob.matches(row[0]):
                        files.append(entry_of(row))
                    if len(files) == GROUP_FILES_MAX:
                        break
                said = connection.execute(MESSAGE, (revision,)).fetchone()
                message = "" if said is None else str(said[0])
                found.append(Occasion(place=Place(revision, LAST), files=tuple(files), message=message))
        return found
