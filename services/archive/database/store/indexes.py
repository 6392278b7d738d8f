"""The indexes of frames, put aside while very many frames come, and made at once when they have.

Of what it costs a large archive to take a frame in, most is the upkeep of some twenty indexes; to sort two
million frames for each of them once takes minutes.
"""

import logging

from sqlalchemy import Engine, Index, inspect, text

from services.archive.database.tables import frame

log = logging.getLogger(__name__)

MANY = 100_000
"""Messages before an archive that has nothing: from here on the indexes take longer than to make them."""

SORTING = "128MB"
"""Of memory, to make one: PostgreSQL's own 64 MB takes longer, and more is not there on a small host."""


def put_aside(engine: Engine) -> None:
    """Drop the indexes that nothing needs which writes. Blocks. Answers are slow until they are back."""
    log.info("very many frames are to come: their indexes are made when they are there")
    with engine.begin() as connection:
        for index in frame.indexes:
            index.drop(connection, checkfirst=True)


def have_all(engine: Engine) -> None:
    """Make the indexes that are missing, also those that a process that was killed put aside. Blocks."""
    for index in _missing(engine):
        log.info("making the index %s", index.name)
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL maintenance_work_mem = '{SORTING}'"))
            index.create(connection, checkfirst=True)


def _missing(engine: Engine) -> list[Index]:
    there = {one["name"] for one in inspect(engine).get_indexes(frame.name)}
    return sorted((one for one in frame.indexes if one.name not in there), key=lambda one: str(one.name))
