"""The backlog: contents of the tree that need a description, and the newest description of each content."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from services.describer.decide.anew import Versions, is_needed
from shared.catalog.store.database import transaction
from shared.catalog.store.rows import ENTRY_COLUMNS, entry_of
from shared.contracts.messages.description import Description, Severity, Told
from shared.descriptions.believe import Doubt, Heard
from shared.model.entry import Entry

PLACES_MAX = 8
"""Paths of one content that are tried: a content that is at none of them is not here."""

ADD = "INSERT OR IGNORE INTO undescribed (content, revision, author) VALUES (?, ?, ?)"

ADD_ALL = """
    INSERT OR IGNORE INTO undescribed (content, revision, author)
    SELECT tree.content, min(tree.revision), tree.author FROM tree
    LEFT JOIN described ON described.content = tree.content
    WHERE tree.kind = 'file' AND is_needed(described.told, described.describer, described.tried)
    GROUP BY tree.content
"""

FIRST = "SELECT * FROM undescribed WHERE due <= ? ORDER BY due, revision LIMIT ?"

PLACES = f"""
    SELECT {ENTRY_COLUMNS} FROM tree
    WHERE path IN (SELECT path FROM history WHERE content = :content) AND content = :content AND kind = 'file'
    ORDER BY revision, path LIMIT {PLACES_MAX}
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One content that needs a description."""

    content: str
    revision: int
    author: str
    """The site whose batch brought it."""
    waited: bool
    """Whether others have had their turn."""
    tries: int


class Backlog:
    """Over one SQLite connection, which holds the fold of the log, too."""

    def __init__(self, connection: sqlite3.Connection, *, mine: Versions) -> None:
        self._db = connection
        self._mine = mine
        connection.executescript(files("services.describer.state").joinpath("schema.sql").read_text())
        connection.create_function("is_needed", 3, self._needed_by_row, deterministic=True)

    @property
    def position(self) -> int:
        """The sequence of the last description that was taken in."""
        return int(self._db.execute("SELECT sequence FROM descriptions_position").fetchone()[0])

    def begin(self) -> None:
        """Look at the whole tree: the describers may be newer, the log may have been folded elsewhere."""
        with transaction(self._db):
            self._db.execute("DELETE FROM undescribed")
            self._db.execute(ADD_ALL)

    def forget_descriptions(self) -> None:
        """Begin anew: the stream on the server is another one."""
        with transaction(self._db):
            self._db.execute("DELETE FROM described")
            self._db.execute("UPDATE descriptions_position SET sequence = 0")
        self.begin()

    def add(self, entries: Iterable[Entry]) -> None:
        """Note the contents that a commit brought."""
        for entry in entries:
            content = entry.state.content
            if entry.state.is_plain_file and content is not None and self._is_needed(content):
                self._db.execute(ADD, (content, entry.revision, entry.author))

    def take(self, heard: Heard) -> None:
        """Note the newest description of a content, or that there is none to be believed."""
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO described VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _row(heard))
            self._db.execute("UPDATE descriptions_position SET sequence = ?", (heard.sequence,))
            if not self._is_needed(heard.content):
                self.drop(heard.content)
            else:
                self.add(self.places(heard.content))

    def first(self, *, now: float, limit: int) -> list[Waiting]:
        """Return what is due, in the order of the log.

        Args:
            now: seconds since 1970.
            limit: how many at most.
        """
        found = self._db.execute(FIRST, (now, limit))
        return [
            Waiting(row["content"], row["revision"], row["author"], bool(row["waited"]), row["tries"])
            for row in found
        ]

    def next_due(self) -> float | None:
        """Return when the next content is due, in seconds since 1970; None where none waits."""
        found: float | None = self._db.execute("SELECT min(due) FROM undescribed").fetchone()[0]
        return found

    def leave(self, content: str, *, until: float) -> None:
        """Leave a content to others until a time; it is this process' own then."""
        self._db.execute("UPDATE undescribed SET due = ?, waited = 1 WHERE content = ?", (until, content))

    def postpone(self, content: str, *, until: float) -> None:
        """Try a content again at a time, in vain until then."""
        self._db.execute(
            "UPDATE undescribed SET due = ?, tries = tries + 1 WHERE content = ?", (until, content)
        )

    def drop(self, content: str) -> None:
        """Forget that a content needs a description."""
        self._db.execute("DELETE FROM undescribed WHERE content = ?", (content,))

    def places(self, content: str) -> list[Entry]:
        """Return where a content is in the tree, the path that had it first before the others."""
        return [entry_of(row) for row in self._db.execute(PLACES, {"content": content})]

    def sequence_of(self, content: str) -> int:
        """Return the sequence of the newest message on a content; 0 where there is none."""
        row = self._db.execute("SELECT sequence FROM described WHERE content = ?", (content,)).fetchone()
        return 0 if row is None else int(row["sequence"])

    def oldest(self) -> int | None:
        """Return the lowest sequence of the messages that stand; None where there is none."""
        found: int | None = self._db.execute("SELECT min(sequence) FROM described").fetchone()[0]
        return found

    def count(self) -> int:
        """Return how many contents need a description."""
        return int(self._db.execute("SELECT count(*) FROM undescribed").fetchone()[0])

    def _is_needed(self, content: str) -> bool:
        row = self._db.execute(
            "SELECT told, describer, tried FROM described WHERE content = ?", (content,)
        ).fetchone()
        return self._needed_by_row(*row) if row is not None else self._needed_by_row(None, None, None)

    def _needed_by_row(self, told: str | None, describer: str | None, tried: str | None) -> bool:
        if told == Doubt.NEWER:
            return False
        known = None if told is None else Told(told)
        return is_needed(self._mine, told=known, describer=describer, tried=json.loads(tried or "{}"))


def _row(heard: Heard) -> tuple[str, int, str | None, str | None, str, str, str, str]:
    found: Description | None = heard.description
    if found is None:
        # What a newer version said stands; all else is as if it had not been said, but for its sequence.
        told = heard.doubt.value if heard.doubt is Doubt.NEWER else None
        return (heard.content, heard.sequence, told, None, "{}", "", "", "")
    findings = found.findings
    return (
        heard.content,
        heard.sequence,
        found.told.value,
        found.describer,
        json.dumps({one.name: one.version for one in found.asked}),
        findings.kind if findings is not None else "",
        findings.completeness if findings is not None else "",
        _worst(found),
    )


def _worst(found: Description) -> str:
    problems = found.findings.problems if found.findings is not None else ()
    return max((one.severity for one in problems), key=list(Severity).index, default="")
