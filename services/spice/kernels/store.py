"""The writer of the projection of kernels: over the connection that holds the fold of the log, too."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files

from services.spice.kernels.encode import packed, packed_area, unpacked
from services.spice.kernels.rows import coverage_rows, definitions, shared_variables
from services.spice.kernels.timekeeping_rows import timekeeping_kernels
from shared.catalog.fold.fold import Folded
from shared.catalog.store.database import RememberedRow, transaction
from shared.catalog.store.rows import ENTRY_COLUMNS, EntryRow
from shared.contracts.messages.description import Description, Severity
from shared.contracts.messages.kernels.kernel_facts import KernelFacts
from shared.descriptions.believe import Heard
from shared.descriptions.pools import made_at, timekeeping_pool
from shared.descriptions.timekeepers import Keeping, keeping_of
from shared.descriptions.times import TIMEKEEPERS
from shared.spice.coverage.model import Interval, Scale
from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.kind import Family
from shared.spice.names.model import KernelName
from shared.spice.names.ordered import ordered, ordered_rank
from shared.spice.names.parse import parse_name
from shared.spice.text.model import Value

VERSION = 14
"""Rises whenever these tables, or what is written into them, change: all of them are made anew then."""

TABLES = (
    "kernel_position",
    "content",
    "kernel",
    "coverage",
    "definition",
    "variable",
    "timekeeper",
    "packed",
    "member",
)
OF_CONTENT = ("content", "coverage", "definition", "variable", "timekeeper", "packed", "member")
"""Tables with rows of a content."""

PLACES = f"""
    SELECT {ENTRY_COLUMNS} FROM tree
    WHERE path IN (SELECT path FROM history WHERE content = :content) AND content = :content AND kind = 'file'
