"""The thumbnails that ingesters posted: which frame and size they show, and where their files stand."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, select

from services.archive.database.tables import frame, picture, placement
from services.archive.query.contents import File
from services.archive.query.sight import Sight

PLACES_MAX = 3
"""Files of one name that are held against the digest that was posted: a thumbnail stands in one place."""


def pictures_of(connection: Connection, basenames: Collection[str]) -> Mapping[str, Mapping[str, RowMapping]]:
    """Return the thumbnails that count, of some frames: by their basename, and by size."""
    query = select(picture).where(picture.c.frame.in_(basenames)).order_by(picture.c.sequence)
    found: dict[str, dict[str, RowMapping]] = defaultdict(dict)
    for row in connection.execute(query).mappings():
        found[row["frame"]][row["size"]] = row
    return found


def has_posted(size: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a thumbnail of a frame in a size was posted."""
    return exists().where(picture.c.frame == frame.c.basename, picture.c.size == size)


def posted_files(connection: Connection, number: int, size: str, sight: Sight, *, most: int) -> list[File]:
    """Return what stands under the name of a posted thumbnail, of `most` bytes, the newest first.

    Of a frame that exists for the caller alone. Whether it is what was posted, its digest tells.
    """
    last = (
        select(picture, frame.c.proposal_id)
        .join(frame, frame.c.basename == picture.c.frame)
        .where(frame.c.id == number, picture.c.size == size, sight.sees())
        .order_by(picture.c.sequence.desc())
        .limit(1)
        .subquery()
    )
    later = placement.alias("later")
    replaced = exists().where(later.c.path == placement.c.path, later.c.revision > placement.c.revision)
    query = (
        select(placement.c.path, placement.c.content, placement.c.size, last.c.md5, last.c.proposal_id)
        .join(last, placement.c.basename == last.c.basename)
        .where(
            placement.c.extension == last.c.extension,
            placement.c.content.is_not(None),
            placement.c.size <= most,
            ~replaced,
        )
        .order_by(placement.c.revision.desc(), placement.c.path)
        .limit(PLACES_MAX)
    )
    return [File(**row) for row in connection.execute(query).mappings()]
