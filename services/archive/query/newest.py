"""A page of frames in the order of time, of those whose headers have a value, be they many or few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Row,
    and_,
    cast,
    false,
    func,
    literal,
    null,
    select,
    true,
    tuple_,
    union_all,
)

from services.archive.database.tables import frame
from services.archive.query.days import LAST, day_of, day_words, rounded_down
from services.archive.query.headers import has_words
from services.archive.query.pace import COMMON, COMMON_RANGE, FOUND_MAX, InOrder, Pace

Condition = ColumnElement[bool]

Place = tuple[datetime, int]
"""Of a frame in the order of time: its date and number."""

AFTER_ALL, BEFORE_ALL = 2**63 - 1, -1
"""Numbers that no frame has."""

BEFORE_TIME: Place = (datetime.min.replace(tzinfo=UTC), BEFORE_ALL)
PAST_ALL: Place = (datetime.max.replace(tzinfo=UTC), AFTER_ALL)

DATE, NUMBER = frame.c.observation_date, frame.c.id

IN_ORDER = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off"
BY_WORDS = "SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off"
AS_EVER = "SET LOCAL enable_indexscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_seqscan = on"
"""Settings of PostgreSQL: it takes a value for one frame in a hundred, and would plan by that."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Having:
    """What frames of a page have, beside their place in time."""

    listed: Condition
    """What the caller sees: known to the index of dates."""
    words: Sequence[str]
    """Alternatives of each header that is asked for: known to the index of words."""
    headers: Sequence[Condition]
    """The same, exactly."""
    others: Sequence[Condition] = ()
    first: datetime | None = None
    last: datetime | None = None
    """Bounds of time that the others hold, if any."""


def newest_of(
    connection: Connection, asked: Having, *, after: Place | None, back: bool, limit: int
) -> list[int] | None:
    """Return the numbers of the next frames, newest first, or oldest first where it goes back.

    None where next to none of those that have the value fits. `after` is where the page before it ended.
    """
    ends = connection.execute(select(func.min(DATE), func.max(DATE))).one()
    if ends[0] is None:
        return []
    search = _Search(connection, asked, back=back, limit=limit)
    search.begin(*ends, after)
    found = search.run()
    # Not after an error: the transaction would take no statement, and say so in the place of the error.
    connection.exec_driver_sql(AS_EVER)
    return None if found is None else [number for _, number in found[:limit]]


class _Search:
    """One page. `_at` moves towards `_end`: what is before it was looked at, and it, too."""

    def __init__(self, connection: Connection, asked: Having, *, back: bool, limit: int) -> None:
        self._connection, self._asked, self._back, self._limit = connection, asked, back, limit
        is_range = any(":*" in one for one in asked.words)
        self._pace = Pace(limit, common=COMMON_RANGE if is_range else COMMON)
        self._found: list[Place] = []

    def begin(self, oldest: datetime, newest: datetime, after: Place | None) -> None:
        first = max(oldest, self._asked.first or oldest)
        last = min(newest, self._asked.last or newest)
        if self._back:
            self._at, self._end = max((first, BEFORE_ALL), after or (first, BEFORE_ALL)), last
        else:
            self._at, self._end = min((last, AFTER_ALL), after or (last, AFTER_ALL)), first

    def run(self) -> list[Place] | None:
        while self._goes_on() and len(self._found) < self._limit:
            step = self._pace.next()
            if step is None:
                return None
            if isinstance(step, InOrder):
                self._read(step.frames)
            else:
                self._find(step.days)
        return self._found

    def _goes_on(self) -> bool:
        return self._at[0] <= self._end if self._back else self._at[0] >= self._end

    def _read(self, most: int) -> None:
        """Read frames in their order: those that the caller does not see are passed over in the index."""
        order = (DATE.asc(), NUMBER.asc()) if self._back else (DATE.desc(), NUMBER.desc())
        onward = select(DATE.label("date"), NUMBER.label("number")).where(self._beyond(), self._asked.listed)
        some = onward.order_by(*order).limit(most).cte("some")
        having = select(
            some.c.date, some.c.number, self._fits().label("fits"), cast(null(), BigInteger).label("frames")
        )
        having = having.join(frame, frame.c.id == some.c.number).where(*self._asked.headers)
        edge = (some.c.date.desc(), some.c.number.desc()) if self._back else (some.c.date, some.c.number)
        count = select(func.count()).select_from(some).scalar_subquery()
        last = select(some.c.date, some.c.number, false(), count).order_by(*edge).limit(1).subquery()
        rows = self._ask(IN_ORDER, union_all(having, select(last)))
        ends = [row for row in rows if row.frames is not None]
        if not ends or ends[0].frames < most:
            until: Place = PAST_ALL if self._back else BEFORE_TIME
        else:
            until = (ends[0].date, ends[0].number)
        had = [row for row in rows if row.frames is None]
        fitting = self._take(had)
        if ends:
            frames, days = ends[0].frames, abs(self._at[0] - ends[0].date) / DAY
            self._pace.read(frames=frames, days=days, having=len(had), fitting=fitting)
        self._at = until

    def _find(self, days: int) -> None:
        """Have the index find the frames of a window of days."""
        # Where a day is passed but for its midnight, so is that: what is before it is looked for.
        passed = not self._back and self._at[1] == BEFORE_ALL
        today = day_of(self._at[0]) - passed
        if self._back:
            first, last = today, today + days - 1
            until: Place = (_midnight(last + 1), BEFORE_ALL) if last < LAST else PAST_ALL
        else:
            first, last = rounded_down(today - days + 1, days), today
            until = (_midnight(first), BEFORE_ALL) if first > 0 else BEFORE_TIME
        words = " | ".join(f"'{word}'" for word in day_words(first, last))
        here = self._beyond().label("here")
        fits = and_(self._fits(), self._beyond(), self._asked.listed, *self._asked.headers).label("fits")
        query = select(DATE.label("date"), NUMBER.label("number"), fits, here)
        query = query.where(has_words([*self._asked.words, words])).limit(FOUND_MAX + 1)
        rows = self._ask(BY_WORDS, query)
        if len(rows) > FOUND_MAX:
            self._pace.found_too_many(days=last - first + 1)
            return
        having = sum(bool(row.here) for row in rows)
        self._pace.found(days=last - first + 1, having=having, fitting=self._take(rows))
        self._at = until

    def _beyond(self) -> Condition:
        place, at = tuple_(DATE, NUMBER), tuple_(*map(literal, self._at))
        return place > at if self._back else place < at

    def _fits(self) -> Condition:
        return func.coalesce(and_(true(), *self._asked.others), false())

    def _take(self, rows: Sequence[Row[Any]]) -> int:
        """Add the frames of a window that fit, in their order; return how many they are."""
        fitting = sorted(((row.date, row.number) for row in rows if row.fits), reverse=not self._back)
        self._found += fitting
        return len(fitting)

    def _ask(self, settings: str, query: Executable) -> Sequence[Row[Any]]:
        self._connection.exec_driver_sql(AS_EVER)
        self._connection.exec_driver_sql(settings)
        return self._connection.execute(query).all()


def _midnight(day: int) -> datetime:
    return datetime.fromordinal(day + 1).replace(tzinfo=UTC)