"""

UNDESCRIBED = "SELECT count(*) FROM kernel WHERE content NOT IN (SELECT content FROM content)"

TIMED_AT_ONCE = 200
"""Rows of ticks that are turned into times in one go, a few milliseconds: others want to be heard between."""


class KernelStore:
    """Takes commits and descriptions in. Implements `shared.descriptions.followed.DescriptionStore`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Make the tables, anew where another version made them."""
        self._db = connection
        self._stale = True
        """Whether the choice of clocks and leap seconds is to be made anew."""
        self._untimed = True
        """Whether ticks may wait to be turned into times."""
        self._keeping = Keeping()
        written = connection.execute("SELECT name FROM sqlite_master WHERE name GLOB 'kernels_version_*'")
        if [row[0] for row in written] != [_marker()]:
            self._drop()
        connection.executescript(files("services.spice.kernels").joinpath("schema.sql").read_text())
        connection.execute(f"CREATE TABLE IF NOT EXISTS {_marker()} (unused INTEGER)")
        # Each kernel set tells it, and to count takes longer than to find the set.
        self._undescribed = RememberedRow(connection, UNDESCRIBED)

    @property
    def position(self) -> int:
        """The sequence of the last description that was taken in."""
        return int(self._db.execute("SELECT sequence FROM kernel_position").fetchone()[0])

    def oldest(self) -> int | None:
        """Return the lowest sequence of the descriptions that stand; None where there is none."""
        found: int | None = self._db.execute("SELECT min(sequence) FROM content").fetchone()[0]
        return found

    def forget_descriptions(self) -> None:
        """Forget all that was said of contents."""
        with transaction(self._db):
            for table in OF_CONTENT:
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute("UPDATE kernel_position SET sequence = 0")
        self._stale = True
        self.rebuild_paths()

    def take(self, heard: Heard) -> None:
        """Note what is said of a content, in place of what was said before."""
        with transaction(self._db):
            for table in OF_CONTENT:
                self._db.execute(f"DELETE FROM {table} WHERE content = ?", (heard.content,))
            self._note(heard)
            self._db.execute("UPDATE kernel_position SET sequence = ?", (heard.sequence,))
            for row in self._db.execute(PLACES, {"content": heard.content}).fetchall():
                self._put(tuple(row))

    def fold(self, folded: Folded) -> None:
        """Note the paths of a commit that was folded."""
        with transaction(self._db):
            if not self._follows(folded):
                self.rebuild_paths()
                return
            for entry in folded.entries:
                self._remove(entry.path)
                if entry.state.is_plain_file and entry.state.content is not None:
                    state = (entry.state.content, entry.state.size)
                    self._put((entry.path, entry.revision, "", "file", *state, 0, 0))
            self._stand_at(folded.position.revision, folded.position.log_id)

    def bring_up(self) -> None:
        """Take the paths of the whole tree in, where it stands elsewhere: it may be a checkpoint's."""
        mine = self._db.execute("SELECT revision, log_id FROM kernel_position").fetchone()
        tree = self._db.execute("SELECT revision, log_id FROM log_position").fetchone()
        if tuple(mine) != tuple(tree):
            self.rebuild_paths()

    def rebuild_paths(self) -> None:
        """Take the paths of the whole tree in, in place of those that were taken before."""
        with transaction(self._db):
            self._db.execute("DELETE FROM kernel")
            rows = self._db.execute(f"SELECT {ENTRY_COLUMNS} FROM tree WHERE kind = 'file'").fetchall()
            for row in rows:
                self._put(tuple(row))
            tree = self._db.execute("SELECT revision, log_id FROM log_position").fetchone()
            self._stand_at(*tree)

    def count(self) -> int:
        """Return how many live files are kernels, or called so."""
        return int(self._db.execute("SELECT count(*) FROM kernel").fetchone()[0])

    def undescribed(self) -> int:
        """Return how many of them nobody has described."""
        row = self._undescribed.row()
        return 0 if row is None else int(row[0])

    def settling(self) -> Iterator[None]:
        """Turn ticks into times by the clocks that count now; yield between some and the next."""
        while self._stale or self._untimed:
            if self._stale:
                self._keeping = keeping_of(timekeeping_kernels(self._db))
                self._stale, self._untimed = False, True
            rows = self._waiting_for_times()
            self._untimed = bool(rows)
            self._time(rows)
            yield

    def _waiting_for_times(self) -> list[sqlite3.Row]:
        query = "SELECT content, subject, code, relative_to, intervals FROM coverage"
        query += " WHERE scale = 'ticks' AND code = ? AND timed_by != ? LIMIT ?"
        codes = self._db.execute("SELECT DISTINCT code FROM coverage WHERE scale = 'ticks'").fetchall()
        for (code,) in codes:
            rows = self._db.execute(query, (code, self._keeping.timed_by(code), TIMED_AT_ONCE)).fetchall()
            if rows:
                return rows
        return []

    def _time(self, rows: Iterable[sqlite3.Row]) -> None:
        with transaction(self._db):
            for content, subject, code, relative_to, intervals in rows:
                self._db.execute(
                    "UPDATE coverage SET start = ?, stop = ?, tdb = ?, timed_by = ?"
                    " WHERE content = ? AND subject = ? AND code = ? AND relative_to = ?",
                    (*self._timed(code, unpacked(intervals)), content, subject, code, relative_to),
                )

    def _timed(
        self, code: int, ticks: tuple[Interval, ...]
    ) -> tuple[float | None, float | None, bytes | None, str]:
        """Return start, stop and intervals in TDB, and by what they were turned."""
        by = self._keeping.timed_by(code)
        intervals = self._keeping.in_tdb(code, ticks)
        if not intervals:
            return None, None, None, by
        return intervals[0][0], intervals[-1][1], packed(intervals), by

    def _note(self, heard: Heard) -> None:
        found = heard.description
        facts = found.findings.kernel if found is not None and found.findings is not None else None
        self._db.execute(
            "INSERT INTO content VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _content_row(heard.content, heard.sequence, found),
        )
        if facts is not None:
            self._note_facts(heard.content, facts)

    def _note_facts(self, content: str, facts: KernelFacts) -> None:
        for row in coverage_rows(facts):
            own = packed(row.intervals)
            timed = (
                self._timed(row.code, row.intervals) if row.scale is Scale.TICKS else _as_it_is(row.intervals)
            )
            head = (
                content,
                row.subject,
                row.code,
                row.relative_to,
                row.frame,
                row.scale.value,
                row.exact,
                own,
            )
            self._db.execute(
                "INSERT INTO coverage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*head, *timed, packed_area(row.area)),
            )
        self._db.executemany(
            "INSERT INTO definition VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    content,
                    one.what,
                    one.code,
                    one.name,
                    one.frame_class,
                    one.class_id,
                    one.center,
                    one.relative,
                )
                for one in definitions(facts)
            ),
        )
        self._db.executemany(
            "INSERT INTO variable VALUES (?, ?, ?)",
            ((name, content, value) for name, value in shared_variables(facts)),
        )
        self._db.executemany(
            "INSERT INTO member VALUES (?, ?, ?)",
            ((content, number, path) for number, path in enumerate(facts.members)),
        )
        if facts.family in TIMEKEEPERS and (variables := timekeeping_pool(facts)):
            self._note_timekeeper(content, variables)

    def _note_timekeeper(self, content: str, variables: Mapping[str, Sequence[Value] | str]) -> None:
        packed_ones = {name: one for name, one in variables.items() if isinstance(one, str)}
        plain = {name: None if name in packed_ones else one for name, one in variables.items()}
        self._db.execute("INSERT INTO timekeeper VALUES (?, ?)", (content, json.dumps(plain)))
        self._db.executemany(
            "INSERT INTO packed VALUES (?, ?, ?)", ((content, *one) for one in packed_ones.items())
        )

    def _put(self, row: EntryRow) -> None:
        """Note a live file, if it bears a kernel's name or holds a kernel."""
        path, revision, _, _, content, size, _, _ = row
        told = self._db.execute("SELECT family FROM content WHERE content = ?", (content,)).fetchone()
        family = told[0] if told is not None else ""
        if not family and claimed(path) is None:
            return
        name = parse_name(path)
        year = _year(name)
        numbers = (ordered(name.slot), ordered_rank(name.rank), int(name.quality), year, name.moving)
        self._db.execute(
            "INSERT OR REPLACE INTO kernel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (path, content, revision, size, name.family.value, name.mission or "", name.line, *numbers),
        )
        if family in TIMEKEEPERS:
            self._stale = True

    def _remove(self, path: str) -> None:
        query = "SELECT content.family FROM kernel JOIN content USING (content) WHERE path = ?"
        row = self._db.execute(query, (path,)).fetchone()
        if row is not None and row[0] in TIMEKEEPERS:
            self._stale = True
        self._db.execute("DELETE FROM kernel WHERE path = ?", (path,))

    def _follows(self, folded: Folded) -> bool:
        """Tell whether the commit before this one is the one that paths were taken from."""
        query = "SELECT previous_revision FROM commits WHERE revision = ?"
        row = self._db.execute(query, (folded.position.revision,)).fetchone()
        mine = self._db.execute("SELECT revision, log_id FROM kernel_position").fetchone()
        same = mine["log_id"] in (None, folded.position.log_id)
        return row is not None and same and int(row[0]) == int(mine["revision"])

    def _stand_at(self, revision: int, log_id: str | None) -> None:
        self._db.execute("UPDATE kernel_position SET revision = ?, log_id = ?", (revision, log_id))

    def _drop(self) -> None:
        others = self._db.execute("SELECT name FROM sqlite_master WHERE name GLOB 'kernels_version_*'")
        for name in (*(row[0] for row in others.fetchall()), *TABLES):
            self._db.execute(f"DROP TABLE IF EXISTS {name}")


