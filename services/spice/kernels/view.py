"""Answers of the projection of kernels, from SQLite. Reads alone."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.spice.kernels.encode import unpacked, unpacked_area
from services.spice.kernels.timekeeping_rows import timekeeping_kernels
from shared.catalog.store.commits import Commits
from shared.descriptions.timekeepers import TimekeepingKernel
from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.sets.areas import Area, contains
from shared.spice.sets.preference import Reach, is_former, is_misnamed

Sees = Callable[[str], bool]
"""Tells whether the caller sees a path."""

KERNEL = (
    "kernel.path, kernel.content, kernel.revision, kernel.size, kernel.family, kernel.mission, kernel.line,"
    " kernel.slot, kernel.rank, kernel.quality, kernel.year, coalesce(content.told, ''),"
    " coalesce(content.family, ''), coalesce(content.form, ''), coalesce(content.completeness, ''),"
    " coalesce(content.worst, ''), coalesce(content.problems, '[]'), coalesce(content.made, 0.0)"
)
JOINED = "kernel LEFT JOIN content ON content.content = kernel.content"

DEFINED = "content, what, code, name, frame_class, class_id, center, relative"
COVERED = "content, subject, code, relative_to, frame, exact, timed_by, start, coalesce(tdb, intervals), area"

CLOCKS_DIFFER = 86_400.0
"""Seconds that versions of a clock kernel may differ by, far more than real ones: what lies outside
of the times that were asked for by one may lie inside by another, which may be all that a caller sees."""

VALUES_AT_ONCE = 500
"""Of one `IN (...)`: SQLite takes 32 766, and a plan with as many is slow to make."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """One live file that is a kernel, or called so."""

    path: str
    content: str
    revision: int
    size: int
    named_family: str
    mission: str
    line: str
    slot: str
    rank: str
    """Compares as the version."""
    quality: int
    year: int
    told: str
    told_family: str
    form: str
    completeness: str
    worst: str
    problems_json: str
    made: float
    """That a clock kernel says of itself, seconds past J2000; else 0."""

    @property
    def family(self) -> str:
        """Return the kind: by what was told, else by the name."""
        return self.told_family or self.named_family

    @property
    def usable(self) -> bool:
        """Whether CSPICE reads it, and rightly: it was recognised, and is neither broken nor unfinished."""
        return bool(self.told_family) and self.worst != "broken" and self.completeness != "incomplete"

    @property
    def misnamed(self) -> bool:
        """Whether it bears the name of another kind."""
        return bool(self.told_family) and is_misnamed(self.path, self.told_family, self.form)

    def problems(self) -> list[Any]:
        """Return what is wrong with it, as its description has it."""
        found: list[Any] = json.loads(self.problems_json)
        return found


@dataclass(frozen=True, slots=True)
class Covered:
    """What one content covers of one subject, relative to one other."""

    content: str
    subject: str
    code: int
    relative_to: int
    frame: int
    """That a body's states are in."""
    exact: bool
    timed_by: str
    """Contents that its times follow from; empty where they are its own."""
    intervals: tuple[Interval, ...] | None
    """TDB; None where its clock is not known."""
    area: Area = ()
    """Of a shape: the part of the surface; none is the whole."""


@dataclass(frozen=True, slots=True)
class Defined:
    """One thing that a content defines."""

    content: str
    what: str
    code: int
    name: str
    frame_class: int | None
    class_id: int | None
    center: int | None
    relative: str


@dataclass(frozen=True, slots=True)
class Version:
    """One of several versions of a kernel."""

    path: str
    rank: str
    quality: int
    content: str


