"""Saying what follows from all that is known: adopt, publish the batch, ask for what is missing."""

import asyncio
from collections.abc import Callable

from services.manager.context import ManagerContext
from services.manager.state.bases import ADOPT_ROWS_MAX
from services.manager.state.rules.due import Tally
from services.manager.state.rules.reconcile import Action
from shared.bus.port import BusError
from shared.contracts.topology import Stream


class PublishTask:
    """The task that speaks."""

    def __init__(self, context: ManagerContext) -> None:
        self._context = context
        self.tally = Tally()
        self.said: Callable[[], None] = lambda: None
        """Called whenever something was said, so that presence is not later than a want."""

    async def run(self) -> None:
        """Say what is due, then wait until something changes or is due again, for ever."""
        context = self._context
        while True:
            context.woken.clear()
            began = asyncio.get_running_loop().time()
            await self._say()
            self.said()
            try:
                async with asyncio.timeout(context.publisher.next_due(self.tally, since=began)):
                    await context.woken.wait()
            except TimeoutError:
                continue

    async def _say(self) -> None:
        context = self._context
        held, unhashed = context.hold is not None, context.observed.unhashed
        await self._update_due()
        if not held and await self.has_read_the_log():
            await self._adopt()
        if context.publishes:
            await context.publisher.say_batch()
        if context.receives:
            await self._move_on()
        self.tally = context.state.index.tally()
        asking = unhashed.all_hashed and context.asks
        paused = context.observed.pause is not None
        await context.publisher.say_want(
            self.tally, asking=asking, deleting=not held, unhashed=unhashed.paths, paused=paused
        )
        undecided = self.tally.to_send or context.state.values.outbox() is not None
        if context.publishes and (context.state.receives_only or not undecided):
            context.observed.asked.answer(context.state.projection.position.revision)

    async def _move_on(self) -> None:
        """Note in the root, too, that the index went on."""
        observed = self._context.observed
        if observed.moved_on:
            observed.moved_on = False
            if not await self._context.root.move_on():
                observed.moved_on = True

    async def _update_due(self) -> None:
        some = True
        while some:
            some = self._context.state.index.update_due()
            # A long log that is new here has millions of paths: others get a turn in between.
            await asyncio.sleep(0)

    async def has_read_the_log(self) -> bool:
        """Tell whether what is to be adopted is what the log holds now; true where nothing is.

        Of a log that is still being read, an entry in the middle is no head: it may be deleted since.
        """
        context = self._context
        if not context.state.index.due(Action.ADOPT, limit=1):
            return True
        subject = context.topology.log(context.identity.collection)
        try:
            last = await context.bus.caught_up(Stream.LOG, subject)
        except BusError:
            return False
        return context.observed.log_read() >= last

    async def _adopt(self) -> None:
        while True:
            if self._context.state.adopt() < ADOPT_ROWS_MAX:
                return
            # A first meeting of two large archives adopts every file: others get a turn in between.
            await asyncio.sleep(0)
