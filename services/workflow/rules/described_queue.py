"""The queue of a rule for files whose contents are described, in the log and the stream of descriptions."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from services.workflow.rules.file_queues import FileQueue
from services.workflow.rules.occasion import Occasion, Place
from services.workflow.rules.queue import WINDOW
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus
from shared.catalog.store.checkpoint_tables import snapshot
from shared.catalog.store.rows import ENTRY_COLUMNS, entry_of
from shared.contracts.messages.description import Description, Told
from shared.contracts.messages.workflow import WorkflowRule
from shared.contracts.topology import Stream, Topology
from shared.descriptions.follow import heard

OF_A_CONTENT_MAX = 1_000
"""Paths with one content that one description starts executions for."""

LATE_MAX = timedelta(days=28)
"""After a file came: descriptions that come later start nothing, as those of a describer's next version.
Executions are kept for 30 days, and what was started before is known by them."""

OF_CONTENT = f"""
    SELECT {", ".join(f"history.{name.strip()}" for name in ENTRY_COLUMNS.split(","))} FROM history
    JOIN commits ON commits.revision = history.revision
    WHERE history.content = ? AND kind = 'file' AND history.revision > ? AND made_at >= ?
    ORDER BY history.revision, path LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Descriptions:
    """The stream of descriptions of one collection."""

    bus: Bus
    topology: Topology
    collection: str
    keys: DescriberKeys

    async def head(self) -> int:
        """Return the sequence of the newest. Raises BusError."""
        subject = self.topology.description(self.collection, "*")
        return await self.bus.caught_up(Stream.DESCRIPTIONS, subject)

    async def of(self, content: str) -> Description | None:
        """Return the description of a content; None where there is none that is believed. Raises BusError."""
        subject = self.topology.description(self.collection, content)
        found = await self.bus.last(Stream.DESCRIPTIONS, subject)
        if found is None:
            return None
        return (await heard(found, keys=self.keys, collection=self.collection)).description

    async def after(self, sequence: int) -> list[tuple[int, Description | None]]:
        """Return the next ones, each with its sequence. Raises BusError."""
        subject = self.topology.description(self.collection, "*")
        found: list[tuple[int, Description | None]] = []
        async for message in self.bus.stored(Stream.DESCRIPTIONS, subject, after=sequence):
            said = await heard(message, keys=self.keys, collection=self.collection)
            found.append((message.sequence, said.description))
            if len(found) == WINDOW:
                break
        return found


class DescribedQueue(FileQueue):
    """Each file whose content is described, whichever comes last.

    A file that comes is asked about; one that is not described yet is passed over, and comes with its
    description. Where both come at once, it comes twice, and starts one execution by its id.
    """

    def __init__(
        self, database: Path, rule: WorkflowRule, descriptions: Descriptions, now: Callable[[], datetime]
    ) -> None:
        super().__init__(database, rule)
        self._rule = rule
        self._descriptions = descriptions
        self._now = now

    async def begin(self, place: Place) -> Place:
        """Return the place, with the head of the descriptions where none was seen: others are asked for.

        All are looked at again where the stream is another one.
        """
        head = await self._descriptions.head()
        if place.described == 0:
            return replace(place, described=head)
        return place if place.described <= head else replace(place, described=0)

    async def next(self, place: Place) -> Sequence[Occasion]:
        """Return the next files with their descriptions; else what the next descriptions are of."""
        files = await super().next(place)
        if files:
            return [await self._described(one) for one in files]
        return [
            one
            for sequence, description in await self._descriptions.after(place.described)
            for one in await asyncio.to_thread(self._of_content, description, sequence, place)
        ]

    async def _described(self, one: Occasion) -> Occasion:
        content = one.files[0].state.content if one.files else None
        description = None if content is None else await self._descriptions.of(content)
        if description is None or not self._is_wanted(description):
            return Occasion(place=one.place)
        return replace(one, description=description)

    def _of_content(self, description: Description | None, sequence: int, place: Place) -> list[Occasion]:
        """Return an occasion for each path, and one that moves the place."""
        moved = Occasion(place=replace(place, described=sequence))
        if description is None or not self._is_wanted(description):
            return [moved]
        since = (self._now() - LATE_MAX).isoformat()
        with snapshot(self._database) as connection:
            asked = (description.content, self._rule.after, since, OF_A_CONTENT_MAX)
            entries = [entry_of(row) for row in connection.execute(OF_CONTENT, asked)]
        found = [
            Occasion(place=place, files=(entry,), description=description)
            for entry in entries
            if self._glob.matches(entry.path) and Place(entry.revision, entry.path) <= place
        ]
        return [*found, moved]

    def _is_wanted(self, description: Description) -> bool:
        if description.told is not Told.RECOGNISED or description.findings is None:
            return False
        return not self._rule.kinds or description.findings.kind in self._rule.kinds