class KernelView:
    """Reads kernels over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.row_factory = None
        self.commits = Commits(connection)

    @property
    def revision(self) -> int:
        """The revision that the paths stand at."""
        return int(self._db.execute("SELECT revision FROM kernel_position").fetchone()[0])

    def kernels(self, where: str = "1", values: Iterable[str | int] = ()) -> Iterator[Kernel]:
        """Yield kernels that fulfil a condition of SQL, by path; conditions are constants of ours."""
        query = f"SELECT {KERNEL} FROM {JOINED} WHERE {where} ORDER BY kernel.path"
        return (Kernel(*row) for row in self._db.execute(query, tuple(values)))

    def after(self, path: str, *, limit: int, where: str, values: Iterable[str | int]) -> list[Kernel]:
        """Return the first kernels after a path that fulfil a condition of SQL."""
        query = (
            f"SELECT {KERNEL} FROM {JOINED} WHERE kernel.path > ? AND ({where}) ORDER BY kernel.path LIMIT ?"
        )
        return [Kernel(*row) for row in self._db.execute(query, (path, *values, limit))]

    def at(self, path: str) -> Kernel | None:
        """Return the kernel at a path."""
        return next(self.kernels("kernel.path = ?", (path,)), None)

    def of_contents(self, contents: Iterable[str]) -> Iterator[Kernel]:
        """Yield the kernels that hold any of some contents."""
        for some in _chunks(sorted(set(contents))):
            yield from self.kernels(f"kernel.content IN ({_marks(some)})", some)

    def superseding(self, kernel: Kernel, sees: Sees) -> str | None:
        """Return the path of the newest version of a kernel that is not itself; None where it is newest."""
        newer = self.newer_versions(kernel, sees)
        return newer[0].path if newer else None

    def newer_versions(self, kernel: Kernel, sees: Sees, *, of_any_quality: bool = True) -> list[Version]:
        """Return the versions that are newer than a kernel, the newest first.

        A reconstructed kernel replaces a predicted one; yet the predicted one may cover more. A shape of
        another part of a body replaces none: quarters of a surface may be numbered as versions are.
        """
        query = "SELECT path, rank, quality, content FROM kernel WHERE line = ? AND slot = ? AND rank > ?"
        found = self._db.execute(query, (kernel.line, kernel.slot, kernel.rank)).fetchall()
        rows = [Version(*one) for one in found if of_any_quality or one[2] == kernel.quality]
        seen = [one for one in rows if sees(one.path)]
        if seen and kernel.family == Family.DSK:
            own = self._area(kernel.content)
            seen = [one for one in seen if contains(self._area(one.content), own)]
        return sorted(seen, key=lambda one: (one.rank, not is_former(one.path), one.path), reverse=True)

    def reach_of(self, contents: Iterable[str]) -> dict[str, Reach]:
        """Return what some contents cover of all that they tell of; without those that cover nothing."""
        rows: dict[str, list[tuple[int, float | None, float | None]]] = {}
        for some in _chunks(sorted(set(contents))):
            query = f"SELECT content, code, start, stop FROM coverage WHERE content IN ({_marks(some)})"
            for content, *row in self._db.execute(query, some):
                rows.setdefault(content, []).append((row[0], row[1], row[2]))
        return {content: _reach(those) for content, those in rows.items()}

    def _area(self, content: str) -> Area:
        """Return the part of a body's surface that a shape kernel has; none is the whole."""
        query = "SELECT area FROM coverage WHERE content = ? AND subject = 'shape'"
        areas = [unpacked_area(data) for (data,) in self._db.execute(query, (content,))]
        return tuple(part for area in areas for part in area) if all(areas) else ()

    def timekeepers(self) -> list[TimekeepingKernel]:
        """Return the kernels that tell how times turn into each other."""
        return timekeeping_kernels(self._db)

    def ticks_of(self, one: Covered) -> tuple[Interval, ...]:
        """Return the intervals of a coverage in its own scale."""
        query = "SELECT intervals FROM coverage WHERE content = ? AND subject = ? AND code = ?"
        query += " AND relative_to = ? AND frame = ?"
        key = (one.content, one.subject, one.code, one.relative_to, one.frame)
        return unpacked(self._db.execute(query, key).fetchone()[0])

    def covering(self, subject: str, code: int, start: float, stop: float) -> list[Covered]:
        """Return what covers a subject within start to stop, and what may, since its times are not known."""
        # Two questions: with `OR` in one, SQLite walks all of a subject's rows, whatever the times.
        known = f"SELECT {COVERED} FROM coverage WHERE subject = ? AND code = ?"
        timed = f"{known} AND start <= ? AND stop >= ?"
        start, stop = start - CLOCKS_DIFFER, stop + CLOCKS_DIFFER
        values = (subject, code, stop, start, subject, code)
        rows = self._db.execute(f"{timed} UNION ALL {known} AND start IS NULL", values)
        return [_covered(row) for row in rows]

    def coverage_of(self, contents: Iterable[str]) -> dict[str, list[Covered]]:
        """Return all that some contents cover, by content."""
        found: dict[str, list[Covered]] = {}
        for some in _chunks(sorted(set(contents))):
            query = f"SELECT {COVERED} FROM coverage WHERE content IN ({_marks(some)})"
            for row in self._db.execute(query, some):
                found.setdefault(row[0], []).append(_covered(row))
        return found

    def relations(self, contents: Iterable[str]) -> dict[str, list[tuple[str, int, int]]]:
        """Return what bodies and instruments are relative to: content, code and that, by subject.

        They are in the order of the contents.
        """
        order = list(dict.fromkeys(contents))
        found: dict[str, list[tuple[str, int, int]]] = {}
        for some in _chunks(order):
            query = "SELECT DISTINCT content, subject, code, relative_to FROM coverage"
            for content, subject, code, end in self._db.execute(
                f"{query} WHERE content IN ({_marks(some)})", some
            ):
                found.setdefault(subject, []).append((content, code, end))
        place = {content: at for at, content in enumerate(order)}
        for rows in found.values():
            rows.sort(key=lambda row: (place[row[0]], *row[1:]))
        return {"body": [], "instrument": [], **found}

    def frames_of(self, contents: Iterable[str]) -> list[Defined]:
        """Return the frames that some contents define."""
        found = []
        for some in _chunks(sorted(set(contents))):
            query = f"SELECT {DEFINED} FROM definition WHERE what IN ('frame', 'fixed')"
            rows = self._db.execute(f"{query} AND content IN ({_marks(some)})", some)
            found += [Defined(*row) for row in rows]
        return found

    def assigning(self, prefix: str) -> list[tuple[str, str, str]]:
        """Return each variable that begins so: its name, the content, and what tells values apart."""
        query = "SELECT name, content, value FROM variable WHERE name >= ? AND name < ?"
        return list(self._db.execute(query, (prefix, prefix + chr(0x10FFFF))))

    def assigned_by(self, contents: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Yield each variable that some contents assign: its name, the content, what tells values apart."""
        for some in _chunks(sorted(set(contents))):
            query = f"SELECT name, content, value FROM variable WHERE content IN ({_marks(some)})"
            yield from self._db.execute(query, some)

    def defining(self, what: str, *, code: int | None = None, name: str | None = None) -> list[Defined]:
        """Return what contents define a thing, by its code or its name."""
        column, value = ("code", code) if code is not None else ("name", name)
        rows = self._db.execute(
            f"SELECT {DEFINED} FROM definition WHERE what = ? AND {column} = ?", (what, value)
        )
        return [Defined(*row) for row in rows]

    def named(self, what: str) -> list[tuple[str, str]]:
        """Return all names of a kind of thing, each with a content that defines it."""
        query = "SELECT DISTINCT name, content FROM definition WHERE what = ? AND name <> ''"
        return list(self._db.execute(query, (what,)))

    def members(self, content: str) -> list[str]:
        """Return what a meta-kernel loads, symbols replaced, in its order."""
        rows = self._db.execute("SELECT path FROM member WHERE content = ? ORDER BY number", (content,))
        return [path for (path,) in rows]


def _reach(rows: Iterable[tuple[int, float | None, float | None]]) -> Reach:
    """Return the reach of a kernel; of pointings at times that nobody knows it tells none."""
    those = list(rows)
    starts = [start for _, start, _ in those if start is not None]
    stops = [stop for *_, stop in those if stop is not None]
    codes = frozenset(code for code, *_ in those)
    return Reach(min(starts, default=0.0), max(stops, default=0.0), codes)


def _covered(row: Any) -> Covered:  # noqa: ANN401 - a row of SQLite
    content, subject, code, relative_to, frame, exact, timed_by, start, data, area = row
    intervals = None if start is None else unpacked(data)
    found = (content, subject, code, relative_to, frame, bool(exact), timed_by, intervals)
    return Covered(*found, unpacked_area(area))


def _chunks(values: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(values), VALUES_AT_ONCE):
        yield values[at : at + VALUES_AT_ONCE]


def _marks(values: list[str]) -> str:
    return ",".join("?" * len(values))
