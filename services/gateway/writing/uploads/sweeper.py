"""The task that removes uploads which nobody goes on with, soon after the tokens of their owners ended."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from services.gateway.writing.uploads.sweep import sweep_left
from shared.access.book import AccessBook
from shared.observability.clock import Clock
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files

log = logging.getLogger(__name__)

SWEEP_SECONDS = 3600.0
"""Between two sweeps while no token ends: uploads live for days."""

AGAIN_SECONDS = 5.0
"""After which an upload is tried again that a request still brings bytes of: it is cut at its next piece."""


LOOK_SECONDS = 60.0
"""Between two looks for tokens that have expired, of which no news tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Sweeps the uploads of one site. Several at once do no harm."""

    open_files: Callable[[], Files]
    clock: Clock

    async def run(self, book: AccessBook) -> None:
        """Sweep until cancelled: at once when a token ends."""
        monotonic = asyncio.get_running_loop().time
        while True:
            ended = book.ended(self.clock.now())
            left = await asyncio.to_thread(self._sweep, ended)
            until = monotonic() + (AGAIN_SECONDS if left else SWEEP_SECONDS)
            while monotonic() < until and book.ended(self.clock.now()) <= ended:
                await book.news(within=min(until - monotonic(), LOOK_SECONDS))

    def _sweep(self, ended: frozenset[str]) -> bool:
        try:
            with closing(self.open_files()) as files:
                return sweep_left(files, now=self.clock.now(), ended=ended)
        except StorageError as error:
            log.warning("uploads that nobody goes on with cannot be removed: %s", error)
            return False
