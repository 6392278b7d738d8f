"""The versions that nobody was told of yet: noted in the transaction that makes them, so none is lost."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, RowMapping, delete, false, select, true, update

from services.archive.database.store.rows import insertion, one_of
from services.archive.database.tables import event, frame, version
from services.archive.fold.frame import Frame

AT_ONCE = 100
"""Events that are read and told together: some megabytes, mostly of headers."""


def note_versions(connection: Connection, frames: Iterable[Frame]) -> None:
    """Note the versions whose file is in the log; those that were noted before stay as they are."""
    rows = [
        {"version_id": found.id, "told": False}
        for one in frames
        for found in one.versions
        if found.path is not None
    ]
    if rows:
        connection.execute(insertion(event, rows).on_conflict_do_nothing())


def untold(engine: Engine) -> Sequence[RowMapping]:
    """Return the first versions that nobody was told of, with their frames, in the order of the log. Blocks.

    Those that are not there any more are forgotten: their frame was taken back before anybody heard of it.
    """
    numbers = select(event.c.version_id).where(event.c.told == false()).limit(AT_ONCE)
    with engine.begin() as connection:
        wanted = list(connection.execute(numbers).scalars())
        query = (
            select(version, *_OF_FRAME)
            .join(frame, frame.c.id == version.c.frame_id)
            .where(one_of(version.c.id, wanted), version.c.path.is_not(None))
            .order_by(version.c.revision, version.c.id)
        )
        found = connection.execute(query).mappings().all()
        gone = set(wanted) - {row["id"] for row in found}
        if gone:
            connection.execute(delete(event).where(one_of(event.c.version_id, gone)))
    # A portion of nothing but such: the rest is behind it.
    return untold(engine) if gone and not found else found


def mark_told(engine: Engine, numbers: Sequence[int]) -> None:
    """Note that versions were told of. Blocks."""
    with engine.begin() as connection:
        connection.execute(update(event).where(one_of(event.c.version_id, numbers)).values(told=true()))


_OF_FRAME = (
    frame.c.basename,
    frame.c.proposal_id,
    frame.c.public_date,
    frame.c.headers,
    frame.c.area,
)
