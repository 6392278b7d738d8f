"""Making checkpoints of one collection's log: every so many commits, the last two are kept."""

import asyncio
import logging
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from shared.bus.codec import encode
from shared.bus.port import Bus, Message, StoreFullError
from shared.catalog.fold.position import LogPosition
from shared.catalog.follow.checkpoint import manifests, revision_in
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.checkpoint_tables import parts_of, position_of, snapshot
from shared.catalog.store.projection import Projection
from shared.contracts.messages.checkpoint import PARTS_MAX, Checkpoint, CheckpointPart
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey

log = logging.getLogger(__name__)

CHECKPOINT_COMMITS = 1000
"""Commits after which another checkpoint is made, unless set: seconds of folding for whoever is new."""

KEPT = 2
"""Checkpoints that stay: one may be read while the next one is made, or may turn out to be damaged."""


@dataclass(kw_only=True)
class Checkpointer:
    """Makes checkpoints while this orchestrator holds the collection's lease."""

    bus: Bus
    topology: Topology
    collection: str
    key: SigningKey
    database: Path
    """Of the projection; read over a connection of its own."""
    projection: Projection
    reader: LogReader
    every: int
    """Commits between two checkpoints."""
    made: int = 0
    """Revision of the newest one."""

    def __post_init__(self) -> None:
        self._bell = asyncio.Event()
        self._bell.set()

    def wake(self) -> None:
        """Say that a commit was folded."""
        self._bell.set()

    async def run(self) -> None:
        """Make checkpoints until cancelled. Raises BusError."""
        await self.look()
        while True:
            await self._bell.wait()
            self._bell.clear()
            await self.make_if_due()

    async def look(self) -> None:
        """Look for the newest checkpoint that is there."""
        standing = await manifests(self.bus, self.topology, self.collection)
        self.made = max((revision_in(message.subject) for message in standing), default=0)

    async def make_if_due(self) -> None:
        """Make a checkpoint if there were commits enough since the last one. Raises BusError."""
        if self.projection.commits.count_above(self.made) < self.every:
            return
        # A fold that has just begun goes on first: one checkpoint of all of it is enough.
        await self.reader.catch_up()
        try:
            checkpoint = await self._publish()
        except StoreFullError as error:
            log.warning("collection %s gets no checkpoint: %s", self.collection, error)
            self.made = self.projection.position.revision  # So that it is not tried with every commit.
            return
        self.made = checkpoint.revision
        await self._tidy()
        log.info(
            "made a checkpoint of collection %s at revision %s in %s parts",
            self.collection,
            checkpoint.revision,
            len(checkpoint.parts),
        )

    async def _publish(self) -> Checkpoint:
        with snapshot(self.database) as connection:
            position = position_of(connection)
            hashes: list[str] = []
            with closing(_encoded(parts_of(connection))) as parts:
                while (data := await asyncio.to_thread(next, parts, None)) is not None:
                    hashes.append(blake3(data).hexdigest())
                    await self.bus.publish(self._subject(position, len(hashes)), data, bulk=True)
        checkpoint = Checkpoint(
            collection=self.collection,
            log_id=position.log_id or "",
            revision=position.revision,
            hash=position.hash,
            parts=tuple(hashes),
        )
        signed = self.key.sign(checkpoint.model_dump_json())
        await self.bus.publish(self._subject(position, 0), encode(signed))
        return checkpoint

    async def _tidy(self) -> None:
        """Remove all but the newest, and what runs that died have left."""
        whole = [revision_in(message.subject) for message in await self._begun(0)]
        kept = sorted(whole)[-KEPT:]
        begun = {revision_in(message.subject) for number in (0, 1) for message in await self._begun(number)}
        for revision in sorted(begun - set(kept)):
            await self.bus.purge(Stream.CHECKPOINTS, self.topology.checkpoint(self.collection, revision, "*"))

    async def _begun(self, number: int) -> Sequence[Message]:
        subject = self.topology.checkpoint(self.collection, "*", number)
        return await self.bus.last_per_subject(Stream.CHECKPOINTS, subject)

    def _subject(self, position: LogPosition, number: int) -> str:
        return self.topology.checkpoint(self.collection, position.revision, number)


def _encoded(parts: Iterable[CheckpointPart]) -> Generator[bytes, None, None]:
    for number, part in enumerate(parts):
        if number >= PARTS_MAX:
            raise StoreFullError(f"a checkpoint of more than {PARTS_MAX} parts fits no manifest")
        yield encode(part)
