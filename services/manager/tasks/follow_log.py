"""Following the log, and comparing it from time to time with the one that was followed."""

import asyncio
import logging

from services.manager.context import Core
from shared.bus.retry_forever import persist
from shared.catalog.fold.fold import Folded, Skip
from shared.catalog.follow.log_check import holds, look_at_log
from shared.catalog.follow.log_reader import LogReader
from shared.contracts.messages.signed import Signed
from shared.model.steps import Step

log = logging.getLogger(__name__)


class LogFollower:
    """Keeps the fold of the log up to date."""

    def __init__(self, core: Core, group: asyncio.TaskGroup) -> None:
        self._core = core
        self._group = group
        self._task: asyncio.Task[None] | None = None
        self._reader: LogReader | None = None

    def start(self) -> None:
        """Read the log from where the fold stands; begins anew when it reads already."""
        parts = self._core.parts
        if self._task is not None:
            self._task.cancel()
        reader = self._reader = LogReader(
            parts.bus,
            topology=parts.topology,
            registry=parts.registry,
            collection=parts.who.collection,
            start=parts.state.projection.position,
            fold=self._fold,
            skip=parts.state.projection.count_skip,
        )
        action = persist(reader.run, doing="follow the log", pause=parts.timing.retry)
        self._task = self._group.create_task(action, name="follow the log")

    async def check(self) -> None:
        """Compare the log again and again."""
        while True:
            await compare_log(self._core)
            if self._reader is not None and await self._reader.was_introduced():
                log.warning("a key that signed a commit is known now: the log is read again")
                self.start()
            await asyncio.sleep(self._core.parts.timing.check_log)

    def _fold(self, sequence: int, signed: Signed) -> Folded | Skip:
        core, parts = self._core, self._core.parts
        attributes: dict[str, str | int] = {"spicerack.site": parts.who.site, "spicerack.revision": sequence}
        with parts.tracer.span("fold", attributes=attributes):
            result = parts.state.fold(
                sequence, signed, trusts=parts.registry.trusts, incarnation=parts.new_incarnation
            )
            parts.traces.folded(sequence)
        parts.steps.reached(Step.COMMIT_FOLDED)
        if isinstance(result, Folded):
            parts.visible.folded(sequence, result.batch.made_at)
            if result.batch.site == parts.who.site:
                core.notes.moved_on = True
        core.stir()
        return result


async def compare_log(core: Core) -> None:
    """Compare the log with the one that this site has followed; a difference leads to a look, and a hold."""
    parts = core.parts
    folded = parts.state.projection.position
    seen = await look_at_log(
        parts.bus,
        topology=parts.topology,
        collection=parts.who.collection,
        folded=folded,
        compared=core.notes.compared,
    )
    wrong = None if seen is None or holds(seen, folded) else seen
    if wrong != core.notes.log_seen:
        core.notes.log_seen = wrong
        core.dirt.add_all()
