"""The repair of files that rotted: they are placed again, as whatever else this site lacks.

What rotted is noted as what stands there, and as nobody's change. So the site asks for the head as it does
for every other path that it lacks. The worker that places it makes sure that the rotten bytes are still what
stands there; they go to the trash. Until the right bytes have come and are verified, nothing is touched.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from services.manager.state.site_state import SiteState
from services.manager.verify.reader import Reader
from services.manager.verify.repairable import why_not
from shared.contracts.messages.ask import Ask
from shared.contracts.messages.verification import Verdict, VerifiedFile
from shared.model.content import ContentId
from shared.roots.posix.files.port import StorageError

log = logging.getLogger(__name__)

WAITING_MAX = 4
"""Asks that wait while others are done: each may have a hundred files read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairer:
    """Has files placed again that rotted."""

    state: SiteState
    reader: Reader
    wanted: Callable[[str], None]
    """Called with the path of each file that is wanted again."""
    _asked: asyncio.Queue[Ask] = field(default_factory=lambda: asyncio.Queue(WAITING_MAX))

    def ask(self, ask: Ask) -> None:
        """Have files repaired, after those that were asked for before."""
        try:
            self._asked.put_nowait(ask)
        except asyncio.QueueFull:
            log.warning("files are not repaired: %d asks wait already; ask once more later", WAITING_MAX)

    async def run(self) -> None:
        """Do what is asked, for ever."""
        while True:
            await self.repair(await self._asked.get())

    async def repair(self, ask: Ask) -> None:
        """Want those files of an ask again that are rotten still."""
        vouched = {one.path: one.content for one in ask.repairs if self._may(one.path, one.content)}
        rows = self.state.index.rows(vouched)
        try:
            async with aclosing(self.reader.read(rows.values())) as portions:
                async for portion in portions:
                    for one in portion.files:
                        self._take(one, vouched[one.path])
        except StorageError as error:
            log.error("nothing is repaired: %s", error)

    def _may(self, path: str, content: ContentId) -> bool:
        reason = why_not(self.state.index.standing(path), content)
        if reason is not None:
            log.warning("%r is not repaired: %s", path, reason)
        return reason is None

    def _take(self, one: VerifiedFile, vouched: ContentId) -> None:
        if one.verdict is not Verdict.ROT or one.found is None:
            log.warning("%r is not repaired: it is %s, not rotten", one.path, one.verdict.value)
        elif self._may(one.path, vouched) and self.state.note_rot(one.path, one.content, one.found):
            log.warning("%r rotted, and is placed again", one.path)
            self.wanted(one.path)
