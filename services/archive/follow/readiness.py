"""The condition of readiness that may fail again: that a database answers."""

import asyncio

from services.archive.context import ArchiveContext
from shared.observability.health import Health

DATABASE = "database"

EVERY = 1.0
"""Seconds between two looks; each is at a flag, or at a replica while the writer is away."""


async def watch_database(context: ArchiveContext, health: Health) -> None:
    """Keep the condition up to date until cancelled.

    An archive stays ready without the writer as long as a replica answers.
    """
    while True:
        if context.figures.anew:
            health.fail(DATABASE, "the rows were dropped, and are made anew: wait")
        elif context.figures.connected or await asyncio.to_thread(context.databases.replica_answers):
            health.fulfil(DATABASE)
        else:
            health.fail(DATABASE, "the archive's database does not answer: its log says why")
        await asyncio.sleep(EVERY)
