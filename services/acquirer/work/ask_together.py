"""Asks that the manager looks where granules were written: those that end together are one ask."""

import asyncio
from collections.abc import Sequence

from shared.contracts.messages.ask import DIRECTORIES_MAX
from shared.model.paths import parent
from shared.service.ask_look import LookAsker


class AskTogether:
    """Asks for all that wait for their turn at once: a publication of a hundred granules is one message.

    Args:
        asker: of the site's manager.
    """

    def __init__(self, asker: LookAsker) -> None:
        self._asker = asker
        self._turn = asyncio.Lock()
        self._waiting: dict[str, None] = {}
        """Directories, in the order in which they came."""

    async def ask(self, written: Sequence[str]) -> None:
        """Have the manager look where a granule's first path lies; a group it sees whole by itself."""
        self._waiting[parent(written[0])] = None
        async with self._turn:
            await asyncio.sleep(0)  # Granules of one publication go on one after another, without a pause.
            some = tuple(self._waiting)[:DIRECTORIES_MAX]
            for one in some:
                del self._waiting[one]
            if some:
                await self._asker.look_in(some)
