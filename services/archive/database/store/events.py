"""The versions that nobody was told of yet: noted in the transaction that makes them, so none is lost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, delete, false, func, select, true, update

from services.archive.database.store.inputs import said_of
from services.archive.database.store.rows import insertion, one_of
from services.archive.database.tables import event, frame, version
from services.archive.fold.frame import Frame, told_of
from services.archive.fold.told import Told
from shared.fits.frame_name import split_name

AT_ONCE = 100
"""Events that are read and told together: some megabytes, mostly of headers."""

Untold = Mapping[str, Any]
"""A row of a version, with the basename, headers and area of its frame when that was told of by it."""


def note_versions(connection: Connection, frames: Iterable[Frame]) -> None:
    """Note the versions whose file is in the log; those that were noted before stay as they are."""
    rows = [
        {"version_id": known.version.id, "told": False}
        for one in frames
        for known in one.versions
        if known.version.path is not None
    ]
    if rows:
        connection.execute(insertion(event, rows).on_conflict_do_nothing())


def untold(engine: Engine) -> Sequence[Untold]:
    """Return the first versions that nobody was told of, with their frames, in the order of the log. Blocks.

    Those that are not there any more are forgotten: their frame was taken back before anybody heard of it.
    """
    numbers = select(event.c.version_id).where(event.c.told == false()).limit(AT_ONCE)
    with engine.begin() as connection:
        wanted = list(connection.execute(numbers).scalars())
        query = (
            select(version, frame.c.basename, frame.c.headers, frame.c.area)
            .join(frame, frame.c.id == version.c.frame_id)
            .where(one_of(version.c.id, wanted), version.c.path.is_not(None))
            .order_by(version.c.revision, version.c.id)
        )
        found = [_as_it_was(connection, dict(row)) for row in connection.execute(query).mappings().all()]
        gone = set(wanted) - {row["id"] for row in found}
        if gone:
            connection.execute(delete(event).where(one_of(event.c.version_id, gone)))
    # A portion of nothing but such: the rest is behind it.
    return untold(engine) if gone and not found else found


def mark_told(engine: Engine, numbers: Sequence[int]) -> None:
    """Note that versions were told of. Blocks."""
    with engine.begin() as connection:
        connection.execute(update(event).where(one_of(event.c.version_id, numbers)).values(told=true()))


def _as_it_was(connection: Connection, row: dict[str, Any]) -> Untold:
    """Return a version with what is told of it: its frame's row is about a newer one, maybe not for all."""
    if row["rank"] == 0:
        return row
    said = said_of(connection, [split_name(row["path"])[0]])[0]
    told = told_of(said, row["md5"], row["content"])
    return {**row, "headers": dict(told.headers) if told else {}, "area": _area(connection, told)}


def _area(connection: Connection, told: Told | None) -> str | None:
    if told is None or told.area is None:
        return None
    shape = func.ST_AsGeoJSON(func.ST_GeogFromText(told.area), 9)
    return str(connection.execute(select(shape)).scalar_one())