def _year(name: KernelName) -> int:
    """Return the year of a name's first date, else of a meta-kernel's series; 0 where there is none."""
    if name.dates:
        return name.dates[0].year
    of_series = name.slot[0] if name.family is Family.MK and name.slot else 0
    return of_series if of_series in YEARS else 0


YEARS = range(1950, 2151)
"""Numbers that a meta-kernel's name has for a year: `mro_2021_v02.tm`."""


def _as_it_is(intervals: tuple[Interval, ...]) -> tuple[float | None, float | None, bytes | None, str]:
    return intervals[0][0], intervals[-1][1], None, ""


def _marker() -> str:
    return f"kernels_version_{VERSION}"


def _content_row(
    content: str, sequence: int, found: Description | None
) -> tuple[str, int, str, str, str, str, str, str, float]:
    if found is None:
        return (content, sequence, "", "", "", "", "", "[]", 0.0)
    findings = found.findings
    problems = findings.problems if findings is not None else ()
    worst = max((one.severity for one in problems), key=list(Severity).index, default="")
    kernel = findings.kernel if findings is not None else None
    return (
        content,
        sequence,
        found.told.value,
        kernel.family if kernel is not None else "",
        kernel.form if kernel is not None else "",
        findings.completeness if findings is not None else "",
        worst,
        json.dumps([one.model_dump(mode="json") for one in problems]),
        0.0 if kernel is None else made_at(kernel),
    )
