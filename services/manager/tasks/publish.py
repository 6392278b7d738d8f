"""Saying what follows from all that is known: adopt, publish the batch, ask for what is missing."""

import asyncio
from collections.abc import Callable

from services.manager.context import Core
from services.manager.state.due import Tally
from services.manager.state.site_state import ADOPT_ROWS_MAX


class Speaker:
    """The task that speaks."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.tally = Tally()
        self.said: Callable[[], None] = lambda: None
        """Called whenever something was said, so that presence is not later than a want."""

    async def speak(self) -> None:
        """Say what is due, then wait until something changes or is due again, for ever."""
        core = self._core
        while True:
            core.bell.clear()
            began = asyncio.get_running_loop().time()
            await self._say()
            self.said()
            try:
                async with asyncio.timeout(core.parts.voice.next_due(self.tally, since=began)):
                    await core.bell.wait()
            except TimeoutError:
                continue

    async def _say(self) -> None:
        core, parts = self._core, self._core.parts
        held, unseen = core.hold is not None, core.notes.unseen
        await self._judge()
        if not held:
            await self._adopt()
            await parts.voice.say_batch()
            await self._move_on()
        self.tally = parts.state.index.tally()
        asking = unseen.all_seen and not held
        await parts.voice.say_want(self.tally, asking=asking, unseen=unseen.paths)
        undecided = self.tally.to_send or parts.state.facts.outbox() is not None
        if not held and (parts.who.receive_only or not undecided):
            core.notes.asked.answer(parts.state.projection.position.revision)

    async def _move_on(self) -> None:
        """Note in the root, too, that the index went on."""
        notes = self._core.notes
        if notes.moved_on:
            notes.moved_on = False
            if not await self._core.parts.root.move_on():
                notes.moved_on = True

    async def _judge(self) -> None:
        some = True
        while some:
            some = self._core.parts.state.index.judge()
            # A long log that is new here has millions of paths: others get a turn in between.
            await asyncio.sleep(0)

    async def _adopt(self) -> None:
        while True:
            if self._core.parts.state.adopt() < ADOPT_ROWS_MAX:
                return
            # A first meeting of two large archives adopts every file: others get a turn in between.
            await asyncio.sleep(0)
