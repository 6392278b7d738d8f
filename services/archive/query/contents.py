"""The contents of frames: which bytes a version is, and where the collection has them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from services.archive.database.tables import frame, version
from services.archive.query.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Bytes at a path of the collection."""

    path: str
    content: str
    """BLAKE3-256, hexadecimal."""
    size: int
    """Bytes."""
    md5: str
    proposal_id: str
    """Of these bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(File):
    """One version of a frame, whose file is in the collection."""

    version: int
    frame: int
    basename: str
    extension: str
    current: bool
    """Whether the path holds it now."""
    reduction_level: int
    configuration_type: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.basename + self.extension


COLUMNS = (
    version.c.id.label("version"),
    version.c.frame_id.label("frame"),
    *(frame.c.basename, frame.c.reduction_level, frame.c.configuration_type),
    *(version.c.extension, version.c.md5, version.c.content, version.c.size),
    *(version.c.path, version.c.current, version.c.proposal_id),
)


def version_content(connection: Connection, number: int, sight: Sight) -> Content | None:
    """Return a version, where its frame exists for the caller and the collection has its file."""
    found = _contents(connection, sight, version.c.id == number)
    return found[0] if found else None


def newest_content(connection: Connection, number: int, sight: Sight) -> Content | None:
    """Return the newest version of a frame, likewise."""
    found = _contents(connection, sight, version.c.frame_id == number, version.c.rank == 0)
    return found[0] if found else None


def newest_contents(connection: Connection, numbers: Sequence[int], sight: Sight) -> list[Content]:
    """Return the newest versions of frames, likewise, by name; the others are left out."""
    return _contents(connection, sight, version.c.frame_id.in_(numbers), version.c.rank == 0)


def frame_files(connection: Connection, number: int, sight: Sight) -> list[Content]:
    """Return what stands of a frame now, likewise."""
    return _contents(connection, sight, version.c.frame_id == number, version.c.current)


def content_of(row: RowMapping) -> Content:
    """Return a row of these columns as a content."""
    return Content(**row)


def _contents(connection: Connection, sight: Sight, *conditions: ColumnElement[bool]) -> list[Content]:
    query = (
        select(*COLUMNS)
        .join(frame, frame.c.id == version.c.frame_id)
        .where(*conditions, version.c.path.is_not(None), sight.sees(), sight.tells())
        .order_by(frame.c.basename)
    )
    return [content_of(row) for row in connection.execute(query).mappings()]
