"""The dispatch of one rule: an execution for each occasion, in order, exactly one, never too many at a time.

The log is the queue. A rule's place in it moves on once the execution of a file is begun; ids of executions
follow from rule, revision and path, and a log of an execution begins once. So a rule may be dispatched again
from any earlier place, and by two processes, and nothing is started twice.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from services.workflow.definitions.book import DefinitionBook
from services.workflow.executions.journal import Journal, OutrunError
from services.workflow.executions.store import SummaryStore
from services.workflow.rules.caps import caps_of, waits_for
from services.workflow.rules.makers import Makers
from services.workflow.rules.occasion import Occasion, Place, place_of
from services.workflow.rules.pending import start_of
from services.workflow.rules.queue import WINDOW, Queue
from services.workflow.share.kept import Kept
from shared.bus.port import Bus
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.messages.workflow import WorkflowRule
from shared.observability.clock import Clock

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Waiting:
    """How a rule stands."""

    place: Place
    started: int = 0
    waits_for: str = ""
    """For what the next file waits; empty where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchParts:
    """What the dispatches of all rules share."""

    bus: Bus
    book: DefinitionBook
    journal: Journal
    store: SummaryStore
    clock: Clock
    queue: Callable[[WorkflowRule], Queue]
    """Returns the queue of a rule."""
    makers: Makers
    generations_max: int
    started: Callable[[], None] = lambda: None


class Dispatch:
    """One rule, as long as this process has it."""

    def __init__(self, rule: WorkflowRule, parts: DispatchParts) -> None:
        self.rule = rule
        self._parts = parts
        self._queue = parts.queue(rule)
        self._caps = caps_of(
            rule,
            bus=parts.bus,
            store=parts.store,
            journal=parts.journal,
            monotonic=asyncio.get_running_loop().time,
        )
        self._kept = Kept(parts.bus, workflow_key(rule.collection, "place", rule.rule))
        self.waiting = Waiting(Place(rule.after))

    async def begin(self) -> None:
        """Learn how far the rule is, and which slots are taken. Raises BusError."""
        value = await self._kept.read()
        place = Place(self.rule.after)
        # The place of a rule that was saved anew, to begin elsewhere, begins there.
        if value is not None:
            stamp, _, text = value.decode().partition("\t")
            place = place_of(text) if stamp == self._stamp else place
        self.waiting.place = await self._queue.begin(place)
        await self._caps[0].slots.look()

    async def go_on(self) -> bool:
        """Start what can be started now; tell whether more may be started at once.

        Raises:
            BusError: begin again.
            OutrunError: another process dispatches this rule: begin again.
        """
        found = await self._queue.next(self.waiting.place)
        if found:
            await self._parts.makers.look()
        for occasion in found:
            if occasion.files:
                if not await self._start(occasion):
                    return False
                await self._move(occasion.place)
            else:
                self.waiting.place = occasion.place
        self.waiting.waits_for = ""
        return len(found) >= WINDOW

    def count_waiting(self) -> int:
        """Return how many files wait, up to a bound; in a thread."""
        return self._queue.count(self.waiting.place)

    async def _start(self, occasion: Occasion) -> bool:
        """Start the execution of an occasion, unless it is there; tell whether it is."""
        version = self._parts.book.newest(self.rule.workflow)
        if version is None:
            self.waiting.waits_for = f"workflow {self.rule.workflow}, which is not there"
            return False
        makers = [await self._parts.makers.maker(entry) for entry in occasion.files]
        record = start_of(
            self.rule,
            occasion,
            digest=version.digest,
            now=self._parts.clock.now(),
            makers=[one for one in makers if one is not None],
            generations_max=self._parts.generations_max,
        )
        execution, ends = record.execution, record.events[1:]
        if not ends and not await self._has_slots(execution):
            return False
        try:
            await self._parts.journal.append(record, after=0)
            self.waiting.started += 1
            if ends:
                log.warning("rule %s: %s ends at once: %s", self.rule.rule, execution, ends[0])
            self._parts.started()
        except OutrunError:
            log.info("rule %s: %s was started before", self.rule.rule, execution)
        return True

    async def _has_slots(self, execution: str) -> bool:
        """Have an execution in a slot of each cap; tell whether it is."""
        self.waiting.waits_for = await waits_for(self._caps, execution)
        return not self.waiting.waits_for

    async def _move(self, place: Place) -> None:
        """Note how far the rule is."""
        await self._kept.put(f"{self._stamp}\t{place.text()}".encode())
        self.waiting.place = place

    @property
    def _stamp(self) -> str:
        return str(self.rule.after)
