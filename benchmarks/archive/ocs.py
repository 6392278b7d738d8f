"""The science archive of OCS as SQL: its tables and indexes over the same rows, and what it asks of them.

Written from facts about it (version 2.7.2): a page is the frames, then their versions, thumbnails and
relations, then four statements for each frame; a count is one over all rows that fit, each of which is looked
up among the versions.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, Select, text

TABLES = (
    "CREATE SCHEMA ocs",
    """CREATE TABLE ocs.frame AS SELECT id, basename, area, observation_date, observation_day, proposal_id,
        instrument_id, target_name, reduction_level, site_id, telescope_id, exposure_time,
        primary_optical_element, public_date, configuration_type, observation_id, request_id FROM frame""",
    "ALTER TABLE ocs.frame ADD PRIMARY KEY (id)",
    "CREATE INDEX ON ocs.frame USING gist (area)",
    *(
        f"CREATE INDEX ON ocs.frame ({column})"
        for column in (
            *("basename", "observation_date", "target_name", "public_date", "observation_id", "request_id"),
            """observation_date, public_date, site_id, telescope_id, instrument_id, configuration_type,
            primary_optical_element, proposal_id""",
        )
    ),
    "CREATE TABLE ocs.version AS SELECT id, frame_id, key, md5, extension, created FROM version",
    "CREATE INDEX ON ocs.version (frame_id)",
    "CREATE TABLE ocs.thumbnail (id bigint, frame_id bigint, size text, key text)",
    "CREATE INDEX ON ocs.thumbnail (frame_id)",
    "CREATE TABLE ocs.related (one bigint, other bigint)",
    "CREATE INDEX ON ocs.related (one)",
)

SEEN = """(f.proposal_id = ANY(:proposals) OR f.public_date < :now)
    AND EXISTS (SELECT 1 FROM ocs.version v WHERE v.frame_id = f.id)"""

OF_PAGE = (
    "SELECT * FROM ocs.version WHERE frame_id = ANY(:ids) ORDER BY created DESC",
    "SELECT * FROM ocs.thumbnail WHERE frame_id = ANY(:ids)",
    "SELECT * FROM ocs.related WHERE one = ANY(:ids)",
)

OF_FRAME = (
    "SELECT * FROM ocs.thumbnail WHERE frame_id = :id",
    "SELECT * FROM ocs.thumbnail WHERE frame_id = :id",
    "SELECT key FROM ocs.version WHERE frame_id = :id ORDER BY created DESC LIMIT 1",
    "SELECT 1 FROM ocs.version WHERE frame_id = :id LIMIT 1",
)

Values = dict[str, object]

Question = Select[tuple[object, ...]]


def make_tables(engine: Engine) -> None:
    """Have its tables. Blocks."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.execute(text("SELECT to_regclass('ocs.frame')")).scalar_one() is None:
            for statement in TABLES:
                connection.execute(text(statement))
            connection.execute(text("VACUUM ANALYZE"))


def values_of(proposals: Sequence[str], now: datetime, **others: object) -> Values:
    """Return the parameters of a question by a caller."""
    return {"proposals": list(proposals), "now": now, **others}


def page(connection: Connection, condition: str, values: Values) -> int:
    """Ask for a page; return how many frames it has."""
    query = f"SELECT f.*, ST_AsGeoJSON(f.area) FROM ocs.frame f WHERE {condition} AND {SEEN}"
    found = connection.execute(text(f"{query} ORDER BY f.observation_date DESC LIMIT 100"), values).all()
    ids = [row.id for row in found]
    for statement in OF_PAGE:
        connection.execute(text(statement), {"ids": ids}).all()
    for number in ids:
        for statement in OF_FRAME:
            connection.execute(text(statement), {"id": number}).all()
    return len(found)


def count(connection: Connection, condition: str, values: Values) -> int:
    """Ask for a count."""
    query = f"SELECT count(*) FROM ocs.frame f WHERE {condition} AND {SEEN}"
    return int(connection.execute(text(query), values).scalar_one())
