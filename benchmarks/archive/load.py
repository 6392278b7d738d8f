"""Millions of rows of made frames: some through the hand that writes an archive, the others from these.

A frame that is copied is turned around the pole by a part of a circle, and moved by as great a part of the
years, so that both are as full as they would be, and no copies are neighbours. Some of its header's numbers
are its own.
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, Engine, text

from benchmarks.archive.frames import BEGAN, DAYS, descriptions, placements
from services.archive.database.store.frames import insert_frames
from services.archive.database.store.position import Position, lock_position, move_position
from services.archive.database.tables import frame
from services.archive.fold.frame import Frame, frames_of
from services.archive.fold.said import Described, Said
from shared.access.public_dates import PublicDates

AT_ONCE = 1000

ENDED = BEGAN + timedelta(days=DAYS)

KEPT = ("frame_pkey", "frame_basename_key")

SORTING = "1GB"
"""Of memory, to make indexes of millions of rows in: with PostgreSQL's own 64 MB it takes far longer."""

COPY = text(
    """
    INSERT INTO frame
    SELECT id + :k * 9007199254740992, basename || '-' || :k, observation_date + shift,
        (observation_date + shift)::date, proposal_id, instrument_id,
        target_name, reduction_level, site_id, telescope_id, exposure_time, primary_optical_element,
        public_date + shift, configuration_type, observation_id + :k * 10000000,
        request_id + :k * 10000000, headers || jsonb_build_object(
            'MOLUID', observation_id + :k * 10000000,
            'AIRMASS', round((1 + 1.5 * random())::numeric, 6),
            'CCDATEMP', round((sqrt(-0.08 * ln(1 - random())) * cos(6.283185 * random()) - 100)::numeric, 3)
        ),
        ST_Translate(area::geometry, :turn, 0)::geography, no_area, shown, revision, described, recorded
    FROM frame, LATERAL (
        SELECT :shift * interval '1 second' - CASE
            WHEN observation_date + :shift * interval '1 second' < :ended THEN interval '0 days'
            ELSE :days * interval '1 day'
        END AS shift
    ) AS moved
    WHERE id < 9007199254740992
    """
)
VERSIONS = text(
    """
    INSERT INTO version
    SELECT one.id + :k * 9007199254740992, frame.id, key, md5(md5 || :k), extension, created,
        one.revision, path || '-' || :k, content, size, current, rank, frame.proposal_id, frame.public_date
    FROM version AS one JOIN frame ON frame.id = one.frame_id + :k * 9007199254740992
    WHERE one.id < 9007199254740992
    """
)


def load(engine: Engine, *, frames: int, made: int) -> None:
    """Fill an empty archive with frames, of which so many are made one by one. Blocks."""
    copies = frames // made
    with engine.begin() as connection:
        # Nobody said these frames: a writer that computed all anew would find none.
        lock_position(connection, Position())
        move_position(connection, Position(rules=repr(PublicDates())))
        definitions = _drop_indexes(connection)
        connection.execute(text(f"SET LOCAL maintenance_work_mem = '{SORTING}'"))
        for portion in _portions(made):
            insert_frames(connection, portion)
        connection.execute(text("SELECT setseed(0.5)"))
        for k in range(1, copies):
            shift = DAYS * 86400 * k / copies
            values = {"k": k, "turn": 360.0 * k / copies, "shift": shift, "days": DAYS, "ended": ENDED}
            connection.execute(COPY, values)
            connection.execute(VERSIONS, {"k": k})
        for definition in definitions:
            connection.execute(text(definition))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _portions(made: int) -> Iterator[list[Frame]]:
    rules = PublicDates()
    for first in range(0, made, AT_ONCE):
        last = min(made, first + AT_ONCE)
        told = zip(placements(first, last), descriptions(first, last, of=made), strict=True)
        yield [
            made
            for placed, heard in told
            if heard.facts is not None
            for made in frames_of(
                Said(
                    basename=placed.path.rpartition("/")[2].removesuffix(placed.extension),
                    placed=(placed,),
                    described={heard.content: Described(heard.sequence, heard.facts)},
                ),
                rules,
            )
        ]


def _drop_indexes(connection: Connection) -> list[str]:
    """Drop what is quicker made at the end; return how."""
    query = text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :table")
    found = [
        (row.indexname, row.indexdef)
        for row in connection.execute(query, {"table": frame.name})
        if row.indexname not in KEPT
    ]
    for name, _ in found:
        connection.execute(text(f"DROP INDEX {name}"))
    return [definition for _, definition in found]
