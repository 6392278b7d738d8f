"""The dispatch of one rule: an execution for each file, in the order of the log, exactly one, never too many.

The log is the queue. A rule's place in it moves on once the execution of a file is begun; ids of executions
follow from rule, path and revision, and a log of an execution begins once. So a rule may be dispatched again
from any earlier place, and by two processes, and nothing is started twice.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.workflow.definitions.book import DefinitionBook
from services.workflow.executions.journal import Journal, OutrunError
from services.workflow.executions.running import may_run
from services.workflow.executions.store import SummaryStore
from services.workflow.rules.makers import Makers
from services.workflow.rules.pending import LOOP, Place, place_of, start_of
from services.workflow.rules.slots import Slots
from services.workflow.share.kept import Kept
from shared.bus.port import Bus
from shared.catalog.store.checkpoint_tables import snapshot
from shared.catalog.store.rows import ENTRY_COLUMNS, entry_of
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.messages.workflow import WorkflowRule
from shared.model.entry import Entry
from shared.model.globs import parse_glob
from shared.observability.clock import Clock

log = logging.getLogger(__name__)

WINDOW = 500
"""Files that are looked through at once."""

NEXT = f"""
    SELECT {ENTRY_COLUMNS} FROM history
    WHERE revision >= ? AND (revision, path) > (?, ?) AND kind = 'file' ORDER BY revision, path LIMIT ?
"""

COUNT = "SELECT path FROM history WHERE revision >= ? AND (revision, path) > (?, ?) AND kind = 'file' LIMIT ?"

COUNTED_MAX = 10_000
"""Files that a count of what waits looks at: a person need not know more."""


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
    log_database: Path
    """The fold of the collection's log."""
    makers: Makers
    generations_max: int
    started: Callable[[], None] = lambda: None


class Dispatch:
    """One rule, as long as this process has it."""

    def __init__(self, rule: WorkflowRule, parts: DispatchParts) -> None:
        self.rule = rule
        self._parts = parts
        self._glob = parse_glob(rule.pattern)
        self._slots = Slots(parts.bus, collection=rule.collection, rule=rule.rule)
        self._kept = Kept(parts.bus, workflow_key(rule.collection, "place", rule.rule))
        self.waiting = Waiting(Place(rule.after))

    async def begin(self) -> None:
        """Learn how far the rule is, and which slots are taken. Raises BusError."""
        value = await self._kept.read()
        # The place of a rule that was saved anew, to begin elsewhere, begins there.
        if value is not None:
            stamp, _, text = value.decode().partition("\t")
            if stamp == self._stamp:
                self.waiting.place = place_of(text)
        await self._slots.look()

    async def go_on(self) -> bool:
        """Start what can be started now; tell whether more may be started at once.

        Raises:
            BusError: begin again.
            OutrunError: another process dispatches this rule: begin again.
        """
        found = await asyncio.to_thread(self._next)
        if found:
            await self._parts.makers.look()
        for entry in found:
            if self._glob.matches(entry.path):
                if not await self._start(entry):
                    return False
                await self._move(Place(entry.revision, entry.path))
            else:
                self.waiting.place = Place(entry.revision, entry.path)
        self.waiting.waits_for = ""
        return len(found) == WINDOW

    def count_waiting(self) -> int:
        """Return how many files wait, up to a bound; in a thread."""
        place = self.waiting.place
        with snapshot(self._parts.log_database) as connection:
            rows = connection.execute(COUNT, (place.revision, place.revision, place.path, COUNTED_MAX))
            return sum(1 for (path,) in rows if self._glob.matches(path))

    async def _start(self, entry: Entry) -> bool:
        """Start the execution of a file, unless it is there; tell whether it is."""
        version = self._parts.book.newest(self.rule.workflow)
        if version is None:
            self.waiting.waits_for = f"workflow {self.rule.workflow}, which is not there"
            return False
        maker = await self._parts.makers.maker(entry)
        record = start_of(
            self.rule,
            entry,
            digest=version.digest,
            now=self._parts.clock.now(),
            maker=maker,
            generations_max=self._parts.generations_max,
        )
        execution, ends = record.execution, len(record.events) > 1
        if (
            not ends
            and execution not in self._slots.holders.values()
            and not await self._take_slot(execution)
        ):
            return False
        try:
            await self._parts.journal.append(record, after=0)
            self.waiting.started += 1
            if ends:
                log.warning("rule %s: %s ends at once: %s", self.rule.rule, record.execution, LOOP)
            self._parts.started()
        except OutrunError:
            log.info("rule %s: %s was started before", self.rule.rule, entry.path)
        return True

    async def _take_slot(self, execution: str) -> bool:
        for number in range(self.rule.running_max):
            if await self._is_free(number):
                if not await self._slots.put(number, execution):
                    raise OutrunError(f"another process takes slots of rule {self.rule.rule}")
                return True
        busy = ", ".join(sorted(self._slots.holders.values())[:3])
        self.waiting.waits_for = (
            f"a slot: {self.rule.running_max} of {self.rule.running_max} run ({busy} ...)"
        )
        return False

    async def _is_free(self, number: int) -> bool:
        holder = self._slots.holders.get(number)
        if holder is None:
            return True
        # Or it was taken by a process that died before it began, and is not next any more.
        return not await may_run(self._parts.store, self._parts.journal, holder)

    async def _move(self, place: Place) -> None:
        """Note how far the rule is."""
        await self._kept.put(f"{self._stamp}\t{place.text()}".encode())
        self.waiting.place = place

    def _next(self) -> Sequence[Entry]:
        place = self.waiting.place
        with snapshot(self._parts.log_database) as connection:
            rows = connection.execute(NEXT, (place.revision, place.revision, place.path, WINDOW))
            return [entry_of(row) for row in rows]

    @property
    def _stamp(self) -> str:
        return str(self.rule.after)
