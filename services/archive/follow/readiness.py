"""The condition of readiness that may fail again: that a database answers."""

import asyncio

from services.archive.context import ArchiveContext
from shared.observability.health import Health

DATABASE = "database"

EVERY = 1.0
"""Seconds between two looks; each is at a flag."""


async def watch_database(context: ArchiveContext, health: Health) -> None:
    """Keep the condition up to date until cancelled.

    An archive with a replica stays ready without the writer: the replica answers.
    """
    while True:
        if context.figures.connected or context.config.database_replica_url.get_secret_value():
            health.fulfil(DATABASE)
        else:
            health.fail(DATABASE, "the archive's database does not answer: its log says why")
        await asyncio.sleep(EVERY)
