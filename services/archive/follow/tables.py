"""The tables of this version, made before anything follows: by a process that already answers for itself."""

import asyncio
import logging

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from services.archive.database.migrate import migrate

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed is tried again, and between two tries to get the lease."""


async def have_tables(engine: Engine) -> None:
    """Make or change the tables; a database that is away is tried again for ever.

    Raises:
        DatabaseError: the database answers, and will not do.
    """
    while True:
        try:
            await asyncio.to_thread(migrate, engine)
        except (OperationalError, PoolTimeoutError) as error:
            log.warning("the archive's database does not answer: %s; trying again", error)
        else:
            return
        await asyncio.sleep(RETRY)
