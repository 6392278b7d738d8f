"""The bringing of a database to the tables of this version, by a process that does nothing else."""

import asyncio
import logging

from sqlalchemy import Engine

from services.archive.app import database_address
from services.archive.config import ArchiveConfig
from services.archive.database.databases import open_databases
from services.archive.follow.tables import have_tables
from shared.model.errors import OperatorError
from shared.service.lifecycle import StopError, raise_when, stop_after

log = logging.getLogger(__name__)


class MigrationStoppedError(OperatorError):
    """It was told to stop before the tables were there: a Job that ended well would not be run again."""

    def __init__(self) -> None:
        super().__init__("stopped before the tables were those of this version: run it again, it goes on")


async def bring_up_to_date(config: ArchiveConfig, stop: asyncio.Event) -> None:
    """Make or change the tables of the database that the settings name; one that is away is waited for.

    Raises:
        DatabaseError: the database answers, and will not do.
        MigrationStoppedError: `stop` was set before.
    """
    async with database_address(config) as url:
        databases = open_databases(
            url, "", connections=config.database_connections, seconds=config.query_seconds
        )
        try:
            await _migrate(databases.writer, stop)
        finally:
            await asyncio.to_thread(databases.close)
    log.info("the archive's tables are those of this version")


async def _migrate(engine: Engine, stop: asyncio.Event) -> None:
    done = asyncio.Event()

    async def migrate() -> None:
        await have_tables(engine)
        done.set()

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(raise_when(stop))
            group.create_task(stop_after(migrate()))
    except* StopError:
        pass
    if not done.is_set():
        raise MigrationStoppedError
