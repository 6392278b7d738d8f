"""Following the log, and comparing it from time to time with the one that was followed."""

import asyncio
import contextlib
import logging

from services.manager.context import ManagerContext
from shared.bus.retry_forever import retry_forever
from shared.catalog.fold.fold import Folded, Skip
from shared.catalog.follow.log_check import holds, look_at_log
from shared.catalog.follow.log_reader import LogReader
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream
from shared.model.steps import Step

log = logging.getLogger(__name__)


class LogFollower:
    """Keeps the fold of the log up to date."""

    def __init__(self, context: ManagerContext, group: asyncio.TaskGroup) -> None:
        self._context = context
        self._group = group
        self._task: asyncio.Task[None] | None = None
        self._reader: LogReader | None = None

    def start(self) -> None:
        """Read the log from where the fold stands; begins anew when it reads already."""
        context = self._context
        if self._task is not None:
            self._task.cancel()
        reader = self._reader = LogReader(
            context.bus,
            topology=context.topology,
            registry=context.registry,
            collection=context.identity.collection,
            start=context.state.projection.position,
            fold=self._fold,
            skip=context.state.projection.count_skip,
        )
        context.observed.log_read = lambda: reader.seen
        action = retry_forever(reader.run, doing="follow the log", pause=context.timing.retry)
        self._task = self._group.create_task(action, name="follow the log")

    async def reach(self, revision: int) -> None:
        """Wait until the log was read up to a revision, as far as there is one: not for longer than a while.

        Raises:
            BusError: the bus failed.
        """
        reader, context = self._reader, self._context
        if reader is None or reader.seen >= revision:
            return
        last = await context.bus.caught_up(Stream.LOG, context.topology.log(context.identity.collection))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(context.timing.await_log):
                await reader.reach(min(revision, last))

    async def check(self) -> None:
        """Compare the log again and again."""
        while True:
            await compare_log(self._context)
            self._context.hold_unverified()
            await self._bound_doubt()
            if self._reader is not None and await self._reader.key_learned():
                log.warning("a key that signed a commit is known now: the log is read again")
                self.start()
            await asyncio.sleep(self._context.timing.check_log)

    async def _bound_doubt(self) -> None:
        """Where the index may be younger than the directory: what was placed unheard is in the log by now."""
        context, provenance = self._context, self._context.state.provenance
        if provenance.is_to_be_bounded:
            subject = context.topology.log(context.identity.collection)
            provenance.bound(await context.bus.caught_up(Stream.LOG, subject))

    def _fold(self, sequence: int, signed: Signed) -> Folded | Skip:
        context = self._context
        attributes: dict[str, str | int] = {
            "spicerack.site": context.identity.site,
            "spicerack.revision": sequence,
        }
        with context.tracer.span("fold", attributes=attributes):
            result = context.state.fold(
                sequence, signed, trusts=context.registry.trusts, incarnation=context.new_incarnation
            )
            context.traces.folded(sequence)
        context.hold_unverified()
        context.steps.reached(Step.COMMIT_FOLDED)
        if isinstance(result, Folded):
            context.visible.folded(sequence, result.batch.made_at)
            if result.batch.site == context.identity.site:
                context.observed.moved_on = True
            context.meaning.look_again()
        context.wake()
        return result


async def compare_log(context: ManagerContext) -> None:
    """Compare the log with the one that this site has followed; a difference leads to a look, and a hold."""
    folded = context.state.projection.position
    seen = await look_at_log(
        context.bus,
        topology=context.topology,
        collection=context.identity.collection,
        folded=folded,
        compared=context.observed.compared,
    )
    wrong = None if seen is None or holds(seen, folded) else seen
    if wrong != context.observed.log_seen:
        context.observed.log_seen = wrong
        context.dirty.add_all()
