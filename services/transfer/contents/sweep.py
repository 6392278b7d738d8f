"""Keeping the trash and the store of recent contents within their bounds."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.jobs.jobs_begun import JobsBegun
from shared.observability.clock import Clock
from shared.roots.posix.files.port import Files, StorageError
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.trash import Swept, Trash

log = logging.getLogger(__name__)

SWEEP_EVERY = 3600.0
"""Seconds: what is kept for weeks need not go by the minute."""


async def sweep_forever(
    open_files: Callable[[], Files],
    *,
    find: Callable[[Files], ContentFinder],
    clock: Clock,
    keep_seconds: float,
    keep_bytes: int,
    every: float = SWEEP_EVERY,
) -> None:
    """Remove what is too old or too much, now and every hour, until cancelled.

    What a job could not clear from the staging area, when the file system failed it, is cleared as well: it
    would wait for the next start of a worker otherwise.
    """
    while True:
        try:
            swept = await asyncio.to_thread(_sweep, open_files, find, clock.now, keep_seconds, keep_bytes)
        except StorageError as error:
            log.warning("the trash could not be swept: %s", error)
        else:
            if swept.removed:
                log.info("removed %s files, %s bytes from the trash", swept.removed, swept.removed_bytes)
        await asyncio.sleep(every)


def _sweep(
    open_files: Callable[[], Files],
    find: Callable[[Files], ContentFinder],
    now: Callable[[], datetime],
    keep_seconds: float,
    keep_bytes: int,
) -> Swept:
    with closing(open_files()) as files:
        Publisher(files, now=now).recover()
        finder = find(files)
        finder.recent.sweep()
        finder.arrived.sweep()
        finder.partial.sweep()
        JobsBegun(files).sweep()
        return Trash(files).sweep(now(), keep_seconds=keep_seconds, keep_bytes=keep_bytes)
