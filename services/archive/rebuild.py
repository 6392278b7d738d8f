"""The dropping of all rows, so that the next archive builds them again from the log and the descriptions."""

import asyncio
import logging

from sqlalchemy import Engine, text

from services.archive.app import database_address
from services.archive.config import ArchiveConfig
from services.archive.database.databases import open_databases
from services.archive.database.migrate import DatabaseError
from services.archive.database.tables import metadata
from services.archive.follow.lease import lease

log = logging.getLogger(__name__)

MIGRATIONS_TABLE = "alembic_version"
"""Where Alembic keeps which tables there are."""


async def rebuild(config: ArchiveConfig, stop: asyncio.Event) -> None:  # noqa: ARG001  # it is over at once
    """Drop the tables of the database that the settings name.

    Raises:
        DatabaseError: an archive writes to it.
    """
    async with database_address(config) as url:
        databases = open_databases(
            url, "", connections=config.database_connections, seconds=config.query_seconds
        )
        try:
            await asyncio.to_thread(drop_tables, databases.writer)
        finally:
            await asyncio.to_thread(databases.close)
    log.info("the archive's tables are dropped: start an archive, and it builds them again")


def drop_tables(engine: Engine) -> None:
    """Drop the tables of an archive, of a newer version too. Blocks.

    Raises:
        DatabaseError: an archive writes to them.
    """
    with lease(engine) as held:
        if held is None:
            raise DatabaseError("an archive writes to the database: stop all archives, then drop its rows")
        with engine.begin() as connection:
            for name in (*metadata.tables, MIGRATIONS_TABLE):
                connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
