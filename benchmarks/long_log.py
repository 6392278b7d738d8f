"""A log of very many commits, written without the services that would take hours to make it."""

import asyncio
import json
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from services.orchestrator.upkeep.checkpoints import Checkpointer
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.bus.nats.bus import NatsBus
from shared.catalog.fold.fold import Folded, Skip, body_hash
from shared.catalog.fold.position import LogPosition
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.commit import GENESIS_HASH
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Entry, Kind, State

COLLECTION = "spice"
WRITER = "writer"
LOG_ID = "a" * 32
AT_ONCE = 64
INCARNATION = "1" * 16
MADE_AT = "2026-11-21T12:00:00Z"


class LongLog:
    """Writes commits of one site, each of new files in a directory of its own."""

    def __init__(
        self,
        bus: NatsBus,
        *,
        files: int,
        projection: Projection | None = None,
        put: Callable[[int, int], tuple[str, State]] | None = None,
    ) -> None:
        """Wire the writer.

        Args:
            bus: that is written to.
            files: of a commit.
            projection: where what a reader would fold goes, too.
            put: says what file a commit of a number has at a place; made-up kernels where there is none.
        """
        self._bus = bus
        self._registry = Registry(bus)
        self._projection = projection
        self._files = files
        self._subject = Topology().log(COLLECTION)
        self._put = put or self._kernel
        self._source = random.Random(1)
        self._site = SigningKey(b"s" * 32)
        self._key = SigningKey(b"o" * 32)
        self._hash = GENESIS_HASH

    async def write(self, commits: int) -> None:
        """Register the writer and the orchestrator, and append so many commits."""
        await self._registry.register_orchestrator(self._key.public)
        record = SiteRecord(collection=COLLECTION, site=WRITER, key=self._site.public)
        await self._registry.register_site(record)
        for first in range(1, commits + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, commits + 1))
            await asyncio.gather(*(self._append(number, self._commit(number)) for number in numbers))

    async def _append(self, number: int, data: bytes) -> None:
        ack = await self._bus.publish(self._subject, data)
        assert ack.sequence == number, "the commits were stored in another order"

    def _commit(self, number: int) -> bytes:
        body = json.dumps(
            {
                "schema_version": 1,
                "collection": COLLECTION,
                "log_id": LOG_ID,
                "previous_revision": number - 1,
                "previous_hash": self._hash,
                "batch": self._site.sign(self._batch(number)).model_dump(),
                "decisions": [{"outcome": "accepted"}] * self._files,
            }
        )
        self._hash = body_hash(body)
        self._fold(number)
        return encode(self._key.sign(body))

    def _fold(self, number: int) -> None:
        """Note what a commit does, without the work of reading it."""
        if self._projection is None:
            return
        batch = Batch.model_construct(
            collection=COLLECTION,
            site=WRITER,
            incarnation=INCARNATION,
            sequence=number,
            made_at=datetime.fromisoformat(MADE_AT),
            changes=(),
        )
        entries = tuple(
            Entry.model_construct(path=path, revision=number, author=WRITER, state=state)
            for path, state in self._states
        )
        position = LogPosition(LOG_ID, number, self._hash)
        self._projection.apply(Folded(position=position, batch=batch, decisions=(), entries=entries))

    async def checkpoint(self, database: Path) -> None:
        """Make a checkpoint of all that was written, as an orchestrator does, from the projection's file."""
        assert self._projection is not None, "there is nothing to make a checkpoint of"
        reader = LogReader(
            self._bus,
            topology=Topology(),
            registry=self._registry,
            collection=COLLECTION,
            start=self._projection.position,
            fold=lambda _sequence, _signed: Skip.UNCHAINED,
            skip=lambda: None,
        )
        checkpointer = Checkpointer(
            bus=self._bus,
            topology=Topology(),
            collection=COLLECTION,
            key=self._key,
            database=database,
            projection=self._projection,
            reader=reader,
            every=1,
        )
        await checkpointer.make_if_due()

    def _batch(self, number: int) -> str:
        self._states = [self._put(number, file) for file in range(self._files)]
        changes = [{"path": path, "state": state.model_dump(mode="json")} for path, state in self._states]
        return json.dumps(
            {
                "schema_version": 1,
                "collection": COLLECTION,
                "site": WRITER,
                "incarnation": INCARNATION,
                "sequence": number,
                "log_id": LOG_ID,
                "made_at": MADE_AT,
                "changes": changes,
            }
        )

    def _kernel(self, number: int, file: int) -> tuple[str, State]:
        state = State.model_construct(
            kind=Kind.FILE,
            content=self._source.randbytes(32).hex(),
            size=1 + self._source.randrange(10**7),
            mtime_ns=1_700_000_000 * 10**9 + self._source.randrange(10**15),
            mode=0o644,
        )
        return f"mission/{number:05}/orbit-{file:03}.bsp", state
