"""The inputs of an archive as rows: what the log put where, what was described, and what was posted."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Text, cast, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.archive.database.store.rows import copy_rows, insertion, one_of
from services.archive.database.tables import described, picture, placement, record
from services.archive.fold.said import Described, Placed, Recorded, Said
from shared.contracts.messages.frames.frame_facts import FrameFacts
from shared.contracts.messages.frames.frame_record import FrameRecord
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord
from shared.fits.frame_name import split_name

NUL = "\\u0000"
"""As JSON has it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest word on one content; None where it is no FITS file, or is not believed."""

    content: str
    sequence: int
    facts: FrameFacts | None


@dataclass(frozen=True, slots=True)
class Posted:
    """One record, and its place in the stream."""

    sequence: int
    record: FrameRecord | ThumbnailRecord


def add_placed(connection: Connection, placed: Sequence[Placed]) -> set[str]:
    """Take in what the log says; return the basenames that it is about."""
    rows = []
    for one in placed:
        basename, extension = split_name(one.path)
        rows.append(
            {
                "path": one.path,
                "revision": one.revision,
                "content": one.content,
                "size": one.size,
                "basename": basename,
                "extension": extension,
                "made_at": one.made_at,
            }
        )
    if rows:
        connection.execute(insertion(placement, rows).on_conflict_do_nothing())
    return {str(row["basename"]) for row in rows}


def add_heard(connection: Connection, heard: Sequence[Heard]) -> set[str]:
    """Take in what describers say; return the basenames that it is about."""
    newest = {one.content: one for one in heard}
    rows = [
        {
            "content": one.content,
            "sequence": one.sequence,
            "facts": None if one.facts is None else _storable(one.facts),
        }
        for one in newest.values()
    ]
    if not rows:
        return set()
    connection.execute(delete(described).where(one_of(described.c.content, list(newest))))
    copy_rows(connection, described, rows)
    found = connection.execute(
        select(placement.c.basename).distinct().where(one_of(placement.c.content, list(newest)))
    )
    return {row.basename for row in found}


def add_posted(connection: Connection, posted: Sequence[Posted]) -> set[str]:
    """Take in what ingesters posted; return the basenames of frames that it is about."""
    frames = [(one.sequence, one.record) for one in posted if isinstance(one.record, FrameRecord)]
    _add_pictures(
        connection, [(one.sequence, one.record) for one in posted if isinstance(one.record, ThumbnailRecord)]
    )
    rows = [
        {
            "basename": found.basename,
            "md5": found.md5,
            "sequence": sequence,
            "body": found.model_dump(mode="json"),
        }
        for sequence, found in frames
    ]
    if rows:
        # The first of a version counts.
        connection.execute(upsert(record).on_conflict_do_nothing(), rows)
    return {found.basename for _, found in frames}


def _add_pictures(connection: Connection, posted: Sequence[tuple[int, ThumbnailRecord]]) -> None:
    """Take in thumbnails: a later one takes the place of one of its name, as in the stream."""
    newest = {
        found.basename: {
            "basename": found.basename,
            "frame": found.frame_basename,
            "size": found.size,
            "md5": found.md5,
            "key": found.key,
            "extension": found.extension,
            "sequence": sequence,
        }
        for sequence, found in posted
    }
    if newest:
        connection.execute(delete(picture).where(one_of(picture.c.basename, list(newest))))
        copy_rows(connection, picture, list(newest.values()))


def said_of(connection: Connection, basenames: Iterable[str]) -> list[Said]:
    """Return all that was said of basenames."""
    names = sorted(basenames)
    placed: dict[str, list[Placed]] = defaultdict(list)
    for row in connection.execute(select(placement).where(one_of(placement.c.basename, names))):
        placed[row.basename].append(
            Placed(
                path=row.path,
                revision=row.revision,
                content=row.content,
                size=row.size,
                extension=row.extension,
                made_at=row.made_at,
            )
        )
    contents = {one.content for rows in placed.values() for one in rows if one.content is not None}
    told = _described(connection, contents)
    recorded: dict[str, list[Recorded]] = defaultdict(list)
    for row in connection.execute(select(record).where(one_of(record.c.basename, names))):
        recorded[row.basename].append(Recorded(row.sequence, FrameRecord.model_validate(row.body)))
    return [
        Said(
            basename=name,
            placed=tuple(placed[name]),
            described=_of(placed[name], told),
            recorded=tuple(recorded[name]),
        )
        for name in names
    ]


def _of(placed: Iterable[Placed], told: Mapping[str, Described]) -> dict[str, Described]:
    contents = {one.content for one in placed if one.content is not None}
    return {content: told[content] for content in contents if content in told}


def _described(connection: Connection, contents: Collection[str]) -> dict[str, Described]:
    # As text: pydantic reads JSON in a third of the time that it takes over what the driver made of it.
    query = select(
        described.c.content, described.c.sequence, cast(described.c.facts, Text).label("facts")
    ).where(one_of(described.c.content, contents), described.c.facts.is_not(None))
    return {
        row.content: Described(row.sequence, FrameFacts.model_validate_json(row.facts))
        for row in connection.execute(query)
    }


def _storable(facts: FrameFacts) -> str:
    """Return facts as JSON that PostgreSQL takes: it stores no NUL, and parts of a file serve no frame."""
    said = facts.model_copy(update={"hdus": ()}).model_dump_json()
    return json.dumps(_without_nul(json.loads(said))) if NUL in said else said


def _without_nul(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    return value
