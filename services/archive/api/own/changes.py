"""Frames that changed since a position: a loop that misses none, whatever stream changed them.

A frame follows from three streams, and each row says the latest place in each. A caller keeps the position
that its last round told, and asks for what lies after it in any of them. All pages of a round stand under the
position of its first page: what changes meanwhile is told by the next round.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, or_

from services.archive.api.own.position_codec import Kind, PositionCodec
from services.archive.database.store.position import Position
from services.archive.database.tables import frame
from services.archive.query.frames import frames_where
from shared.web.problem import MalformedError

WORDS = "take it from `position`, or from `next`, of another answer, or begin with 0.0.0"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the three streams."""

    revision: int
    described: int
    recorded: int

    @property
    def numbers(self) -> tuple[int, int, int]:
        """All three."""
        return (self.revision, self.described, self.recorded)

    def text(self, codec: PositionCodec) -> str:
        """Return it as it stands in a URL."""
        return codec.encode(Kind.CHANGES, self.numbers)


@dataclass(frozen=True, slots=True)
class Round:
    """One page of a round."""

    up_to: Place
    """Where the round's first page stood."""
    after: int
    """The frame that the page before ended with; 0 for the first."""

    def text(self, codec: PositionCodec) -> str:
        """Return it as it stands in a URL."""
        return codec.encode(Kind.ROUND, (*self.up_to.numbers, self.after))


def place_of(position: Position) -> Place:
    """Return where rows stand."""
    return Place(position.revision, position.described, position.recorded)


def read_place(text: str, codec: PositionCodec) -> Place:
    """Return a place from a URL. Raises MalformedError."""
    numbers = codec.decode(Kind.CHANGES, text, count=3)
    if numbers is None:
        raise MalformedError(f"changed_since: {WORDS}")
    return Place(*numbers)


def read_round(text: str, codec: PositionCodec) -> Round:
    """Return a page of a round from a URL. Raises MalformedError."""
    numbers = codec.decode(Kind.ROUND, text, count=4)
    if numbers is None:
        raise MalformedError(f"cursor: {WORDS}")
    *place, after = numbers
    return Round(Place(*place), after)


def changed_rows(
    connection: Connection, conditions: list[ColumnElement[bool]], since: Place, page: Round, limit: int
) -> tuple[list[RowMapping], bool]:
    """Return frames that changed after a place, by their numbers, and whether there are more."""
    query = frames_where(*conditions, _after(since, page.up_to), frame.c.id > page.after)
    rows = list(connection.execute(query.order_by(frame.c.id).limit(limit + 1)).mappings())
    return rows[:limit], len(rows) > limit


def _after(since: Place, up_to: Place) -> ColumnElement[bool]:
    pairs = (
        (frame.c.revision, since.revision, up_to.revision),
        (frame.c.described, since.described, up_to.described),
        (frame.c.recorded, since.recorded, up_to.recorded),
    )
    # A stream that has not moved costs no look; a frame of a stream that began anew is told once more.
    moved = [column > begin for column, begin, end in pairs if begin < end]
    began_anew = any(begin > end for _, begin, end in pairs)
    return frame.c.id > 0 if began_anew else or_(frame.c.id < 0, *moved)
