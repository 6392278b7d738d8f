"""The task that says one event of each version of a frame, once its rows are there.

An event has a subject of its own, which takes one message for ever: what is said again after a crash, by
another archive, or from rows that were built anew, changes nothing.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from services.archive.context import ArchiveContext
from services.archive.database.store.events import Untold, mark_told, untold
from shared.bus.codec import encode
from shared.bus.port import WrongLastSequenceError
from shared.contracts.messages.frames.frame_event import EVENT_BYTES_MAX, FrameEvent


class TellEvents:
    """Says events of what the database has."""

    def __init__(self, context: ArchiveContext) -> None:
        self._context = context
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Have it look."""
        self._bell.set()

    async def run(self) -> None:
        """Say events until cancelled. Raises BusError and SQLAlchemy's errors; call it again."""
        self._bell.set()
        while True:
            await self._bell.wait()
            self._bell.clear()
            while rows := await asyncio.to_thread(untold, self._context.databases.writer):
                await self._tell(rows)

    async def _tell(self, rows: Sequence[Untold]) -> None:
        async with asyncio.TaskGroup() as group:
            for row in rows:
                group.create_task(self._say(event_of(row, collection=self._context.collection)))
        numbers = [row["id"] for row in rows]
        await asyncio.to_thread(mark_told, self._context.databases.writer, numbers)
        self._context.figures.events += len(rows)

    async def _say(self, event: FrameEvent) -> None:
        data = encode(event)
        if len(data) > EVENT_BYTES_MAX:
            data = encode(event.model_copy(update={"headers": {}, "headers_left_out": True}))
        subject = self._context.topology.frame_event(event.collection, str(event.version))
        with suppress(WrongLastSequenceError):
            await self._context.bus.publish(subject, data, expected_last_subject_sequence=0)


def event_of(row: Untold, *, collection: str) -> FrameEvent:
    """Return the event of a version, from its row with those of its frame."""
    return FrameEvent(
        collection=collection,
        frameid=row["frame_id"],
        version=row["id"],
        basename=row["basename"],
        filename=row["basename"] + row["extension"],
        path=row["path"],
        revision=row["revision"],
        content=row["content"],
        md5=row["md5"],
        size=row["size"],
        created=row["created"],
        proposal_id=row["proposal_id"],
        public_date=row["public_date"],
        area=row["area"],
        headers=dict(row["headers"]),
    )
