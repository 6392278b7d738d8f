"""Frames with what belongs to them, in few statements whatever their number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select, union_all

from services.archive.database.store.rows import one_of
from services.archive.database.tables import frame, relation, version
from services.archive.query.pictures import pictures_of
from services.archive.query.sight import Sight

COLUMNS = tuple(column for column in frame.c if column.name not in ("headers", "sky"))
"""What lists hold: headers are asked for apart, some kilobytes a frame, and the box of a footprint never."""


@dataclass(frozen=True, slots=True)
class Whole:
    """One frame."""

    row: RowMapping
    versions: tuple[RowMapping, ...]
    """Newest first."""
    related: tuple[int, ...]
    """Numbers of the related frames that exist for the caller."""
    pictures: Mapping[str, RowMapping] = field(default_factory=dict)
    """The thumbnails that were posted, by size, where they were asked for."""


def frames_where(*conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Return the question for frames, to be ordered and limited."""
    return select(*COLUMNS).where(*conditions)


def with_all(
    connection: Connection, rows: Sequence[RowMapping], sight: Sight, *, pictures: bool = False
) -> list[Whole]:
    """Return frames with their versions and related frames, and with the thumbnails that were posted."""
    names = [row["basename"] for row in rows]
    versions = versions_of(connection, [row["id"] for row in rows], sight)
    related = related_to(connection, names, sight)
    posted = pictures_of(connection, names) if pictures else {}
    return [
        Whole(
            row,
            tuple(versions.get(row["id"], ())),
            tuple(related.get(row["basename"], ())),
            posted.get(row["basename"], {}),
        )
        for row in rows
    ]


def one_frame(connection: Connection, number: int, sight: Sight, *, pictures: bool = False) -> Whole | None:
    """Return a frame, where it exists for the caller."""
    row = connection.execute(frames_where(frame.c.id == number, sight.sees())).mappings().one_or_none()
    return None if row is None else with_all(connection, [row], sight, pictures=pictures)[0]


def headers_of(connection: Connection, number: int, sight: Sight) -> dict[str, object] | None:
    """Return all headers of a frame, where it exists for the caller."""
    found = connection.execute(
        select(frame.c.headers).where(frame.c.id == number, sight.sees())
    ).one_or_none()
    return None if found is None else dict(found.headers)


def related_frames(connection: Connection, number: int, sight: Sight) -> list[Whole] | None:
    """Return the frames that a frame is related to, where it exists for the caller."""
    found = one_frame(connection, number, sight)
    if found is None:
        return None
    query = frames_where(frame.c.id.in_(found.related), sight.sees()).order_by(frame.c.basename)
    return with_all(connection, connection.execute(query).mappings().all(), sight)


def versions_of(
    connection: Connection, numbers: Sequence[int], sight: Sight
) -> Mapping[int, list[RowMapping]]:
    """Return the versions of frames that exist for the caller, newest first."""
    of_frames = select(version).where(one_of(version.c.frame_id, numbers), sight.tells())
    query = of_frames.order_by(version.c.frame_id, version.c.rank)
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        found[row["frame_id"]].append(row)
    return found


def related_to(connection: Connection, basenames: Sequence[str], sight: Sight) -> Mapping[str, list[int]]:
    """Return, by basename, the numbers of related frames that exist for the caller, whoever names whom."""
    pairs = union_all(
        select(relation.c.basename.label("of"), relation.c.other.label("to")).where(
            one_of(relation.c.basename, basenames)
        ),
        select(relation.c.other.label("of"), relation.c.basename.label("to")).where(
            one_of(relation.c.other, basenames)
        ),
    ).subquery()
    query = (
        select(pairs.c.of, frame.c.id)
        .distinct()
        .join(frame, frame.c.basename == pairs.c.to)
        .where(sight.sees())
        .order_by(pairs.c.of, frame.c.id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.of].append(row.id)
    return found
